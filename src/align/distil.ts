import { z } from 'zod'
import type { Episode, Guideline, JudgeDefinition, UnscoredReason } from '../contract/index.ts'
import type { Clock } from '../io/index.ts'
import { fitsSchema, ModelCallError, type ChatModel } from '../model/index.ts'
import {
  charactersPerBatch,
  distilAnswerSchema,
  distilPromptVersion,
  distilRequest,
} from './distil-prompt.ts'
import { makeGuideline, normalGuideline } from './guideline-making.ts'

/** The most records that one distillation call sees, as in MLflow. */
export const recordsPerBatch = 50

/** Episodes that no guidelines could be distilled from, and why. */
export interface FailedBatch {
  episodes: Episode[]
  /** In words, at most some 300 characters. */
  fault: string
}

/** What distilling came to. */
export interface Distilled {
  guidelines: Guideline[]
  /** In order of the episodes; empty when all went well. */
  failed: FailedBatch[]
}

/**
 * Distils guidelines from episodes, in batches of at most 50 that are asked about at the same time; the order is that
 * of the batches. Each guideline keeps the samples it came from, the model, the version of the prompt and the date;
 * one with no source, or that says what another says already, is left out. One that gives orders to the judge is muted
 * and has a concern, for a person to decide.
 *
 * A batch that fails is asked about once more; one that fails again is among the `failed`. A failing model never
 * throws.
 */
export async function distilGuidelines(
  definition: JudgeDefinition,
  taught: readonly Episode[],
  existing: readonly Guideline[],
  model: ChatModel,
  { clock }: { clock: Clock },
): Promise<Distilled> {
  const batches = await Promise.all(
    toBatches(taught).map(async (episodes) => {
      const ask = async () => askAbout(definition, episodes, existing, model)
      const first = await ask()
      const isLost = 'fault' in first && !final.has(first.reason)
      return { episodes, ...(isLost ? await ask() : first) }
    }),
  )
  const drafts = batches.flatMap((batch) => ('drafts' in batch ? batch.drafts : []))
  return {
    guidelines: newGuidelines(drafts, existing, model, clock),
    failed: batches.flatMap((batch) =>
      'fault' in batch ? [{ episodes: batch.episodes, fault: batch.fault }] : [],
    ),
  }
}

/** A sentence of the model's with the samples it names. */
interface Draft {
  text: string
  sources: string[]
}

type Answer = { drafts: Draft[] } | { fault: string; reason: UnscoredReason }

/** Failures that the same request meets again. */
const final = new Set<UnscoredReason>(['rejected', 'aborted', 'over-budget', 'not-recorded'])

async function askAbout(
  definition: JudgeDefinition,
  batch: readonly Episode[],
  existing: readonly Guideline[],
  model: ChatModel,
): Promise<Answer> {
  try {
    const request = distilRequest(definition, batch, existing)
    const reply = await model.chat(request, { isUsable: fitsSchema(distilAnswerSchema) })
    const { guidelines } = distilAnswerSchema.parse(JSON.parse(reply.text))
    return {
      drafts: guidelines.map((found) => ({
        text: found.guideline_text,
        sources: sourcesOf(found.source_ids, batch),
      })),
    }
  } catch (error) {
    if (error instanceof ModelCallError)
      return { fault: `${error.reason}: ${error.detail}`, reason: error.reason }
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      const fault = `the answer does not fit its schema: ${error.message.replaceAll(/\s+/g, ' ')}`
      return { fault: fault.slice(0, 300), reason: 'malformed' }
    }
    throw error
  }
}

/** Samples by the places of their records, in that order; what is no such place is no source. */
function sourcesOf(ids: readonly string[], batch: readonly Episode[]): string[] {
  const places = [...new Set(ids.map(Number))].sort((left, right) => left - right)
  return places.flatMap((place) => batch[place - 1]?.sampleId ?? [])
}

function newGuidelines(
  drafts: readonly Draft[],
  existing: readonly Guideline[],
  model: ChatModel,
  clock: Clock,
): Guideline[] {
  const taken = new Map(existing.map(({ id, text }) => [id, text]))
  const said = new Set(existing.map(({ text }) => normalGuideline(text)))
  const made = new Map<string, Guideline>()
  for (const { text, sources } of drafts) {
    const normal = normalGuideline(text)
    if (sources.length === 0 || said.has(normal)) continue
    const twin = made.get(normal)
    if (twin !== undefined) {
      twin.sources = [...new Set([...twin.sources, ...sources])]
      continue
    }
    const origin = { sources, model: model.name, promptVersion: distilPromptVersion, clock }
    const guideline = makeGuideline(text, origin, taken)
    if (guideline === undefined) continue
    taken.set(guideline.id, guideline.text)
    made.set(normal, guideline)
  }
  return [...made.values()]
}

/** Episodes as they are asked about: at most 50 to a call, and no more characters than it takes. */
export function toBatches(episodes: readonly Episode[]): Episode[][] {
  const batches: Episode[][] = []
  let size = 0
  for (const episode of episodes) {
    const length = JSON.stringify(episode).length
    const batch = batches.at(-1)
    if (batch === undefined || batch.length === recordsPerBatch || size + length > charactersPerBatch) {
      batches.push([episode])
      size = length
    } else {
      batch.push(episode)
      size += length
    }
  }
  return batches
}

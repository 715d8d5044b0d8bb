import type { Episode, Guideline, JudgeDefinition, UnscoredReason } from '../contract/index.ts'
import type { Clock } from '../io/index.ts'
import type { ChatModel } from '../model/index.ts'
import { distilGuidelines, type FailedBatch } from './distil.ts'
import { isAboutTheText } from './refused-text.ts'

/** After so many episodes that were refused one by one, and none taken, the model is at fault and not the episodes. */
const mostRefusals = 8

/** What distilling came to. */
export interface DistilledEpisodes {
  guidelines: Guideline[]
  /** Batches that a later attempt may well distil. */
  failed: FailedBatch[]
  /** Why the model would not read an episode, by its sample id. */
  refused: Map<string, string>
}

/**
 * Distils guidelines from episodes. A batch that the model refuses to read is halved until the episode is found that
 * it is about, so that the others teach all the same.
 */
export async function distilEpisodes(
  definition: JudgeDefinition,
  episodes: readonly Episode[],
  existing: readonly Guideline[],
  model: ChatModel,
  options: { clock: Clock },
): Promise<DistilledEpisodes> {
  const outcome: DistilledEpisodes = { guidelines: [], failed: [], refused: new Map() }
  if (episodes.length === 0) return outcome
  const distil = async (batch: readonly Episode[]): Promise<FailedBatch[]> => {
    const known = [...existing, ...outcome.guidelines]
    const { guidelines, failed } = await distilGuidelines(definition, batch, known, model, options)
    outcome.guidelines.push(...guidelines)
    return failed
  }
  for (const batch of await distil(episodes)) {
    const refused = isRefused(batch) ? await findRefused(batch, distil) : undefined
    if (refused === undefined) outcome.failed.push(batch)
    else {
      outcome.failed.push(...refused.failed)
      for (const [sampleId, fault] of refused.sampleIds) outcome.refused.set(sampleId, fault)
    }
  }
  return outcome
}

/** Halves a batch until the refused episodes stand alone; undefined where all of them seem to be refused. */
async function findRefused(
  batch: FailedBatch,
  distil: (episodes: readonly Episode[]) => Promise<FailedBatch[]>,
): Promise<{ sampleIds: Map<string, string>; failed: FailedBatch[] } | undefined> {
  const found = { sampleIds: new Map<string, string>(), failed: [] as FailedBatch[] }
  let taken = 0
  const waiting = [batch]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { episodes, fault } = next
    if (!isRefused(next)) found.failed.push(next)
    else if (episodes.length === 1) found.sampleIds.set(episodes[0]?.sampleId ?? '', fault)
    else {
      const middle = Math.ceil(episodes.length / 2)
      for (const half of [episodes.slice(0, middle), episodes.slice(middle)]) {
        const failed = await distil(half)
        if (failed.length === 0) taken += half.length
        waiting.push(...failed)
      }
    }
    if (
      taken === 0 &&
      found.sampleIds.size >= Math.min(mostRefusals, batch.episodes.length) &&
      batch.episodes.length > 1
    )
      return undefined
  }
  return found
}

/** An answer that does not fit its schema is the model's fault; what it would not read, or not to the end, the batch's. */
function isRefused({ fault }: FailedBatch): boolean {
  const [, reason, detail = ''] = /^(rejected|refused|truncated): ?(.*)$/s.exec(fault) ?? []
  return reason !== undefined && isAboutTheText({ reason: reason as UnscoredReason, detail })
}

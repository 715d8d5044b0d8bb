import { VitestJudgeError, type JudgeDefinition, type Memory, type Verdict } from '../contract/index.ts'
import type { Clock } from '../io/index.ts'
import type { Judge } from '../judge/index.ts'
import { embeddedText, textHash, type VectorTable } from '../memory/index.ts'
import type { ChatModel, Embedder } from '../model/index.ts'
import { distillationCalls } from './align-plan.ts'
import { distilEpisodes } from './distil-episodes.ts'
import { embedEpisodes, textsToEmbed, type Embeddable } from './embed-episodes.ts'
import { isPersons } from './guideline-making.ts'
import { judgeWithMemory, openStored, type OpenMemory } from './judge-with-memory.ts'
import { sidesFor } from './judged-fields.ts'
import { heldOutTest } from './lessons.ts'
import type { PromotionRow } from './promotion-rows.ts'

/** A memory that is tried: it is made anew in each fold from what the other folds taught. */
export interface TriedMemory {
  memory: Memory
  table: VectorTable
  embedder: Embedder
}

/** What a cross-validation works with. */
export interface Trial {
  definition: JudgeDefinition
  /** The plain judge. */
  base: Judge
  rows: readonly PromotionRow[]
  reflection: ChatModel
  clock: Clock
}

/** What trying a memory takes in calls, at most: recordings may answer some of them. */
export interface TrialCost {
  judgements: number
  distillations: number
  /** What is embedded, each text with its embedder named; up to 200 go into one call. */
  embeddings: Set<string>
}

/** Verdicts by sample id. */
export type FoldVerdicts = Map<string, Verdict>

/** How many calls trying a memory takes. */
export function trialCost({ definition, rows }: Trial, tried: TriedMemory): TrialCost {
  const distillations = foldsOf(rows).map((fold) =>
    distillationCalls(episodesWithout(definition, tried.memory, fold)),
  )
  const { identity } = tried.embedder
  const texts = textsToEmbed(tried.table, toEmbed({ definition, rows }, tried.memory), identity)
  return {
    judgements: rows.length,
    distillations: distillations.reduce((sum, calls) => sum + calls, 0),
    embeddings: new Set([...texts.keys()].map((hash) => JSON.stringify([identity, hash]))),
  }
}

/**
 * Judges every row with a memory that knows neither the row nor its fold: what it holds of the fold's rows, of their
 * groups, and of what says nearly the same is left out, and its guidelines are distilled anew from the rest. What a
 * person wrote, edited or pinned stays in all folds. Gives the verdicts by sample id.
 *
 * @throws VitestJudgeError `model-failed` when distilling or embedding fails
 */
export async function crossValidate(trial: Trial, tried: TriedMemory): Promise<FoldVerdicts> {
  const { base, rows } = trial
  const { table } = await embedEpisodes(tried.table, toEmbed(trial, tried.memory), tried.embedder)
  const embedder = rememberingEmbedder(tried.embedder, table)
  const verdicts: FoldVerdicts = new Map()
  for (const fold of foldsOf(rows)) {
    const memory = await rebuiltWithout(fold, trial, { ...tried, table, embedder })
    const found = await Promise.all(fold.map(({ row }) => judgeWithMemory(base, memory, sampleOf(row), {})))
    for (const [index, { row }] of fold.entries()) verdicts.set(row.sampleId, found[index] as Verdict)
  }
  return verdicts
}

/** Judges every row with the plain judge, where the run does not know its verdict already. */
export async function judgePlainly({ base, rows }: Trial, known: FoldVerdicts): Promise<FoldVerdicts> {
  const verdicts: FoldVerdicts = new Map(known)
  const unknown = rows.filter(({ row }) => !known.has(row.sampleId))
  const found = await Promise.all(unknown.map(({ row }) => base.judge(sampleOf(row))))
  for (const [index, { row }] of unknown.entries()) verdicts.set(row.sampleId, found[index] as Verdict)
  return verdicts
}

function foldsOf(rows: readonly PromotionRow[]): PromotionRow[][] {
  const folds = Map.groupBy(rows, ({ fold }) => fold)
  return [...folds.keys()].toSorted((left, right) => left - right).map((fold) => folds.get(fold) ?? [])
}

function episodesWithout(definition: JudgeDefinition, { episodes }: Memory, fold: readonly PromotionRow[]) {
  const isKnown = heldOutTest(
    definition,
    fold.map(({ row }) => ({ ...row, split: 'heldout' })),
  )
  return episodes.filter((episode) => !isKnown(episode))
}

async function rebuiltWithout(
  fold: readonly PromotionRow[],
  { definition, reflection, clock }: Trial,
  { memory, table, embedder }: TriedMemory,
): Promise<OpenMemory> {
  const episodes = episodesWithout(definition, memory, fold)
  const kept = memory.guidelines.filter(isPersons).map((guideline) => ({ ...guideline, sources: [] }))
  const { guidelines, failed } = await distilEpisodes(definition, episodes, kept, reflection, { clock })
  if (failed[0] !== undefined) {
    throw new VitestJudgeError('model-failed', {
      message: `Distilling guidelines for ${definition.name} failed while memories were compared (${failed[0].fault}). The memory stays as it was.`,
      hint: 'Run npx vitest-judge align again: what was answered is not asked again. Or install it without a comparison: --promote always.',
    })
  }
  const rebuilt = { ...memory, judge: definition, guidelines: [...kept, ...guidelines], episodes }
  return { ...(await openStored({ memory: rebuilt, table, missing: [] }, undefined)), embedder }
}

/** An embedder that looks first among the vectors that are there. */
function rememberingEmbedder(embedder: Embedder, { vectors }: VectorTable): Embedder {
  return {
    identity: embedder.identity,
    embed: async (texts, options) => {
      const known = texts.map((text) => vectors.get(textHash(text)))
      return known.every((vector) => vector !== undefined)
        ? known.map((vector) => [...vector])
        : embedder.embed(texts, options)
    },
  }
}

/** The episodes of a memory, and the rows that it is to find the nearest of them for. */
function toEmbed(
  { definition, rows }: Pick<Trial, 'definition' | 'rows'>,
  { k, episodes }: Memory,
): Embeddable[] {
  const asked = rows.map(({ row }) => {
    const sides = sidesFor(definition, row)
    return { ...sides, vector: textHash(embeddedText(sides)) }
  })
  return [...episodes, ...(k === 0 ? [] : asked)]
}

function sampleOf(row: PromotionRow['row']) {
  const { id: rowId, sampleId: id, group, inputs, outputs, expectations, conversation, trace } = row
  return { id, rowId, group, split: 'align' as const, inputs, outputs, expectations, conversation, trace }
}

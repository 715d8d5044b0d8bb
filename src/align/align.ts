import {
  VitestJudgeError,
  type Episode,
  type Guideline,
  type Memory,
  type RecallSettings,
} from '../contract/index.ts'
import type { Clock } from '../io/index.ts'
import { memoryFingerprint, type StoredMemory, type VectorTable } from '../memory/index.ts'
import type { ChatModel, Embedder } from '../model/index.ts'
import { byRow, planAlignment, type AlignPlan, type PlanInput } from './align-plan.ts'
import type { FailedBatch } from './distil.ts'
import { distilEpisodes } from './distil-episodes.ts'
import { embedEpisodes } from './embed-episodes.ts'
import type { Lessons } from './lessons.ts'
import { tidyNews } from './tidy-news.ts'

/** How many examples an aligned judge is shown per verdict, as in MLflow. */
export const defaultExamples = 5

/** What `alignMemory` works from. */
export interface AlignInput extends Omit<PlanInput, 'memory'> {
  stored: StoredMemory | undefined
  reflection: ChatModel
  embedder: Embedder
  k: number
  /** How examples are chosen beside nearness; default as in the present memory. */
  recall?: RecallSettings | undefined
  /** The most tokens of guidelines per verdict; default as in the present memory. */
  guidelineTokens?: number | undefined
  /** Leave out of the memory what could not be distilled, instead of failing; default false. */
  allowPartial?: boolean
  /** When guidelines are made. */
  clock: Clock
}

/** A sample that the memory had to do without, and why. */
export interface LeftOut {
  sampleId: string
  rowId: string
  reason: string
}

/** What `alignMemory` made. */
export interface AlignOutcome {
  memory: Memory
  table: VectorTable
  lessons: Lessons
  guidelinesAdded: Guideline[]
  guidelinesDropped: Guideline[]
  /** Of the memory's, those that stand in place of others now. */
  guidelinesMerged: Guideline[]
  /** Of the memory's, those that a person has to decide about, as of now. */
  concerns: Guideline[]
  /** Why guidelines were not held against each other; absent where they were. */
  tidyFault?: string
  /** Samples that a service refused to embed or to read: they are new the next time. */
  leftOut: LeftOut[]
  /** With `allowPartial`: the batches that were not distilled; their samples are new the next time. */
  failed: FailedBatch[]
  /** False when memory and vectors are what they were. */
  changed: boolean
}

/**
 * Aligns a judge: holds feedback against its memory, distils guidelines from what is new or changed and stores
 * the samples as episodes, after Databricks' MemAlign (MLflow's `MemAlignOptimizer`). With nothing new it calls
 * no model. A sample that a service refuses is left out and listed. Nothing is written here.
 *
 * @throws VitestJudgeError `model-failed` when embedding fails, or distilling without `allowPartial`
 */
export async function alignMemory(
  input: AlignInput,
  plan: AlignPlan = planAlignment({ ...input, memory: input.stored?.memory }),
): Promise<AlignOutcome> {
  const { definition, stored, reflection, embedder } = input
  // Guidelines of one call have one date, however long it takes: of two that contradict each other the older one goes.
  const time = input.clock()
  const clock = () => time
  const old = stored?.memory
  const all = [...plan.lessons.kept, ...plan.taught].toSorted(byRow)
  const embedded = await embedEpisodes(stored?.table, all, embedder)
  const isEmbedded = ({ vector }: Episode) => !embedded.refused.has(vector)
  const toDistil = plan.distilled.filter(isEmbedded)
  const distilled = await distilEpisodes(definition, toDistil, plan.remaining, reflection, { clock })
  if (distilled.failed.length > 0 && input.allowPartial !== true)
    throw distillingFailed(definition.name, distilled.failed)
  const undistilled = new Set([
    ...distilled.refused.keys(),
    ...distilled.failed.flatMap(({ episodes }) => episodes.map(({ sampleId }) => sampleId)),
  ])
  const episodes = all.filter((episode) => isEmbedded(episode) && !undistilled.has(episode.sampleId))
  const options = { reflection, clock }
  const tidied = await tidyNews(definition, plan.remaining, distilled.guidelines, all, options)
  const { recall = old?.recall, guidelineTokens = old?.guidelineTokens } = input
  const body: Memory = {
    schema: 'vitest-judge/memory@1',
    judge: definition,
    fingerprint: 'none',
    reflectionModel: toDistil.length === 0 ? (old?.reflectionModel ?? 'none') : reflection.name,
    embedder: embedder.identity,
    k: input.k,
    ...(recall !== undefined && { recall }),
    ...(guidelineTokens !== undefined && { guidelineTokens }),
    guidelines: tidied.guidelines,
    episodes,
  }
  const memory = { ...body, fingerprint: memoryFingerprint(body) }
  const used = new Set(episodes.map(({ vector }) => vector))
  const vectors = new Map([...embedded.table.vectors].filter(([hash]) => used.has(hash)))
  return {
    memory,
    table: { identity: embedder.identity, vectors },
    lessons: plan.lessons,
    guidelinesAdded: without(memory.guidelines, old?.guidelines ?? []),
    guidelinesDropped: without(old?.guidelines ?? [], memory.guidelines),
    guidelinesMerged: tidied.merged,
    concerns: newConcerns(memory.guidelines, old?.guidelines ?? []),
    ...(tidied.fault !== undefined && { tidyFault: tidied.fault }),
    leftOut: all.flatMap(({ sampleId, rowId, vector }) => {
      const reason = embedded.refused.get(vector) ?? distilled.refused.get(sampleId)
      return reason === undefined ? [] : [{ sampleId, rowId, reason }]
    }),
    failed: distilled.failed,
    changed: memory.fingerprint !== old?.fingerprint || (stored?.missing.length ?? 0) > 0,
  }
}

/** The guidelines of one list whose ids the other does not have. */
function without(guidelines: readonly Guideline[], others: readonly Guideline[]): Guideline[] {
  const ids = new Set(others.map(({ id }) => id))
  return guidelines.filter(({ id }) => !ids.has(id))
}

function newConcerns(now: readonly Guideline[], before: readonly Guideline[]): Guideline[] {
  const known = new Map(before.map(({ id, concern }) => [id, concern]))
  return now.filter(({ id, concern }) => concern !== undefined && concern !== known.get(id))
}

function distillingFailed(name: string, failed: readonly FailedBatch[]): VitestJudgeError {
  const samples = failed.reduce((sum, { episodes }) => sum + episodes.length, 0)
  const [first] = failed
  return new VitestJudgeError('model-failed', {
    message: `Distilling guidelines for ${name} failed in ${count(failed.length, 'batch', 'batches')} of ${count(samples, 'sample', 'samples')} (${first?.fault.slice(0, 300)}). The memory stays as it was.`,
    hint: 'Run npx vitest-judge align again: what was answered is not asked again, feedback already stored is not written twice. Or do without these samples for now: --allow-partial.',
  })
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

import type {
  EmbedderIdentity,
  Episode,
  Feedback,
  Guideline,
  JudgeDefinition,
  Memory,
  RunRow,
} from '../contract/index.ts'
import { VitestJudgeError } from '../contract/index.ts'
import { usedVariables } from '../judge/index.ts'
import { episodeText, memoryFingerprint, type StoredMemory, type VectorTable } from '../memory/index.ts'
import { ModelCallError, type ChatModel, type Embedder } from '../model/index.ts'
import { distilGuidelines } from './distil.ts'
import { findLessons, type Lessons } from './lessons.ts'

/** How many examples an aligned judge is shown per verdict, as in MLflow. */
export const defaultExamples = 5

/** What `alignMemory` works from. */
export interface AlignInput {
  definition: JudgeDefinition
  /** All rows of the judge's suites; only their `align` rows teach. */
  rows: readonly RunRow[]
  /** The whole feedback log. */
  feedback: readonly Feedback[]
  stored: StoredMemory | undefined
  reflection: ChatModel
  embedder: Embedder
  k: number
}

/** What `alignMemory` made. */
export interface AlignOutcome {
  memory: Memory
  table: VectorTable
  lessons: Lessons
  guidelinesAdded: Guideline[]
  guidelinesDropped: Guideline[]
  /** False when memory and vectors are what they were. */
  changed: boolean
}

/**
 * Aligns a judge: holds feedback against its memory, distils guidelines from what is new or changed and stores
 * the samples as episodes, after Databricks' MemAlign (MLflow's `MemAlignOptimizer`). With nothing new it calls
 * no model. Nothing is written here.
 *
 * @throws VitestJudgeError `model-failed` when distilling or embedding fails
 */
export async function alignMemory(input: AlignInput): Promise<AlignOutcome> {
  const { definition, stored, reflection, embedder, k } = input
  const old = stored?.memory
  const showsExpectations =
    definition.kind === 'instructions' && usedVariables(definition.instructions).includes('expectations')
  const lessons = findLessons(input.rows, input.feedback, old?.episodes ?? [], showsExpectations)
  const taught = [...lessons.added, ...lessons.changed].toSorted((left, right) =>
    left.rowId < right.rowId ? -1 : left.rowId > right.rowId ? 1 : left.sampleId < right.sampleId ? -1 : 1,
  )
  const gone = new Set([...lessons.changed, ...lessons.retracted].map(({ sampleId }) => sampleId))
  const heldOut = input.rows.filter(({ split }) => split === 'heldout')
  const tainted = new Set([...lessons.heldOut, ...heldOut.flatMap(({ sampleId }) => sampleId ?? [])])
  const [guidelinesDropped, remaining] = partition(
    old?.guidelines ?? [],
    (guideline) => isOrphaned(guideline, gone) || isTainted(guideline, tainted),
  )
  const relearnt = sourcesLeft(guidelinesDropped, lessons.kept)
  const distilled = [...relearnt, ...taught]
  const guidelinesAdded =
    distilled.length === 0 ? [] : await distilGuidelines(definition, distilled, remaining, reflection)
  const episodes = [...lessons.kept, ...taught]
  const table = await fillTable(stored?.table, episodes, embedder)
  const body: Memory = {
    schema: 'vitest-judge/memory@1',
    judge: definition,
    fingerprint: 'none',
    reflectionModel: distilled.length === 0 ? (old?.reflectionModel ?? 'none') : reflection.name,
    embedder: table.identity,
    k,
    guidelines: [...remaining.map((guideline) => withoutSources(guideline, gone)), ...guidelinesAdded],
    episodes: episodes.toSorted((left, right) =>
      left.rowId < right.rowId ? -1 : left.rowId > right.rowId ? 1 : left.sampleId < right.sampleId ? -1 : 1,
    ),
  }
  const memory = { ...body, fingerprint: memoryFingerprint(body) }
  const changed = memory.fingerprint !== old?.fingerprint || (stored?.missing.length ?? 0) > 0
  return { memory, table, lessons, guidelinesAdded, guidelinesDropped, changed }
}

/** A distilled guideline goes when none of its sources is left; a person's stays. */
function isOrphaned({ origin, sources }: Guideline, gone: ReadonlySet<string>): boolean {
  return origin === 'distilled' && sources.length > 0 && sources.every((source) => gone.has(source))
}

/** A distilled guideline with a source that knows a held-out row may say what that one said, so it goes whole. */
function isTainted({ origin, sources }: Guideline, tainted: ReadonlySet<string>): boolean {
  return origin === 'distilled' && sources.some((source) => tainted.has(source))
}

/** The episodes that dropped guidelines came from and that stay: their guidelines are distilled again. */
function sourcesLeft(dropped: readonly Guideline[], kept: readonly Episode[]): Episode[] {
  const sources = new Set(dropped.flatMap((guideline) => guideline.sources))
  return kept.filter(({ sampleId }) => sources.has(sampleId))
}

function withoutSources(guideline: Guideline, gone: ReadonlySet<string>): Guideline {
  return { ...guideline, sources: guideline.sources.filter((source) => !gone.has(source)) }
}

async function fillTable(
  known: VectorTable | undefined,
  episodes: Memory['episodes'],
  embedder: Embedder,
): Promise<VectorTable> {
  const reusable =
    known !== undefined && sameIdentity(known.identity, embedder.identity)
      ? known.vectors
      : new Map<string, Float32Array>()
  const texts = new Map(episodes.map((episode) => [episode.vector, episodeText(episode)]))
  const wanted = [...texts.keys()].filter((hash) => !reusable.has(hash)).sort()
  const vectors = new Map([...reusable].filter(([hash]) => texts.has(hash)))
  if (wanted.length > 0) {
    const made = await embedAll(
      wanted.map((hash) => texts.get(hash) as string),
      embedder,
    )
    for (const [index, hash] of wanted.entries()) vectors.set(hash, Float32Array.from(made[index] ?? []))
  }
  return { identity: embedder.identity, vectors }
}

async function embedAll(texts: readonly string[], embedder: Embedder): Promise<number[][]> {
  try {
    return await embedder.embed(texts)
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error
    throw new VitestJudgeError('model-failed', {
      message: `Embedding ${texts.length} samples with ${embedder.identity.model} failed (${error.reason}: ${error.detail}). The memory stays as it was.`,
      hint: 'Check VITEST_JUDGE_EMBEDDING_MODEL, _BASE_URL and _API_KEY, then run npx vitest-judge align again.',
      cause: error,
    })
  }
}

function sameIdentity(left: EmbedderIdentity, right: EmbedderIdentity): boolean {
  return (
    left.model === right.model && left.dimensions === right.dimensions && left.endpoint === right.endpoint
  )
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [yes: Item[], no: Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))]
}

import { VitestJudgeError, type Verdict } from '../contract/index.ts'
import {
  unscored,
  type Guidance,
  type Judge,
  type JudgeCallOptions,
  type JudgedSample,
} from '../judge/index.ts'
import { embeddedText, episodeText, openRecall, type Recall, type StoredMemory } from '../memory/index.ts'
import { embedderFor, ModelCallError, noteForRun, type Embedder } from '../model/index.ts'
import { shownFields, sidesFor } from './judged-fields.ts'
import { guidelineChooser, type GuidelineChooser } from './guideline-budget.ts'
import { leakFinder, type LeakFinder } from './leak-guard.ts'

/** A memory that is ready to be asked: its index is built, its episodes are read for leaks. */
export interface OpenMemory extends StoredMemory {
  recall: Recall
  findLeaks: LeakFinder
  chooseGuidelines: GuidelineChooser
  /** Who embeds what is asked about; default the memory's own embedder as it can be had here. */
  embedder?: Embedder
}

/**
 * Refuses an engine that nobody has. `where` says whose option it is.
 *
 * @throws VitestJudgeError `invalid-options`
 */
export function refuseUnknownEngine(where: string, engine: string | undefined): void {
  if (engine === undefined || engine === 'hnsw' || engine === 'exact') return
  throw new VitestJudgeError('invalid-options', {
    message: `${where} has the engine ${JSON.stringify(engine)}; expected "hnsw" or "exact".`,
    hint: 'Leave the engine out: HNSW serves, and the exact scan where it cannot be had.',
  })
}

const said = new Set<string>()

/**
 * Makes a memory ready to be asked; notices about its index stand in the run's report, or come as warnings of a process
 * that has none, each once. A large index is kept in `cacheFolder`, the memory's own, for the next time.
 *
 * @throws VitestJudgeError `damaged-file` where vectors are missing, whose examples would be left out in silence
 */
export async function openStored(
  stored: StoredMemory,
  engine: 'hnsw' | 'exact' | undefined,
  cacheFolder?: string,
): Promise<OpenMemory> {
  if (stored.memory.k > 0 && stored.missing.length > 0) throw missingVectors(stored)
  const notify = (notice: string) => {
    if (!noteForRun(notice) && !said.has(notice)) process.emitWarning(notice, { type: 'VitestJudgeNotice' })
    said.add(notice)
  }
  const cache = cacheFolder === undefined ? undefined : { folder: cacheFolder }
  const recall = await openRecall(stored, { notify, cache, ...(engine && { engine }) })
  const chooseGuidelines = guidelineChooser(stored.memory, stored.table)
  return { ...stored, recall, findLeaks: leakFinder(stored.memory), chooseGuidelines }
}

function missingVectors({ memory, missing }: StoredMemory): VitestJudgeError {
  const vectors = new Set(memory.episodes.map(({ vector }) => vector)).size
  return new VitestJudgeError('damaged-file', {
    message: `The vectors.jsonl of the memory of ${memory.judge.name} lacks ${missing.length} of ${vectors} vectors; expected one for each example.`,
    hint: `Have them embedded again: npx vitest-judge align --judge ${memory.judge.name}; or take the file from git.`,
  })
}

/** The verdict of a plain judge on one sample with what a memory has to say about it. */
export async function judgeWithMemory(
  base: Judge,
  memory: OpenMemory,
  sample: JudgedSample,
  callOptions: JudgeCallOptions,
): Promise<Verdict> {
  const guidance = await guidanceFor(memory, sample, callOptions)
  return 'outcome' in guidance ? guidance : base.judge(sample, { ...callOptions, guidance })
}

/** What a memory has to say about a sample, or the verdict where that cannot be known. */
export async function guidanceFor(
  memory: OpenMemory,
  sample: JudgedSample,
  callOptions: JudgeCallOptions,
): Promise<Guidance | Verdict> {
  const guidance = await findGuidance(memory, sample, callOptions)
  if ('outcome' in guidance) return guidance
  const leaks = sample.split === 'align' ? [] : memory.findLeaks(sample, guidance.examples)
  return { ...guidance, leaks }
}

async function findGuidance(
  { memory, recall, chooseGuidelines, embedder: given }: OpenMemory,
  sample: JudgedSample,
  { signal, root }: JudgeCallOptions,
): Promise<Guidance | Verdict> {
  const sides = sidesFor(memory.judge, sample)
  const text = episodeText(sides)
  const exclude = { sampleId: sample.id ?? '', rowId: sample.rowId ?? '', group: sample.group, text }
  if (memory.episodes.length === 0 || memory.k === 0)
    return { ...chooseGuidelines({ exclude }), examples: [] }
  const embedder = given ?? embedderFor(memory.embedder, root)
  const { model, endpoint } = memory.embedder
  if (embedder === undefined)
    return unscored('no-embedder', `the memory was made with ${model} at ${endpoint}, which has no key here`)
  let vector: number[] | undefined
  try {
    vector = (await embedder.embed([embeddedText(sides)], signal && { signal }))[0]
  } catch (error) {
    if (error instanceof ModelCallError)
      return unscored(error.reason, `embedding the sample: ${error.detail}`)
    throw error
  }
  const { episodes, nearDuplicates } = recall.nearest(vector ?? [], { k: memory.k, exclude })
  const examples = episodes.map(({ episode }) => {
    const { sampleId, value, rationale } = episode
    return { sampleId, fields: shownFields(memory.judge, episode), value, rationale }
  })
  const [nearest] = episodes
  // Rounding may take the similarity of equal vectors past 1.
  const similarity = nearest && Math.max(-1, Math.min(1, nearest.similarity))
  return {
    ...chooseGuidelines({ exclude, vector }),
    examples,
    ...(similarity !== undefined && { similarity }),
    nearDuplicates,
  }
}

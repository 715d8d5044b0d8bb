import { join, resolve } from 'node:path'
import {
  refuseUnknownKeys,
  VitestJudgeError,
  type JudgeDefinition,
  type Memory,
  type Verdict,
} from '../contract/index.ts'
import { contentHash, fileStamp, projectPath, toPath } from '../io/index.ts'
import {
  definitionFingerprint,
  unscored,
  type Guidance,
  type Judge,
  type JudgeContext,
  type JudgedSample,
} from '../judge/index.ts'
import { episodeText, loadMemory, openRecall, type Recall, type StoredMemory } from '../memory/index.ts'
import { embedderFor, ModelCallError } from '../model/index.ts'
import { alignedInstructions } from './instructions.ts'
import { leakFinder, type LeakFinder } from './leak-guard.ts'

/** Options of `aligned`. */
export interface AlignedOptions {
  /** The folder that holds `<judge>/memory.json`; default the folder `memory` beside the eval file. */
  memory?: string | URL
  /** Which engine finds the examples; default HNSW, with the exact scan where it cannot be had. */
  engine?: 'hnsw' | 'exact'
}

/** A judge with its memory: the same type, the same use. */
export interface AlignedJudge extends Judge {
  readonly base: Judge
  /** The instructions as a person reviews them, or undefined while there is no memory. */
  instructions(context?: JudgeContext): Promise<string | undefined>
}

/** True for a judge made by `aligned`. */
export function isAligned(judge: Judge): judge is AlignedJudge {
  return 'base' in judge
}

interface OpenMemory extends StoredMemory {
  recall: Recall
  findLeaks: LeakFinder
}

const opened = new Map<string, { stamp: string; memory: Promise<OpenMemory | undefined> }>()

/**
 * The judge with its memory: guidelines distilled from feedback, and the earlier samples most like the one being
 * judged. Until `align` has made a memory, it is not asked.
 *
 * @throws VitestJudgeError `invalid-judge` when the judge is already aligned
 */
export function aligned(base: Judge, options: AlignedOptions = {}): AlignedJudge {
  if (isAligned(base)) {
    throw new VitestJudgeError('invalid-judge', {
      message: `aligned() was given ${base.id}, which is aligned already; expected the plain judge.`,
      hint: 'Write aligned(judge) with the judge that makeJudge or guidelines returned.',
    })
  }
  refuseUnknownKeys(`aligned(${base.id})`, options, ['memory', 'engine'])
  const folderFor = (context: JudgeContext) => memoryFolder(base.name, options, context)
  const open = async (context: JudgeContext) => {
    const folder = folderFor(context)
    const memory = await openMemory(folder, options.engine)
    if (memory !== undefined) checkOwner(folder, base.describe(), memory.memory)
    return memory
  }
  return {
    base,
    name: base.name,
    id: `${base.name}@aligned`,
    describe: () => base.describe(),
    record: async (context = {}) => {
      const definition = base.describe()
      const memory = (await open(context))?.memory
      return {
        id: `${base.name}@aligned`,
        fingerprint: contentHash([definitionFingerprint(definition), memory?.fingerprint ?? null]),
        definition,
        memoryFolder: projectPath(context.root ?? process.cwd(), folderFor(context)),
        ...(memory !== undefined && {
          memory: memory.fingerprint,
          stale: staleFacts(definition, memory.judge),
        }),
      }
    },
    instructions: async (context = {}) => {
      const memory = await open(context)
      return memory && alignedInstructions(base.describe(), memory.memory)
    },
    judge: async (sample, callOptions = {}) => {
      const memory = await open(callOptions)
      if (memory === undefined) {
        const detail = `${base.name} has no memory yet; run npx vitest-judge align --judge ${base.name}`
        return { outcome: 'not-asked', reason: 'not-aligned', detail }
      }
      const recalled = await recallExamples(memory, sample, callOptions.signal)
      if ('outcome' in recalled) return recalled
      const guidelines = memory.memory.guidelines.filter(({ muted }) => !muted).map(({ text }) => text)
      const leaks = sample.split === 'align' ? [] : memory.findLeaks(sample, recalled.examples)
      return base.judge(sample, { ...callOptions, guidance: { guidelines, ...recalled, leaks } })
    },
  }
}

async function recallExamples(
  { memory, recall }: OpenMemory,
  sample: JudgedSample,
  signal: AbortSignal | undefined,
): Promise<Pick<Guidance, 'examples' | 'nearDuplicates'> | Verdict> {
  if (memory.episodes.length === 0 || memory.k === 0) return { examples: [] }
  const embedder = embedderFor(memory.embedder)
  const { model, endpoint } = memory.embedder
  if (embedder === undefined)
    return unscored('no-embedder', `the memory was made with ${model} at ${endpoint}, which has no key here`)
  const text = episodeText({ inputs: sample.inputs ?? null, outputs: sample.outputs ?? null })
  let vector: number[] | undefined
  try {
    vector = (await embedder.embed([text], signal && { signal }))[0]
  } catch (error) {
    if (error instanceof ModelCallError)
      return unscored(error.reason, `embedding the sample: ${error.detail}`)
    throw error
  }
  const exclude = { sampleId: sample.id ?? '', rowId: sample.rowId ?? '', group: sample.group, text }
  const { episodes, nearDuplicates } = recall.nearest(vector ?? [], { k: memory.k, exclude })
  const examples = episodes.map(({ episode }) => {
    const { sampleId, inputs, outputs, expectations, value, rationale } = episode
    return {
      sampleId,
      fields: { inputs, outputs, ...(expectations !== undefined && { expectations }) },
      value,
      rationale,
    }
  })
  return { examples, nearDuplicates }
}

/** What differs between the judge in the code, which wins, and the one its memory was made for. */
function staleFacts(now: JudgeDefinition, then: JudgeDefinition): string[] {
  return [
    ...(now.instructions === then.instructions ? [] : ['instructions']),
    ...(contentHash(now.guidelines ?? null) === contentHash(then.guidelines ?? null)
      ? []
      : ['guidelines to check']),
    ...(now.model === then.model ? [] : [`model (${then.model}, now ${now.model})`]),
  ]
}

function checkOwner(folder: string, now: JudgeDefinition, { judge: then }: Memory): void {
  const same =
    now.name === then.name &&
    now.kind === then.kind &&
    contentHash(now.valueType) === contentHash(then.valueType)
  if (same) return
  throw new VitestJudgeError('memory-conflict', {
    message: `The memory ${folder} belongs to ${then.name} with ${JSON.stringify(then.valueType)}; the judge ${now.name} has ${JSON.stringify(now.valueType)}.`,
    hint: 'A judge with other values needs a memory of its own: rename it, or remove the folder and align anew.',
  })
}

function memoryFolder(name: string, { memory }: AlignedOptions, { evalFolder, root }: JudgeContext): string {
  if (memory !== undefined) return join(resolve(root ?? process.cwd(), toPath(memory)), name)
  if (evalFolder !== undefined) return join(evalFolder, 'memory', name)
  throw new VitestJudgeError('no-memory-folder', {
    message: `aligned(${name}) is used outside an eval file and was given no folder for its memory.`,
    hint: `Write aligned(judge, { memory: new URL('./memory', import.meta.url) }).`,
  })
}

/** Opens a memory once per process and again when its file changes. */
async function openMemory(
  folder: string,
  engine: 'hnsw' | 'exact' | undefined,
): Promise<OpenMemory | undefined> {
  const stamp = await fileStamp(join(folder, 'memory.json'))
  const key = `${folder}\0${engine ?? ''}`
  const known = opened.get(key)
  if (known?.stamp === stamp) return known.memory
  const memory = loadMemory(folder).then(async (stored) => {
    if (stored === undefined) return undefined
    const notify = (notice: string) => process.emitWarning(notice, { type: 'VitestJudgeNotice' })
    const recall = await openRecall(stored, { notify, ...(engine && { engine }) })
    return { ...stored, recall, findLeaks: leakFinder(stored.memory) }
  })
  opened.set(key, { stamp, memory })
  return memory
}

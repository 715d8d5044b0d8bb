import type { JudgeDefinition } from '../contract/index.ts'
import { contentHash, projectPath } from '../io/index.ts'
import { definitionFingerprint, type Judge, type JudgeContext } from '../judge/index.ts'
import { alignedInstructions } from './instructions.ts'
import { judgeWithMemory, type OpenMemory } from './judge-with-memory.ts'

/** A judge with its memory: the same type, the same use. */
export interface AlignedJudge extends Judge {
  readonly base: Judge
  /** The instructions as a person reviews them, or undefined while there is no memory. */
  instructions(context?: JudgeContext): Promise<string | undefined>
}

/** True for a judge that has a memory, or waits for one. */
export function isAligned(judge: Judge): judge is AlignedJudge {
  return 'base' in judge
}

/** Where the memory of an aligned judge comes from. */
export interface MemorySource {
  /** Absolute path of the folder that holds `memory.json`. */
  folder: (context: JudgeContext) => string
  /** The memory, ready to be asked; undefined while there is none. */
  open: (context: JudgeContext) => Promise<OpenMemory | undefined>
}

/** The aligned form of a plain judge, which looks for its memory at each call. */
export function alignedForm(base: Judge, source: MemorySource): AlignedJudge {
  const { folder, open } = source
  const id = `${base.name}@aligned`
  const judge: AlignedJudge = {
    base,
    name: base.name,
    id,
    describe: () => base.describe(),
    record: async (context = {}) => {
      const definition = base.describe()
      const memory = (await open(context))?.memory
      return {
        id,
        fingerprint: contentHash([definitionFingerprint(definition), memory?.fingerprint ?? null]),
        definition,
        memoryFolder: projectPath(context.root ?? process.cwd(), folder(context)),
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
      if (memory !== undefined) return judgeWithMemory(base, memory, sample, callOptions)
      const detail = `${base.name} has no memory yet; run npx vitest-judge align --judge ${base.name}`
      return { outcome: 'not-asked', reason: 'not-aligned', detail }
    },
  }
  sources.set(judge, source)
  return judge
}

const sources = new WeakMap<AlignedJudge, MemorySource>()

/** The aligned form of another plain judge, with the memory of this one. */
export function withBase(judge: AlignedJudge, base: Judge): AlignedJudge {
  const source = sources.get(judge)
  return source === undefined ? judge : alignedForm(base, source)
}

/** The memory of an aligned judge, ready to be asked; undefined while there is none. */
export async function memoryOf(judge: AlignedJudge, context: JudgeContext): Promise<OpenMemory | undefined> {
  return sources.get(judge)?.open(context)
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

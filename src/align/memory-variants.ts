import type { Verdict } from '../contract/index.ts'
import type { JudgeCallOptions, JudgeContext, JudgedSample } from '../judge/index.ts'
import type { ChatModel } from '../model/index.ts'
import { memoryOf, type AlignedJudge } from './aligned-form.ts'
import { changeGuidance, type GuidanceChange } from './changed-guidance.ts'
import { guidanceFor, judgeWithMemory } from './judge-with-memory.ts'
import { memoryOfAnotherSeed } from './other-memory.ts'

/** In which way the memory of a judge is changed. */
export type MemoryChange = GuidanceChange | 'other-seed'

/** What a judge with a changed memory says of a sample; undefined where nothing is changed for it. */
export type VariantJudge = (
  sample: JudgedSample,
  options: JudgeCallOptions,
) => Promise<{ verdict: Verdict; change: string } | undefined>

/** What it takes to change a memory. */
export interface MemoryVariantOptions {
  context: JudgeContext
  /** The model that distils anew; asked for another seed alone. */
  reflection: () => ChatModel
  /** Default 2. */
  seed?: number
}

/** Why there is nothing to change. */
export const withoutMemory = 'it has no memory yet (run npx vitest-judge align)'

/** An aligned judge whose memory is changed in one way, or, in words, why there is none. */
export async function memoryVariant(
  judge: AlignedJudge,
  change: MemoryChange,
  { context, reflection, seed = 2 }: MemoryVariantOptions,
): Promise<VariantJudge | { none: string }> {
  const opened = await memoryOf(judge, context)
  if (opened === undefined) return { none: withoutMemory }
  const { base } = judge
  if (change === 'other-seed') {
    const other = await memoryOfAnotherSeed(opened, reflection, seed)
    if ('none' in other) return other
    const words = `guidelines distilled anew: ${other.memory.guidelines.map(({ text }) => text).join(' ')}`
    return async (sample, options) => ({
      verdict: await judgeWithMemory(base, other, sample, options),
      change: words,
    })
  }
  return async (sample, options) => {
    const guidance = await guidanceFor(opened, sample, options)
    if ('outcome' in guidance) return { verdict: guidance, change: 'none: the memory could not be asked' }
    const changed = changeGuidance(change, guidance, base.describe())
    if (changed === undefined) return undefined
    const verdict = await base.judge(sample, { ...options, guidance: changed.guidance })
    return { verdict, change: changed.change }
  }
}

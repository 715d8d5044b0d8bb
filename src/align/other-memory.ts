import { VitestJudgeError, type Guideline } from '../contract/index.ts'
import { seededRandom, shuffled, systemClock } from '../io/index.ts'
import { memoryFingerprint } from '../memory/index.ts'
import type { ChatModel } from '../model/index.ts'
import { distilEpisodes } from './distil-episodes.ts'
import { isPersons } from './guideline-making.ts'
import { openStored, type OpenMemory } from './judge-with-memory.ts'

/**
 * A memory as it might have become: its guidelines distilled anew, from the same examples in another order, by the
 * reflection model. What people wrote, pinned or muted stays. Or, in words, why there is none.
 */
export async function memoryOfAnotherSeed(
  opened: OpenMemory,
  reflection: () => ChatModel,
  seed: number,
): Promise<OpenMemory | { none: string }> {
  const { memory } = opened
  const { episodes, guidelines } = memory
  if (episodes.length < 2)
    return { none: 'its memory has fewer than two examples, which have no other order' }
  const kept = guidelines.filter((guideline) => isPersons(guideline) || guideline.muted)
  if (kept.length === guidelines.length) return { none: 'no guideline of its memory was distilled' }
  let distilled
  try {
    const order = shuffled(episodes, seededRandom(seed))
    distilled = await distilEpisodes(memory.judge, order, kept, reflection(), { clock: systemClock })
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    return { none: `its guidelines could not be distilled anew: ${error.message}` }
  }
  const [fault] = distilled.failed
  if (fault !== undefined) return { none: `its guidelines could not be distilled anew: ${fault.fault}` }
  const others = [...kept, ...distilled.guidelines]
  if (saysTheSame(others, guidelines)) return { none: 'distilled anew, its guidelines are the same' }
  const body = { ...memory, guidelines: others, fingerprint: 'none' }
  const made = { ...body, fingerprint: memoryFingerprint(body) }
  const { table, missing, embedder } = opened
  const other = await openStored({ memory: made, table, missing }, undefined)
  return { ...other, ...(embedder && { embedder }) }
}

function saysTheSame(left: readonly Guideline[], right: readonly Guideline[]): boolean {
  const texts = (guidelines: readonly Guideline[]) =>
    guidelines.flatMap(({ text, muted }) => (muted ? [] : [text])).toSorted()
  return JSON.stringify(texts(left)) === JSON.stringify(texts(right))
}

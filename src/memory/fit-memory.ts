import type { Memory } from '../contract/index.ts'
import { memoryPath } from './load-memory.ts'
import {
  formatMemory,
  isRead,
  memoryFingerprint,
  parseMemory,
  refuseTwice,
  sortedEpisodes,
} from './memory-file.ts'

/** A memory as it is read again, and the text that it is read from. */
export interface FittingMemory {
  memory: Memory
  text: string
}

/** What was found to fit: what is installed and saved is checked once. */
const fitting = new WeakMap<Memory, FittingMemory>()

/**
 * A memory as it will be read again. Episodes that were read from a memory are not checked another time.
 *
 * @throws VitestJudgeError `damaged-file` when it does not fit its schema, before anything is written
 */
export function fitMemory(folder: string, memory: Memory): FittingMemory {
  const known = fitting.get(memory)
  if (known !== undefined) return known
  const path = `The memory to be saved as ${memoryPath(folder)}`
  const hint = 'Nothing was written; save a memory that fits the schema `vitest-judge/memory@1`.'
  const { true: stored = [], false: made = [] } = Object.groupBy(memory.episodes, (episode) =>
    isRead(episode) ? 'true' : 'false',
  )
  const checked = parseMemory(path, formatMemory({ ...memory, episodes: made }), hint)
  const whole = { ...checked, episodes: [...stored, ...checked.episodes] }
  refuseTwice(path, whole, hint)
  const fingerprint = memoryFingerprint(whole)
  const read = { ...whole, episodes: sortedEpisodes(whole), fingerprint }
  const fits = { memory: read, text: formatMemory(read, fingerprint) }
  fitting.set(memory, fits)
  fitting.set(read, fits)
  return fits
}

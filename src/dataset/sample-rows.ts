import { VitestJudgeError } from '../contract/index.ts'
import { sha256 } from '../io/index.ts'

/** How many rows to take, and the seed that decides which. */
export interface SampleOptions {
  /** A whole number from 1; a source with fewer rows gives them all. */
  size: number
  /** Any number; another one takes other rows. */
  seed: number
}

/**
 * A sample that stays when rows are appended (bottom-k sampling by hash): the `size` rows with the smallest
 * hash of seed and id, in the order of the source. Each appended row pushes out at most one.
 *
 * @throws VitestJudgeError `invalid-options` for a size that is not a whole number from 1
 */
export function sampleRows<Item extends { id: string }>(
  rows: readonly Item[],
  { size, seed }: SampleOptions,
): Item[] {
  if (!Number.isInteger(size) || size < 1 || !Number.isFinite(seed)) {
    throw new VitestJudgeError('invalid-options', {
      message: `The sample has size ${size} and seed ${seed}; expected a whole number from 1 and a number.`,
      hint: 'Write `sample: { size: 50, seed: 1 }`.',
    })
  }
  const smallest = rows
    .map((row, index) => ({ index, hash: sha256(`sample:${seed}:${row.id}`) }))
    .toSorted((left, right) => (left.hash < right.hash ? -1 : left.hash > right.hash ? 1 : 0))
    .slice(0, size)
  const taken = new Set(smallest.map(({ index }) => index))
  return rows.filter((_, index) => taken.has(index))
}

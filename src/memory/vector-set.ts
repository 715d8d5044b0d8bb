import { VitestJudgeError } from '../contract/index.ts'
import { normalised, validVector } from './vector.ts'

/** One vector to be searched, under a key. */
export interface IndexEntry {
  key: string
  vector: ArrayLike<number>
}

/** A stored vector found by a search; cosine similarity in [-1, 1]. */
export interface Neighbour {
  key: string
  similarity: number
}

/** Checked vectors of length 1 in one flat array, one for each distinct key, in ascending order of keys. */
export interface VectorSet {
  dimensions: number
  keys: string[]
  /** `keys.length * dimensions` elements. */
  elements: Float32Array
}

/**
 * Checks, normalises and sorts entries. Entries of one key must be equal and count once.
 *
 * @throws VitestJudgeError `invalid-vector` for a vector that is not valid or a key with two different vectors
 */
export function vectorSet(entries: readonly IndexEntry[], dimensions: number): VectorSet {
  const byKey = new Map<string, Float32Array>()
  for (const { key, vector } of entries) {
    validVector(vector, dimensions)
    const unit = normalised(vector)
    const earlier = byKey.get(key)
    if (earlier?.some((element, index) => element !== unit[index])) throw twoVectors(key)
    byKey.set(key, unit)
  }
  const keys = [...byKey.keys()].toSorted()
  const elements = new Float32Array(keys.length * dimensions)
  for (const [position, key] of keys.entries()) {
    elements.set(byKey.get(key) as Float32Array, position * dimensions)
  }
  return { dimensions, keys, elements }
}

/** The vector at a position, not copied. */
export function vectorAt({ elements, dimensions }: VectorSet, position: number): Float32Array {
  return elements.subarray(position * dimensions, (position + 1) * dimensions)
}

/** A query as a search uses it: checked and of length 1. */
export function queryVector(set: VectorSet, vector: ArrayLike<number>): Float32Array {
  validVector(vector, set.dimensions)
  return normalised(vector)
}

/**
 * The `count` nearest of the positions given, by similarity descending, then key ascending. Every engine ranks
 * with this function, so their numbers are the same to the last bit. One pass that keeps the best so far.
 */
export function rank(
  set: VectorSet,
  query: Float32Array,
  positions: Iterable<number>,
  count: number,
): Neighbour[] {
  const best: Ranked[] = []
  // Beyond some number, sorting all is faster than keeping many in order.
  const isFew = count <= mostKeptInOrder
  for (const position of positions) {
    const ranked = { position, similarity: similarityAt(set, query, position) }
    if (!isFew) best.push(ranked)
    else if (best.length < count || isBefore(ranked, best.at(-1))) insert(best, ranked, count)
  }
  if (!isFew) best.sort((left, right) => right.similarity - left.similarity || left.position - right.position)
  return best
    .slice(0, count)
    .map(({ position, similarity }) => ({ key: set.keys[position] as string, similarity }))
}

interface Ranked {
  position: number
  similarity: number
}

const mostKeptInOrder = 64

function isBefore(left: Ranked, right: Ranked | undefined): boolean {
  if (right === undefined) return false
  return left.similarity === right.similarity
    ? left.position < right.position
    : left.similarity > right.similarity
}

/** Puts one into its place among those in order, of which at most `count` stay. */
function insert(best: Ranked[], ranked: Ranked, count: number): void {
  let place = best.length
  while (place > 0 && isBefore(ranked, best[place - 1])) place--
  best.splice(place, 0, ranked)
  if (best.length > count) best.pop()
}

/** How many neighbours a search hands back: `count`, or all there are. Refuses what is no count. */
export function resultCount(set: VectorSet, count: number): number {
  checkCount(count)
  return Math.min(count, set.keys.length)
}

/** Throws `invalid-options` unless the count is a whole number of at least 0. */
export function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 0) return
  throw new VitestJudgeError('invalid-options', {
    message: `A search was asked for ${String(count)} neighbours; expected a whole number of at least 0.`,
    hint: 'Set `k` to a whole number, for example 5.',
  })
}

function similarityAt({ elements, dimensions }: VectorSet, query: Float32Array, position: number): number {
  const offset = position * dimensions
  let sum = 0
  for (let index = 0; index < dimensions; index++) {
    sum += (elements[offset + index] as number) * (query[index] as number)
  }
  return Math.max(-1, Math.min(1, sum))
}

function twoVectors(key: string): VitestJudgeError {
  return new VitestJudgeError('invalid-vector', {
    message: `Two different vectors stand under the key ${key}; expected one vector for each text.`,
    hint: 'Embed each distinct text once.',
  })
}

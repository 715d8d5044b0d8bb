import { VitestJudgeError } from '../contract/index.ts'

/**
 * Promises that a vector can be stored and searched: array-like, of exactly `dimensions` elements, each a number
 * that is finite as a 32-bit float, and not all zero.
 *
 * @throws VitestJudgeError `invalid-vector` naming the first fault
 */
export function validVector(vector: unknown, dimensions: number): asserts vector is ArrayLike<number> {
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    throw invalid(`dimensions is ${String(dimensions)}; expected a whole number of at least 1`)
  }
  if (!isArrayLike(vector)) {
    throw invalid(`a vector is ${describe(vector)}; expected an array of ${dimensions} numbers`)
  }
  if (vector.length !== dimensions) {
    throw invalid(`a vector has ${vector.length} elements; expected ${dimensions}`)
  }
  let allZero = true
  for (let index = 0; index < dimensions; index++) {
    const element = vector[index]
    if (typeof element !== 'number' || !Number.isFinite(Math.fround(element))) {
      throw invalid(`element ${index} of a vector is ${describe(element)}; expected a finite 32-bit number`)
    }
    if (Math.fround(element) !== 0) allZero = false
  }
  if (allZero) throw invalid('every element of a vector is 0; expected a vector with a direction')
}

/**
 * A copy scaled to length 1, as 32-bit floats.
 *
 * @throws VitestJudgeError `invalid-vector` when the vector is not valid, see `validVector`
 */
export function normalised(vector: ArrayLike<number>): Float32Array {
  validVector(vector, vector.length)
  const copy = Float32Array.from(vector)
  const length = Math.sqrt(copy.reduce((sum, element) => sum + element * element, 0))
  return copy.map((element) => element / length)
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && 'length' in value && typeof value.length === 'number'
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`
  if (typeof value === 'number' || value === undefined || value === null) return String(value)
  return `of type ${typeof value}`
}

function invalid(fault: string): VitestJudgeError {
  return new VitestJudgeError('invalid-vector', {
    message: `An embedding cannot be used: ${fault}.`,
    hint: 'Check that the embedding model and its dimensions are those the memory was made with.',
  })
}

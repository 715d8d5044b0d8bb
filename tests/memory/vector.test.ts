import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { VitestJudgeError } from '../../src/contract/index.ts'
import { normalised, validVector } from '../../src/memory/index.ts'

test('a normalised vector has length 1 and keeps its direction', () => {
  expect(normalised([3, 4])).toEqual(Float32Array.of(0.6, 0.8))
  expect(normalised([0, -1e-30])).toEqual(Float32Array.of(0, -1))
  expect(normalised([3e38, 0])).toEqual(Float32Array.of(1, 0))
})

test('normalising any valid vector gives finite numbers and length 1', () => {
  const element = fc.float({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(fc.array(element, { minLength: 1, maxLength: 20 }), (vector) => {
      fc.pre(vector.some((each) => each !== 0))
      const length = Math.hypot(...normalised(vector))
      expect(length).toBeCloseTo(1, 5)
    }),
  )
})

test('whatever is given as a vector is either valid or refused by our own error', () => {
  fc.assert(
    fc.property(fc.anything(), (anything) => {
      try {
        validVector(anything, 2)
      } catch (error) {
        expect(VitestJudgeError.is(error) && error.code).toBe('invalid-vector')
        return
      }
      expect(Math.hypot(...normalised(anything))).toBeCloseTo(1, 5)
    }),
  )
})

test.each([0, -1, 1.5, Number.NaN])('dimensions of %s are refused', (dimensions) => {
  expect(() => validVector([], dimensions)).toThrow(expect.objectContaining({ code: 'invalid-vector' }))
})

test('the error says what was received, what was expected and what to do', () => {
  expect(() => validVector([1, 2, 3], 512)).toThrowErrorMatchingInlineSnapshot(`
    [VitestJudgeError: An embedding cannot be used: a vector has 3 elements; expected 512.
      → Check that the embedding model and its dimensions are those the memory was made with.]
  `)
})

import { describe, expect, test } from 'vitest'
import { partialSpearman, type RankedRow } from '../../src/agreement/numeric/partial-spearman.ts'
import { spearman } from '../../src/agreement/numeric/spearman.ts'
import { seededRandom } from '../../src/io/index.ts'

const near = (number: number) => expect.closeTo(number, 12) as number
const rowsOf = (first: number[], second: number[], given: number[], rest: Partial<RankedRow> = {}) =>
  first.map((number, index) => ({
    first: number,
    second: second[index] ?? 0,
    given: given[index] ?? 0,
    ...rest,
  }))
const numbers = (seed: number, count = 40) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => Math.floor(8 * random()))
}

describe('a partial rank correlation', () => {
  test('is the first-order coefficient of the three rank correlations', () => {
    for (let seed = 1; seed < 20; seed++) {
      const [first, second, given] = [numbers(seed), numbers(seed + 100), numbers(seed + 200)]
      const rank = (left: number[], right: number[]) => {
        const found = spearman(left.map((truth, index) => ({ truth, verdict: right[index] ?? 0 })))
        if (found.kind === 'undefined') throw new Error(found.reason)
        return found.value
      }
      const [xy, xz, yz] = [rank(first, second), rank(first, given), rank(second, given)]
      const expected = (xy - xz * yz) / Math.sqrt((1 - xz ** 2) * (1 - yz ** 2))
      expect(partialSpearman(rowsOf(first, second, given))).toMatchObject({ value: near(expected), rows: 40 })
    }
  })

  test('is the plain one where the third does not vary', () => {
    const [first, second] = [numbers(1), numbers(2)]
    const plain = spearman(first.map((truth, index) => ({ truth, verdict: second[index] ?? 0 })))
    const fixed = partialSpearman(
      rowsOf(
        first,
        second,
        first.map(() => 1),
      ),
    )
    expect(plain).toEqual({ kind: 'value', value: near(fixed.kind === 'value' ? fixed.value : 2) })
  })

  test('does not depend on the order of the rows, nor on what the numbers are but for their order', () => {
    const rows = rowsOf(numbers(3), numbers(4), numbers(5))
    const cubed = rows.map((row) => ({ ...row, second: row.second ** 3 })).toReversed()
    const [one, other] = [partialSpearman(rows), partialSpearman(cubed)]
    expect(one).toEqual({
      ...other,
      value: expect.closeTo(one.kind === 'value' ? one.value : 2, 9) as number,
      low: expect.anything() as number,
      high: expect.anything() as number,
    })
  })

  test('is not there for few rows, a constant, or what the third says already', () => {
    expect(partialSpearman(rowsOf([1, 2], [1, 2], [1, 1]))).toEqual({
      kind: 'undefined',
      reason: '2 rows are too few',
    })
    const [first, given] = [numbers(6), numbers(7)]
    const constant = first.map(() => 3)
    expect(partialSpearman(rowsOf(first, constant, given))).toMatchObject({ kind: 'undefined' })
    expect(partialSpearman(rowsOf(first, numbers(8), first))).toMatchObject({ kind: 'undefined' })
    const oneGroup = rowsOf(first, numbers(8), given, { cluster: 'g' })
    expect(partialSpearman(oneGroup)).toMatchObject({ kind: 'undefined' })
  })

  test('stays within -1 and 1 where it is perfect', () => {
    const first = numbers(9)
    const found = partialSpearman(rowsOf(first, first, numbers(10)))
    expect(found).toMatchObject({ value: near(1) })
    expect(found.kind === 'value' && found.low > 0.99 && found.high <= 1).toBe(true)
  })
})

/** Verdicts that follow the truth nine times in ten, and lengths that go with the verdict or with nothing. */
function drawn(seed: number, clustered: boolean, liking: number): RankedRow[] {
  const random = seededRandom(seed)
  return Array.from({ length: 40 }, (_, group) => {
    const mood = random()
    return Array.from({ length: clustered ? 3 : 1 }, () => {
      const given = Number(random() < 0.6)
      const length = clustered ? mood + 0.2 * random() : random()
      const swayed = random() < liking
      const first = swayed ? Number(length > 0.5) : random() < 0.85 ? given : 1 - given
      return { first, second: length, given, ...(clustered && { cluster: `g${group}` }) }
    })
  }).flat()
}

test.for([
  ['single rows, no liking', false, 0],
  ['groups of one length, no liking', true, 0],
  ['single rows, a liking for length', false, 0.3],
  ['groups of one length, a liking for length', true, 0.3],
] as const)('its interval holds the true figure: %s', ([, clustered, liking]) => {
  const seeds = process.env['LONG'] === undefined ? 120 : 500
  const large = Array.from({ length: 60 }, (_, seed) => drawn(9000 + seed, clustered, liking)).flat()
  const truth = partialSpearman(large.map(({ cluster: _, ...row }) => row))
  if (truth.kind === 'undefined') throw new Error(truth.reason)
  const target = liking === 0 ? 0 : truth.value
  const covered = Array.from({ length: seeds }, (_, seed) =>
    partialSpearman(drawn(seed, clustered, liking)),
  ).filter((found) => found.kind === 'value' && found.low <= target && target <= found.high)
  expect(covered.length / seeds).toBeGreaterThanOrEqual(0.93)
})

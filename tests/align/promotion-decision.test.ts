import { describe, expect, test } from 'vitest'
import type { VerdictPair } from '../../src/agreement/index.ts'
import { decidePromotion } from '../../src/align/promotion-decision.ts'
import { seededRandom } from '../../src/io/index.ts'
import { definition, refusal } from './support.ts'

/** Pairs by how often both, only the candidate, only the present judge, or neither is right; truths alternate. */
function pairs(both: number, onlyCandidate: number, onlyPresent: number, neither = 0): VerdictPair[] {
  const kinds = [
    ...Array.from({ length: both }, () => [true, true]),
    ...Array.from({ length: onlyCandidate }, () => [true, false]),
    ...Array.from({ length: onlyPresent }, () => [false, true]),
    ...Array.from({ length: neither }, () => [false, false]),
  ]
  const other = (value: string) => (value === 'yes' ? 'no' : 'yes')
  return kinds.map(([first = false, second = false], index) => {
    const truth = index % 2 === 0 ? 'yes' : 'no'
    return { truth, first: first ? truth : other(truth), second: second ? truth : other(truth) }
  })
}

const decide = (rule: 'if-better' | 'if-not-worse', given: readonly VerdictPair[]) =>
  decidePromotion(rule, definition, given, 1)

/** How often a rule promotes among simulated comparisons. */
function promotedShare(
  rule: 'if-better' | 'if-not-worse',
  draw: (random: () => number) => VerdictPair[],
  times: number,
) {
  let promoted = 0
  for (let seed = 1; seed <= times; seed++) if (decide(rule, draw(seededRandom(seed))).promoted) promoted++
  return promoted / times
}

/** Rows of which a share is `yes`, and two judges that are right independently at their rates. */
function rowsOf(count: number, candidate: number, present: number, yes = 0.5) {
  return (random: () => number): VerdictPair[] =>
    Array.from({ length: count }, () => {
      const truth = random() < yes ? 'yes' : 'no'
      const say = (rate: number) => (random() < rate === (truth === 'yes') ? 'yes' : 'no')
      return { truth, first: say(candidate), second: say(present) }
    })
}

const times = process.env['LONG'] === undefined ? 40 : 200

describe('if-better', () => {
  test('promotes what is right significantly more often', () => {
    expect(decide('if-better', pairs(60, 15, 3, 10))).toMatchObject({
      rule: 'if-better',
      promoted: true,
      rows: 88,
      onlyCandidate: 15,
      onlyPresent: 3,
      words: 'it is right more often, and not by chance (p 0.002)',
    })
  })

  test.each([
    ['as often', pairs(60, 5, 5), 'it is not right more often'],
    ['less often', pairs(60, 2, 9), 'it is not right more often'],
    ['hardly more often', pairs(60, 8, 4), 'that it is right more often may be chance (p 0.13)'],
  ])('rejects what is right %s', (_, given, words) => {
    expect(decide('if-better', given)).toMatchObject({ promoted: false, words })
  })

  test('rejects what has only learned which value is frequent', () => {
    const given = Array.from({ length: 200 }, (_, index): VerdictPair => {
      const truth = index % 10 < 8 ? 'yes' : 'no'
      return { truth, first: 'yes', second: index % 2 === 0 ? 'yes' : 'no' }
    })
    const decision = decide('if-better', given)
    expect(decision.candidateAccuracy).toBe(0.8)
    expect(decision).toMatchObject({
      promoted: false,
      words: 'it may only have learned which value is frequent: kappa is not surely better',
    })
    expect(decision.p).toBeLessThan(0.001)
  })

  test.runIf(process.env['LONG'])(
    'promotes an equal candidate in at most 5 % of the cases, and a better one mostly',
    () => {
      const tolerance = 2.5 * Math.sqrt((0.05 * 0.95) / times)
      expect(promotedShare('if-better', rowsOf(200, 0.7, 0.7), times)).toBeLessThanOrEqual(0.05 + tolerance)
      expect(promotedShare('if-better', rowsOf(60, 0.8, 0.8, 0.8), times)).toBeLessThanOrEqual(
        0.05 + tolerance,
      )
      expect(promotedShare('if-better', rowsOf(200, 0.85, 0.65), times / 3)).toBeGreaterThan(0.9)
    },
  )
})

describe('if-not-worse', () => {
  test.each([
    ['as often', pairs(60, 5, 5), true, 'it is right at least as often'],
    [
      'on three rows of 1,000 less often',
      pairs(990, 3, 6, 1),
      true,
      'it is right less often, but surely by less than 5.0 %',
    ],
    [
      'on three rows of 60 less often',
      pairs(50, 3, 6, 1),
      false,
      'it is right less often, and a loss of 5.0 % is not ruled out',
    ],
  ])('of what is right %s', (_, given, promoted, words) => {
    expect(decide('if-not-worse', given)).toMatchObject({ promoted, words })
  })

  test.runIf(process.env['LONG'])(
    'promotes what loses 15 points in at most 5 % of the cases, and an equal candidate in half of them or more',
    () => {
      expect(promotedShare('if-not-worse', rowsOf(200, 0.65, 0.8), times)).toBeLessThanOrEqual(0.05)
      expect(promotedShare('if-not-worse', rowsOf(200, 0.75, 0.75), times)).toBeGreaterThanOrEqual(0.35)
    },
  )
})

describe('of judges of numbers', () => {
  const numbers = { ...definition, valueType: { type: 'number' as const, min: 0, max: 10, integer: false } }
  const given = (candidate: number, present: number) =>
    Array.from({ length: 60 }, (_, index): VerdictPair => {
      const truth = index % 9
      return {
        truth,
        first: truth + candidate * (1 + (index % 3)),
        second: truth + present * (1 + (index % 2)),
      }
    })

  test.runIf(process.env['LONG'])('the mean absolute error decides', () => {
    const better = decidePromotion('if-better', numbers, given(0.1, 0.4), 1)
    expect(better).toMatchObject({ promoted: true, words: 'its mean absolute error is surely smaller' })
    expect(better.error?.difference).toBeCloseTo(-0.4, 10)
    expect(decidePromotion('if-better', numbers, given(0.4, 0.1), 1).promoted).toBe(false)
    expect(decidePromotion('if-not-worse', numbers, given(0.4, 0.1), 1)).toMatchObject({
      promoted: false,
      words: 'its mean absolute error is larger, and 5.0 % of the range is not ruled out',
    })
    expect(decidePromotion('if-not-worse', numbers, given(0.12, 0.1), 1).promoted).toBe(true)
  })
})

test('is refused where no row can be compared', async () => {
  expect((await refusal(() => decide('if-better', []))).code).toBe('not-measured')
})

import { expect, test } from 'vitest'
import { judgeChange, type ChangedVerdict } from '../../src/agreement/paired/judge-change.ts'

/** Answers by whether the first and the second judge are right on them. */
function answers(both: number, onlyFirst: number, onlySecond: number, neither: number): ChangedVerdict[] {
  const of = (count: number, first: string, second: string) =>
    Array.from({ length: count }, () => ({ truth: 'yes', first, second }))
  return [
    ...of(both, 'yes', 'yes'),
    ...of(onlyFirst, 'yes', 'no'),
    ...of(onlySecond, 'no', 'yes'),
    ...of(neither, 'no', 'no'),
  ]
}

const outcomeOf = (verdicts: ChangedVerdict[], band?: number) => {
  const found = judgeChange(verdicts, band)
  return found.kind === 'value' ? found.outcome : found.reason
}

test('a judge that gives the same verdicts is equivalent to itself', () => {
  expect(judgeChange(answers(180, 0, 0, 20))).toMatchObject({
    outcome: 'equivalent',
    band: 0.05,
    difference: 0,
    changed: { successes: 0, n: 200 },
  })
})

test('a judge that is right more or less often is better or worse', () => {
  expect(judgeChange(answers(150, 8, 30, 12))).toMatchObject({ outcome: 'better', difference: 0.11 })
  expect(judgeChange(answers(150, 30, 8, 12))).toMatchObject({ outcome: 'worse', difference: -0.11 })
})

test('a judge that errs as often elsewhere is different, though equally right', () => {
  expect(judgeChange(answers(1600, 100, 100, 200))).toMatchObject({
    outcome: 'different',
    difference: 0,
    changed: { successes: 200, n: 2000, estimate: { kind: 'value', value: 0.1 } },
  })
})

test('labels that are wrong in another way have changed too', () => {
  const wrong = Array.from({ length: 200 }, (_, index) => ({
    truth: 'a',
    first: index < 100 ? 'a' : 'b',
    second: index < 100 ? 'a' : 'c',
  }))
  expect(outcomeOf(wrong)).toBe('different')
})

test('few rows do not tell, and how many would is said', () => {
  const found = judgeChange(answers(34, 2, 2, 2))
  // (1.6449 + 1.2816)² · 0.1 / 0.05² = 342.6
  expect(found).toMatchObject({ outcome: 'cannot-tell', rowsNeeded: 343 })
  expect(outcomeOf(answers(230, 6, 6, 8))).toBe('equally-right')
})

test('a shown difference within the band is none', () => {
  expect(outcomeOf(answers(3800, 10, 60, 130))).toBe('equivalent')
  expect(outcomeOf(answers(3800, 10, 60, 130), 0.01)).toBe('better')
})

test('rows of few groups tell less than as many of their own', () => {
  const verdicts = answers(180, 4, 4, 12)
  expect(outcomeOf(verdicts)).toBe('equally-right')
  const grouped = verdicts.map((one, index) => ({ ...one, cluster: `group-${index % 4}` }))
  expect(outcomeOf(grouped)).toBe('cannot-tell')
})

test('labels picked by verdict, no answers, and a band of nothing are refused', () => {
  const picked = answers(40, 5, 5, 0).map((one) => ({ ...one, pickedByVerdict: true }))
  expect(judgeChange(picked)).toMatchObject({ kind: 'undefined' })
  expect(judgeChange([])).toMatchObject({ kind: 'undefined' })
  expect(() => judgeChange(answers(10, 0, 0, 0), 0)).toThrow(RangeError)
})

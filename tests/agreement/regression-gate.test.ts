import { describe, expect, test } from 'vitest'
import { evaluateRegression } from '../../src/agreement/gates/regression-gate.ts'
import type { CalibrationRow } from '../../src/contract/index.ts'

/** Rows that are judged right both times, only before, only now, or never. */
function measured(both: number, before: number, now: number, neither: number) {
  const right = [
    ...Array.from({ length: both }, () => [true, true] as const),
    ...Array.from({ length: before }, () => [true, false] as const),
    ...Array.from({ length: now }, () => [false, true] as const),
    ...Array.from({ length: neither }, () => [false, false] as const),
  ]
  const rows = (side: 0 | 1) =>
    right.map((sides, index): CalibrationRow => ({
      id: `row-${index}`,
      sampleId: `s-${index}`,
      truth: 'yes',
      verdict: sides[side] ? 'yes' : 'no',
    }))
  return { before: rows(0), now: rows(1) }
}

function evaluate(
  { before, now }: ReturnType<typeof measured>,
  options?: Parameters<typeof evaluateRegression>[2],
) {
  return evaluateRegression(now, { kind: 'value', name: 'main', rows: before }, options)
}

describe('a judge against its baseline', () => {
  test('is blocked where the drop is significant and larger than the tolerance', () => {
    expect(evaluate(measured(160, 22, 8, 10))).toMatchObject({
      outcome: 'fail',
      reason:
        'Accuracy 84.0 % against 91.0 % in the baseline main on the same 200 rows: ' +
        'a drop of 7.0 points, significant (one-sided mid-p .005) and more than the 2.0 allowed.',
    })
  })

  test('passes where the drop may be chance, and says what it could have seen', () => {
    expect(evaluate(measured(160, 16, 8, 16))).toMatchObject({
      outcome: 'pass',
      reason:
        'Accuracy 84.0 % against 88.0 % in the baseline main on the same 200 rows: ' +
        'the drop is not significant (one-sided mid-p .054); ' +
        'a drop of 6.1 points or more would have been seen four times in five.',
    })
  })

  test('passes where the drop is real and small', () => {
    expect(evaluate(measured(9000, 180, 60, 760), { tolerance: 0.02 })).toMatchObject({
      outcome: 'pass',
      reason: expect.stringContaining('the drop is within the 2.0 points allowed') as string,
    })
    expect(evaluate(measured(9000, 180, 60, 760), { tolerance: 0.01 }).outcome).toBe('fail')
  })

  test('passes where it has become better or is the same', () => {
    expect(evaluate(measured(160, 8, 22, 10)).reason).toContain(': no drop; ')
    expect(evaluate(measured(150, 0, 0, 50))).toMatchObject({
      outcome: 'pass',
      reason:
        'Accuracy 75.0 % against 75.0 % in the baseline main on the same 200 rows: ' +
        'no drop; a drop of 3.1 points or more would have been seen four times in five.',
    })
  })
})

describe('a baseline that cannot be compared with', () => {
  const { before, now } = measured(40, 5, 5, 0)
  const against = (rows: readonly CalibrationRow[], alignIds: ReadonlySet<string> = new Set()) => {
    const result = evaluateRegression(now, { kind: 'value', name: 'main', rows }, { alignIds })
    expect(result.outcome).toBe('no-baseline')
    return result.reason
  }
  const change = (row: Partial<CalibrationRow>) =>
    before.map((one, index) => (index < 4 ? { ...one, ...row } : one))

  test('has other rows', () => {
    expect(against(before.slice(5))).toBe(
      'The baseline main cannot be compared with: it has other rows: row-0, row-1, row-2 and 2 more not in it.',
    )
    const more = { ...(before[0] as CalibrationRow), id: 'more' }
    expect(against([...before, more])).toBe(
      'The baseline main cannot be compared with: it has other rows: more only in it.',
    )
  })

  test('has another truth', () => {
    expect(against(change({ truth: 'no' }))).toBe(
      'The baseline main cannot be compared with: it has another truth: row-0, row-1, row-2 and 1 more.',
    )
  })

  test('has other answers', () => {
    expect(against(change({ sampleId: 'other' }))).toBe(
      'The baseline main cannot be compared with: ' +
        'the system under test answered otherwise in it: row-0, row-1, row-2 and 1 more.',
    )
  })

  test('has another split', () => {
    expect(against([...before, { ...(before[0] as CalibrationRow), id: 'a1' }], new Set(['a1']))).toBe(
      'The baseline main cannot be compared with: it has another split: a1 may teach now.',
    )
  })

  test('is none', () => {
    expect(evaluateRegression(now, { kind: 'undefined', reason: 'There is no main.' })).toEqual({
      outcome: 'no-baseline',
      reason: 'There is no main.',
      p: 1,
    })
  })
})

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
        'Accuracy 84.0 % against 91.0 % in the baseline main on the same 200 held-out rows: ' +
        'a drop of 7.0 points, significant (one-sided mid-p .005) and more than the 2.0 allowed; ' +
        'a drop of 6.8 points or more would have been seen four times in five.',
    })
  })

  test('passes where the drop may be chance, and says what it could have seen', () => {
    expect(evaluate(measured(160, 16, 8, 16))).toMatchObject({
      outcome: 'pass',
      reason:
        'Accuracy 84.0 % against 88.0 % in the baseline main on the same 200 held-out rows: ' +
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
        'Accuracy 75.0 % against 75.0 % in the baseline main on the same 200 held-out rows: ' +
        'no drop; a drop of 3.1 points or more would have been seen four times in five.',
    })
  })
})

describe('rows on which no drop could be seen', () => {
  const grouped = ({ before, now }: ReturnType<typeof measured>, groups: number) => {
    const withGroup = (row: CalibrationRow, index: number) => ({ ...row, group: `group-${index % groups}` })
    return { before: before.map(withGroup), now: now.map(withGroup) }
  }

  test('are neither a pass nor a failure', () => {
    expect(evaluate(measured(3, 0, 0, 0))).toEqual({
      outcome: 'inconclusive',
      reason:
        'On the 3 held-out rows of the baseline main no drop could be seen: ' +
        'not even the loss of every right verdict would be significant and more than the 2.0 points allowed.',
      p: 1,
    })
    expect(evaluate(measured(0, 3, 0, 0)).outcome).toBe('inconclusive')
    expect(evaluate(measured(0, 4, 0, 0)).outcome).toBe('fail')
    expect(evaluate(measured(4, 0, 0, 196)).outcome).toBe('inconclusive')
    expect(evaluate(measured(5, 0, 0, 195)).outcome).toBe('pass')
  })

  test('may be many, in few groups', () => {
    expect(evaluate(grouped(measured(0, 60, 0, 0), 3)).reason).toMatch(/^On the 60 .* main, in 3 groups, no/)
    expect(evaluate(grouped(measured(60, 0, 0, 0), 1)).reason).toContain(' main, all of one group, no drop')
    expect(evaluate(grouped(measured(0, 60, 0, 0), 4))).toMatchObject({ outcome: 'fail', p: 0.03125 })
    expect(evaluate(grouped(measured(60, 0, 0, 0), 4)).outcome).toBe('pass')
  })

  test('are more where Holm asks for more', () => {
    expect(evaluate(measured(0, 6, 0, 0), { alpha: 0.01 }).outcome).toBe('fail')
    expect(evaluate(measured(0, 6, 0, 0), { alpha: 0.005 }).outcome).toBe('inconclusive')
  })
})

test('repeats of a row add to what can be seen, and are no rows of their own', () => {
  const verdicts = (lost: number) =>
    Array.from({ length: 36 }, (_, index): CalibrationRow => ({
      id: `row-${Math.floor(index / 3)}`,
      repeat: index % 3,
      truth: 'yes',
      verdict: index % 3 === 0 && index / 3 < lost ? 'no' : 'yes',
    }))
  expect(evaluate({ before: verdicts(0), now: verdicts(9) })).toMatchObject({
    outcome: 'fail',
    p: expect.closeTo(0.5 ** 10, 12) as number,
  })
  expect(evaluate({ before: verdicts(0), now: verdicts(4) }).outcome).toBe('fail')
  expect(evaluate({ before: verdicts(0), now: verdicts(3) }).outcome).toBe('pass')
})

test('hardly any discordant row says little where rows lie in groups', () => {
  const grouped = (row: CalibrationRow, index: number) => ({
    ...row,
    group: `group-${Math.floor(index / 100)}`,
  })
  const { before, now } = measured(500, 0, 0, 0)
  const { comparison, reason } = evaluate({ before: before.map(grouped), now: now.map(grouped) })
  expect(comparison?.high).toBeGreaterThan(0.6)
  expect(reason).toContain('no drop; a drop of 81.0 points or more would have been seen')
})

test('accuracies are weighted where the rows are', () => {
  const { before, now } = measured(20, 10, 0, 10)
  const weigh = (row: CalibrationRow, index: number) => ({ ...row, weight: index < 20 ? 4 : 1 })
  expect(evaluate({ before: before.map(weigh), now: now.map(weigh) }).reason).toMatch(
    /^Accuracy 80\.0 % against 90\.0 % .* 40 held-out rows: a drop of 10\.0 points/,
  )
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

  test('has other repeats', () => {
    expect(against([...before, { ...(before[0] as CalibrationRow), repeat: 1 }])).toBe(
      'The baseline main cannot be compared with: it has other repeats: 50 verdicts now, 51 in it.',
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

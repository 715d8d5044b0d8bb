import { describe, expect, test } from 'vitest'
import {
  type Agreement,
  evaluateGate,
  type Judgement,
  measureAgreement,
  value,
} from '../../src/agreement/index.ts'
import { thresholdWarnings } from '../../src/agreement/gates/threshold-warnings.ts'
import { holmAlphas } from '../../src/agreement/gates/holm-alphas.ts'
import type { JudgeValue, SliceThresholds } from '../../src/contract/index.ts'
import { fromTable } from './tables.ts'

const passes = (value: JudgeValue) => value === 'pass'
const table = (pass: [number, number], fail: [number, number]) =>
  measureAgreement(fromTable([pass, fail], ['pass', 'fail']), { passes })

describe('a gate on recalls', () => {
  test('is decided on the rows of that truth alone', () => {
    const agreement = table([95, 5], [12, 28])
    expect(evaluateGate(agreement, { passRecall: 0.85 })).toMatchObject({
      outcome: 'pass',
      reason:
        'Pass-recall 95.0 % on 100 held-out rows whose truth passes: its 95 % lower bound 90.1 % reaches 85.0 %.',
    })
    expect(evaluateGate(agreement, { failRecall: 0.6 })).toMatchObject({
      outcome: 'inconclusive',
      reason:
        'Fail-recall 70.0 % on 40 held-out rows whose truth fails, but its 95 % lower bound 57.1 % is below 60.0 %: ' +
        'needs about 25 more held-out rows whose truth fails.',
      rowsNeeded: 25,
    })
    expect(evaluateGate(agreement, { failRecall: 0.75 })).toMatchObject({
      outcome: 'fail',
      reason: 'Fail-recall 70.0 % on 40 held-out rows whose truth fails is below 75.0 %.',
    })
  })

  test('cannot be passed by a judge without rows of that truth', () => {
    const agreement = measureAgreement(
      fromTable(
        [
          [48, 2],
          [0, 0],
        ],
        ['pass', 'fail'],
      ),
      { passes },
    )
    const { criteria } = evaluateGate(agreement, { failRecall: 0.8 })
    expect(criteria).toMatchObject([
      { outcome: 'inconclusive', reason: "Fail-recall does not exist: no row's truth fails.", p: 1 },
    ])
  })
})

describe('a gate on kappa and on balanced accuracy', () => {
  test('is decided by their own lower bounds', () => {
    const agreement = table([90, 10], [10, 90])
    expect(evaluateGate(agreement, { kappa: 0.7 })).toMatchObject({
      outcome: 'pass',
      reason: 'Kappa 0.80 on 200 held-out rows: its 95 % lower bound 0.72 reaches 0.70.',
    })
    expect(evaluateGate(agreement, { balancedAccuracy: 0.85 })).toMatchObject({
      outcome: 'pass',
      reason: 'Balanced accuracy 90.0 % on 200 held-out rows: its 95 % lower bound 85.7 % reaches 85.0 %.',
    })
    expect(evaluateGate(agreement, { kappa: 0.75 })).toMatchObject({
      outcome: 'inconclusive',
      reason:
        'Kappa 0.80 on 200 held-out rows, but its 95 % lower bound 0.72 is below 0.75: needs about 274 more held-out rows.',
    })
  })

  test('is not passed by a perfect record on a handful of rows', () => {
    expect(evaluateGate(table([3, 0], [0, 3]), { kappa: 0.6 }).outcome).toBe('inconclusive')
    expect(evaluateGate(table([3, 0], [0, 3]), { balancedAccuracy: 0.8 }).outcome).toBe('inconclusive')
  })
})

describe('a gate with several thresholds', () => {
  const agreement = table([95, 5], [12, 28])

  test('fails with the first that fails, and lists all of them', () => {
    const { outcome, reason, criteria } = evaluateGate(agreement, {
      accuracy: 0.8,
      failRecall: 0.8,
      kappa: 0.9,
    })
    expect({ outcome, reason }).toEqual({
      outcome: 'fail',
      reason: 'Fail-recall 70.0 % on 40 held-out rows whose truth fails is below 80.0 %.',
    })
    expect(criteria.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['accuracy', 'pass'],
      ['failRecall', 'fail'],
      ['kappa', 'fail'],
    ])
  })

  test('is inconclusive with the one that needs the most rows', () => {
    const { outcome, rowsNeeded } = evaluateGate(agreement, { accuracy: 0.84, failRecall: 0.6 })
    expect({ outcome, rowsNeeded }).toEqual({ outcome: 'inconclusive', rowsNeeded: 105 })
  })

  test('passes when all are reached, and tells the closest', () => {
    expect(evaluateGate(agreement, { accuracy: 0.8, passRecall: 0.85 })).toMatchObject({
      outcome: 'pass',
      reason:
        'All 2 thresholds are reached, the closest one thus: ' +
        'Accuracy 87.9 % on 140 held-out rows: its 95 % lower bound 82.6 % reaches 80.0 %.',
    })
  })
})

test('too few rows of one truth are inconclusive', () => {
  expect(evaluateGate(table([95, 5], [2, 8]), { accuracy: 0.8, minRowsPerClass: 30 })).toMatchObject({
    outcome: 'inconclusive',
    reason: 'Only 10 held-out rows whose truth fails, of at least 30: needs at least 20 more.',
    rowsNeeded: 20,
  })
  const labels = measureAgreement(
    fromTable(
      [
        [30, 0, 0],
        [0, 30, 0],
        [0, 1, 4],
      ],
      ['a', 'b', 'c'],
    ),
  )
  expect(evaluateGate(labels, { minRowsPerClass: 10 })).toMatchObject({
    reason: 'Only 5 held-out rows whose truth is "c", of at least 10: needs at least 5 more.',
  })
})

test('too few rows never turn a failed gate into an undecided one', () => {
  expect(evaluateGate(table([18, 2], [8, 12]), { accuracy: 0.95, minRows: 50 })).toMatchObject({
    outcome: 'fail',
    reason: 'Accuracy 75.0 % on 40 held-out rows is below 95.0 %.',
  })
  expect(evaluateGate(table([30, 0], [10, 0]), { minRows: 50, minRowsPerClass: 30 })).toMatchObject({
    outcome: 'fail',
    reason: 'Agreement on pass or fail 75.0 % on 40 held-out rows is not above always passing (75.0 %).',
  })
})

test('rows picked by verdict without weights are refused', () => {
  const agreement = measureAgreement(
    fromTable([[50]], ['pass']).map((row) => ({ ...row, pickedByVerdict: true })),
    { passes },
  )
  expect(evaluateGate(agreement, { accuracy: 0.5 })).toMatchObject({
    outcome: 'refused',
    reason:
      'Not measured: 50 labels were picked by verdict, without a weight, so no figure would stand for all rows.',
  })
})

describe('a threshold that cannot be reached', () => {
  test('by so many rows is warned of', () => {
    expect(thresholdWarnings(table([15, 0], [2, 13]), { accuracy: 0.95, failRecall: 0.9 })).toEqual([
      'Accuracy 95.0 % cannot be shown on 30 held-out rows: even without a single mistake the lower bound would be 91.7 %.',
      'Fail-recall 90.0 % cannot be shown on 15 held-out rows whose truth fails: even without a single mistake the lower bound would be 84.7 %.',
    ])
    expect(thresholdWarnings(table([15, 0], [2, 13]), { accuracy: 0.9 })).toEqual([])
  })

  test('by people among themselves is warned of', () => {
    const people = { count: 2, observed: value(0.86), kappa: value(0.62) }
    expect(thresholdWarnings(table([90, 10], [10, 90]), { accuracy: 0.9, kappa: 0.7 }, { people })).toEqual([
      'Accuracy 90.0 % is more than people reach among themselves (86.0 %): hardly any judge can be expected to reach it.',
      'Kappa 0.70 is more than people reach among themselves (0.62): hardly any judge can be expected to reach it.',
    ])
    expect(thresholdWarnings(table([90, 10], [10, 90]), { accuracy: 0.86 }, { people })).toEqual([])
    const three = { people: { ...people, count: 3 } }
    expect(thresholdWarnings(table([90, 10], [10, 90]), { accuracy: 0.9 }, three)).toEqual([
      'Accuracy 90.0 % is more than people reach among themselves (86.0 %): a judge can only reach it where the truth is what most of them say.',
    ])
  })

  test('is not warned of where rows of unequal weight could still show it', () => {
    const rows = fromTable([[99, 1]], ['pass', 'fail']).map((row, index) => ({
      ...row,
      weight: 1 + (index % 2),
    }))
    expect(thresholdWarnings(measureAgreement(rows, { passes }), { accuracy: 0.95 })).toEqual([])
  })
})

describe('the best that so many rows could show', () => {
  test('is that of a judge that is right, not of this one', () => {
    // Always passing, nine in ten truths pass: chance alone would agree on 90 %, of a right judge on 82 %.
    expect(thresholdWarnings(table([90, 0], [10, 0]), { kappa: 0.8 })).toEqual([])
    const grouped = Array.from({ length: 64 }, (_, index) => {
      const group = Math.floor(index / 4)
      const truth = index % 2 === 0 ? 'pass' : 'fail'
      const wrong = truth === 'pass' ? 'fail' : 'pass'
      return { truth, verdict: group % 2 === 0 ? wrong : truth, cluster: String(group) }
    })
    expect(thresholdWarnings(measureAgreement(grouped, { passes }), { balancedAccuracy: 0.85 })).toEqual([])
  })
})

describe('the rows that an undecided gate needs', () => {
  const needed = (agreement: Agreement, thresholds: SliceThresholds) =>
    evaluateGate(agreement, thresholds).rowsNeeded

  test('are those at which the bound gets there, whatever the figure', () => {
    expect(needed(table([3, 0], [0, 3]), { kappa: 0.8 })).toBe(19)
    expect(needed(table([25, 0], [0, 25]), { kappa: 0.95 })).toBe(56)
    expect(needed(table([10, 0], [0, 10]), { balancedAccuracy: 0.9 })).toBe(13)
  })

  test('are more groups like those at hand', () => {
    const rows = (groups: number) =>
      Array.from({ length: groups * 100 }, (_, index): Judgement => {
        const truth = index % 2 === 0 ? 'pass' : 'fail'
        const wrong = truth === 'pass' ? 'fail' : 'pass'
        return { truth, verdict: index % 10 === 0 ? wrong : truth, cluster: String(Math.floor(index / 100)) }
      })
    const agreement = (groups: number) => measureAgreement(rows(groups), { passes })
    const more = needed(agreement(10), { accuracy: 0.8 }) ?? 0
    expect(more).toBe(276)
    expect(evaluateGate(agreement(12), { accuracy: 0.8 }).outcome).toBe('inconclusive')
    expect(evaluateGate(agreement(13), { accuracy: 0.8 }).outcome).toBe('pass')
  })

  test('are no fewer where there are fewer than asked for', () => {
    const { outcome, rowsNeeded = 0 } = evaluateGate(table([12, 2], [2, 12]), { accuracy: 0.85, minRows: 30 })
    expect(outcome).toBe('inconclusive')
    expect(rowsNeeded).toBeGreaterThan(1000)
  })
})

test('sums of shares that miss the threshold by rounding equal it', () => {
  for (const rows of [5, 10, 15, 20, 25, 30, 40, 50]) {
    const judgements = Array.from({ length: rows * 3 }, (_, index): Judgement => {
      const truth = Math.floor(index / 3) % 2 === 0 ? 'pass' : 'fail'
      const wrong = truth === 'pass' ? 'fail' : 'pass'
      const cluster = String(Math.floor(index / 3))
      return { truth, verdict: index < rows * 2.4 ? truth : wrong, share: 1 / 3, cluster }
    })
    expect(evaluateGate(measureAgreement(judgements), { accuracy: 0.8 }).reason, String(rows)).toContain(
      'equals the threshold, so no number of rows',
    )
  }
})

test('parts of rows that are unscored are told as a share', () => {
  const judgements = Array.from({ length: 15 }, (_, index): Judgement => ({
    truth: index % 2 === 0 ? 'pass' : 'fail',
    verdict: index === 0 ? undefined : index % 2 === 0 ? 'pass' : 'fail',
    share: 1 / 3,
    cluster: String(Math.floor(index / 3)),
  }))
  const agreement = measureAgreement(judgements, { passes })
  expect(evaluateGate(agreement, {}).reason).toBe(
    '6.7 % of the verdicts unscored, more than the 5.0 % allowed.',
  )
  expect(evaluateGate(agreement, { maxUnscored: 0.1 }).reason).toContain(
    '; 6.7 % of 5 held-out rows unscored,',
  )
})

describe('a judge no better than one that always gives the same answer', () => {
  test('fails by the figure that the gate is about', () => {
    // Right on 93 %, where always passing is on 95 %: of no use for accuracy, and yet it finds most failures.
    const strict = table([89, 6], [1, 4])
    expect(evaluateGate(strict, { accuracy: 0.8 }).reason).toBe(
      'Accuracy 93.0 % on 100 held-out rows is not above always answering "pass" (95.0 %).',
    )
    expect(evaluateGate(strict, { failRecall: 0.3 }).outcome).toBe('pass')
    expect(evaluateGate(strict, { maxUnscored: 0.1 }).reason).toBe(
      'Agreement on pass or fail 93.0 % on 100 held-out rows is not above always passing (95.0 %).',
    )
    expect(evaluateGate(table([95, 0], [5, 0]), { passRecall: 0.8 })).toMatchObject({
      outcome: 'fail',
      reason:
        'Balanced accuracy 50.0 % on 100 held-out rows is not above what any constant answer gets (50.0 %).',
    })
    expect(evaluateGate(table([0, 5], [0, 95]), { failRecall: 0.8 }).outcome).toBe('fail')
  })

  test('is told by pass and fail where several values pass', () => {
    // Never the exact number, always the right side of 4.
    const rows = fromTable(
      [
        [0, 40, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 60, 0],
      ],
      [1, 2, 4, 5],
    )
    const numbers = measureAgreement(rows, { passes: (value) => Number(value) >= 4 })
    expect(evaluateGate(numbers, { balancedAccuracy: 0.8 }).outcome).toBe('pass')
    expect(evaluateGate(numbers, {}).outcome).toBe('pass')
    expect(evaluateGate(numbers, { accuracy: 0 }).reason).toContain(
      'is not above always answering 5 (60.0 %)',
    )
  })

  test('cannot be told where all truths are of one class', () => {
    expect(evaluateGate(table([60, 0], [0, 0]), { accuracy: 0.8 })).toMatchObject({
      outcome: 'inconclusive',
      reason: 'Every truth is "pass", so these rows cannot tell the judge from one that always says so.',
    })
    const failing = 'Every truth fails, so these rows cannot tell the judge from one that always says so.'
    expect(evaluateGate(table([0, 0], [0, 60]), { failRecall: 0.8 }).reason).toBe(failing)
    expect(evaluateGate(table([0, 0], [0, 60]), {}).reason).toBe(failing)
    expect(evaluateGate(table([0, 0], [30, 30]), { accuracy: 0.8 }).outcome).toBe('fail')
    expect(evaluateGate(table([0, 0], [0, 60]), { failRecall: 0.8 }, { isSlice: true }).outcome).toBe('pass')
  })
})

test('labels that only the judge uses are no class that wants rows', () => {
  const labels = measureAgreement(
    fromTable(
      [
        [30, 0, 1],
        [0, 30, 0],
        [0, 0, 0],
      ],
      ['a', 'b', 'c'],
    ),
  )
  expect(evaluateGate(labels, { minRowsPerClass: 10 }).outcome).toBe('pass')
})

test("Holm's error rates: the smallest p at a k-th, and none after the first that is not reached", () => {
  expect(holmAlphas([0.01, 0.02, 0.03], 0.05)).toEqual([0.05 / 3, 0.025, 0.05])
  expect(holmAlphas([0.03, 0.001, 0.03], 0.05)).toEqual([0.025, 0.05 / 3, 0.025])
  expect(holmAlphas([], 0.05)).toEqual([])
})

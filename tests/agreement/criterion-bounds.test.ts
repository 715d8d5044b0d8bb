import { expect, test } from 'vitest'
import {
  criterionBounds,
  evaluateGate,
  type Judgement,
  measureAgreement,
  wilsonInterval,
} from '../../src/agreement/index.ts'

const rows = (count: number, truth: boolean, verdict: boolean) =>
  Array.from({ length: count }, (): Judgement => ({ truth, verdict }))
const passes = (value: unknown) => value === true
const agreement = measureAgreement(
  [...rows(45, true, true), ...rows(5, true, false), ...rows(40, false, false), ...rows(10, false, true)],
  { passes },
)

test('say of each figure that thresholds name what the rows so far decide, as the gate does', () => {
  const thresholds = { accuracy: 0.8, failRecall: 0.7, kappa: 0.5, balancedAccuracy: 0.7 }
  const bounds = criterionBounds(agreement, thresholds)
  expect(bounds.map(({ name, threshold, rows: on }) => [name, threshold, on])).toEqual([
    ['accuracy', 0.8, 100],
    ['failRecall', 0.7, 50],
    ['balancedAccuracy', 0.7, 100],
    ['kappa', 0.5, 100],
  ])
  expect(bounds[0]).toMatchObject({
    passesUpTo: wilsonInterval(85, 100, { sided: 'lower' }).low,
    failsAbove: 0.85,
  })
  for (const { name, passesUpTo = 0, failsAbove = 1 } of bounds) {
    const outcome = (threshold: number) =>
      evaluateGate(agreement, { [name]: threshold }).criteria.find((one) => one.name === name)?.outcome
    expect([passesUpTo - 1e-6, passesUpTo + 1e-6, failsAbove - 1e-6, failsAbove + 1e-6].map(outcome)).toEqual(
      ['pass', 'inconclusive', 'inconclusive', 'fail'],
    )
  }
})

test('of a figure that does not exist are not known', () => {
  const onlyPasses = measureAgreement(rows(9, true, true), { passes })
  expect(criterionBounds(onlyPasses, { failRecall: 0.7 })).toEqual([
    { name: 'failRecall', threshold: 0.7, passesUpTo: undefined, failsAbove: undefined, rows: 0 },
  ])
  expect(criterionBounds(onlyPasses, { minRows: 5 })).toEqual([])
})

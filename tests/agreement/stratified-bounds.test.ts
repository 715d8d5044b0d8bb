import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateGate, type Judgement, measureAgreement, wilsonInterval } from '../../src/agreement/index.ts'
import { stratifiedBounds, type StratumShare } from '../../src/agreement/intervals/stratified-bounds.ts'

const stratum = (weight: number, rows: number, right: number, wrong: number): StratumShare => ({
  weight,
  rows,
  for: right / rows,
  against: wrong / rows,
  mayBeFor: true,
  mayBeAgainst: true,
})

/** A share whose rows for it lie in one stratum, those against it in another. */
const apart = (top: StratumShare, bottom: StratumShare): StratumShare[] => [
  { ...top, mayBeAgainst: false },
  { ...bottom, mayBeFor: false },
]

/** Counts of right and wrong rows in strata of some weight; a weight is that of a whole stratum. */
const anyStrata = fc.array(
  fc
    .record({
      weight: fc.double({ min: 0.01, max: 100, noNaN: true }),
      right: fc.integer({ min: 0, max: 30 }),
      wrong: fc.integer({ min: 0, max: 30 }),
      others: fc.integer({ min: 0, max: 30 }),
    })
    .filter(({ right, wrong, others }) => right + wrong + others > 0)
    .map(({ weight, right, wrong, others }) => stratum(weight, right + wrong + others, right, wrong)),
  { minLength: 1, maxLength: 5 },
)

const rateOf = (strata: readonly StratumShare[]) => {
  const sum = (of: (one: StratumShare) => number) =>
    strata.reduce((all, one) => all + one.weight * of(one), 0)
  return sum((one) => one.for) / sum((one) => one.for + one.against)
}

describe('bounds of a share over strata', () => {
  test('of one stratum, all of whose rows count, are those of Wilson', () => {
    for (const sided of ['two', 'lower', 'upper'] as const) {
      const { low, high } = stratifiedBounds([stratum(7, 50, 45, 5)], { sided })
      const known = wilsonInterval(45, 50, { sided })
      expect(low).toBeCloseTo(known.low, 12)
      expect(high).toBeCloseTo(known.high, 12)
    }
  })

  test('whose parts lie apart are those of the ratio A / B (Donner and Zou 2012, independent)', () => {
    // 20 of 25 in a tenth of the rows, 3 of 25 in the others.
    const [top, bottom] = [stratum(0.1, 25, 20, 0), stratum(0.9, 25, 0, 3)]
    const [a, b] = [0.1 * 0.8, 0.9 * 0.12]
    const [first, second] = [wilsonInterval(20, 25), wilsonInterval(3, 25)]
    const [la, ua, lb, ub] = [0.1 * first.low, 0.1 * first.high, 0.9 * second.low, 0.9 * second.high]
    const root = (l: number, u: number) => Math.sqrt((a * b) ** 2 - l * u * (2 * a - l) * (2 * b - u))
    const [ratioLow, ratioHigh] = [
      (a * b - root(la, ub)) / (ub * (2 * b - ub)),
      (a * b + root(ua, lb)) / (lb * (2 * b - lb)),
    ]
    const { low, high } = stratifiedBounds(apart(top, bottom))
    expect(low).toBeCloseTo(ratioLow / (1 + ratioLow), 12)
    expect(high).toBeCloseTo(ratioHigh / (1 + ratioHigh), 12)
  })

  test('heed what a heavy stratum may hide that shows nothing against the share', () => {
    const { low, high } = stratifiedBounds(apart(stratum(0.1, 25, 20, 0), stratum(0.9, 25, 0, 0)))
    // 12 % of nine tenths may wrongly pass: more than all that was rightly failed.
    const [seen, hidden] = [0.1 * (0.8 - wilsonInterval(20, 25).low), 0.9 * wilsonInterval(0, 25).high]
    const odds = Math.sqrt((0.1 * 0.8) ** 2 - seen ** 2) / hidden
    expect(low).toBeCloseTo(odds / (1 + odds), 12)
    expect(low).toBeCloseTo(0.393, 3)
    expect(high).toBe(1)
    const light = stratifiedBounds(apart(stratum(0.9, 25, 20, 0), stratum(0.1, 25, 0, 0)))
    expect(light.low).toBeGreaterThan(0.9)
  })

  test('hold the share, are turned with it, and widen with confidence', () => {
    fc.assert(
      fc.property(anyStrata, fc.double({ min: 0.5, max: 0.999, noNaN: true }), (strata, confidence) => {
        const rate = rateOf(strata)
        fc.pre(!Number.isNaN(rate))
        const { low, high } = stratifiedBounds(strata, { confidence })
        expect(low).toBeLessThanOrEqual(rate + 1e-9)
        expect(high).toBeGreaterThanOrEqual(rate - 1e-9)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        const turned = stratifiedBounds(
          strata.map((one) => ({ ...one, for: one.against, against: one.for })),
          { confidence },
        )
        expect(turned.low).toBeCloseTo(1 - high, 9)
        const wider = stratifiedBounds(strata, { confidence: (1 + confidence) / 2 })
        expect(wider.low).toBeLessThanOrEqual(low + 1e-9)
        expect(wider.high).toBeGreaterThanOrEqual(high - 1e-9)
        const oneSided = stratifiedBounds(strata, { confidence: (1 + confidence) / 2, sided: 'lower' })
        expect(oneSided.low).toBeCloseTo(low, 9)
        expect(oneSided.high).toBe(1)
      }),
    )
  })

  test('are the share itself where no confidence is asked for', () => {
    const strata = [stratum(1, 20, 12, 3), stratum(5, 10, 1, 4)]
    const { low } = stratifiedBounds(strata, { confidence: 0.5, sided: 'lower' })
    expect(low).toBeCloseTo(rateOf(strata), 9)
  })
})

describe('labels picked by verdict', () => {
  const labels = (count: number, truth: boolean, verdict: boolean, weight: number) =>
    Array.from({ length: count }, (): Judgement => ({ truth, verdict, weight }))
  /** 40 rows failed, 25 of them labelled; 360 passed, 25 labelled, none of them wrong. */
  const lucky = [
    ...labels(20, false, false, 1.6),
    ...labels(5, true, false, 1.6),
    ...labels(25, true, true, 14.4),
  ]
  const passes = (value: unknown) => value === true

  test('prove no fail-recall where a heavy stratum showed no false pass', () => {
    const { failRecall, passRecall, balancedAccuracy } = measureAgreement(lucky, { passes })
    // The 20 truly failing rows alone would say 83.9 %.
    expect(wilsonInterval(20, 20).low).toBeCloseTo(0.839, 3)
    expect(failRecall).toMatchObject({ successes: 20, n: 20, estimate: { value: 1 }, high: 1 })
    expect(failRecall.low).toBeCloseTo(0.393, 3)
    expect(balancedAccuracy.low).toBeLessThan(0.7)
    // On the light side little is hidden.
    expect(passRecall.low).toBeGreaterThan(0.8)
  })

  test('pass no gate by what was not looked at', () => {
    const agreement = measureAgreement(lucky, { passes })
    const { outcome, criteria } = evaluateGate(agreement, { failRecall: 0.8 })
    expect({ outcome, needed: criteria[0]?.rowsNeeded }).toEqual({
      outcome: 'inconclusive',
      needed: expect.toSatisfy((rows: number) => rows > 50 && rows < 500),
    })
    expect(evaluateGate(agreement, { failRecall: 0.3 }).criteria[0]?.outcome).toBe('pass')
  })

  test('give the same in any order, and repeats of a row no more than the row', () => {
    const turned = measureAgreement(lucky.toReversed(), { passes })
    expect(turned).toEqual(measureAgreement(lucky, { passes }))
    const repeated = lucky.flatMap((row, index) =>
      [0, 1, 2].map(() => ({ ...row, share: 1 / 3, cluster: String(index) })),
    )
    const { failRecall } = measureAgreement(repeated, { passes })
    expect(failRecall.low).toBeLessThan(0.41)
    expect(failRecall.low).toBeGreaterThan(0.35)
  })

  test('that all have weights of their own are no strata', () => {
    const own = lucky.map((row, index) => ({ ...row, weight: 1 + index / 100 }))
    const { failRecall } = measureAgreement(own, { passes })
    expect(failRecall.strata).toBeUndefined()
    expect(failRecall.low).toBeCloseTo(wilsonInterval(20, 20).low, 2)
  })
})

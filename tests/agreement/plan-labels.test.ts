import { describe, expect, test } from 'vitest'
import {
  evaluateGate,
  type Judgement,
  labelWorld,
  measureAgreement,
  mostPlannedLabels,
  passFailWorld,
  planLabels,
  worldPasses,
} from '../../src/agreement/index.ts'
import { gatePower, rowsForGate } from '../../src/agreement/planning/gate-power.ts'
import { drawTally } from '../../src/agreement/planning/plan-labels.ts'
import { seededRandom } from '../../src/io/index.ts'

const fair = passFailWorld({ passRate: 0.5, passRecall: 0.9, failRecall: 0.9 })
const plan = (world = fair, rest: Partial<Parameters<typeof planLabels>[1]> = {}) =>
  planLabels(world, {
    thresholds: { accuracy: 0.8 },
    passes: worldPasses,
    rows: 1000,
    random: () => seededRandom(1),
    ...rest,
  })

/** The chance of so many successes of n. */
const binomial = (successes: number, n: number, share: number) => {
  let chance = share ** successes * (1 - share) ** (n - successes)
  for (let step = 1; step <= successes; step++) chance *= (n - successes + step) / step
  return chance
}

describe('a plan', () => {
  test.runIf(process.env['LONG'])(
    'of an accuracy gate on rows at random passes as often as the exact sum says',
    () => {
      const { steps, enough } = plan(fair, { dataSets: 2000 })
      expect(steps.length).toBeGreaterThan(3)
      for (const { labels, chance } of steps) {
        // Four standard deviations of 2000 draws; the gate also wants to beat a constant answer, which it does here.
        const exact = gatePower(labels, 0.8, 0.9)
        expect(Math.abs(chance.random - exact), `${labels} labels`).toBeLessThan(4 * Math.sqrt(0.25 / 2000))
      }
      const exact = rowsForGate(0.8, 0.9)
      if (exact.kind === 'undefined') throw new Error(exact.reason)
      expect(Math.abs((enough.random ?? 0) - exact.value)).toBeLessThanOrEqual(10)
    },
  )

  test('of rows by verdict passes as often as counting all that can happen says', () => {
    // Of 100 rows 68 pass by the judge and 32 fail; of 12 labels 7 and 5, each standing for 68/7 and 32/5 rows.
    const world = passFailWorld({ passRate: 0.7, passRecall: 0.92, failRecall: 0.88 })
    const thresholds = { accuracy: 0.55, failRecall: 0.2 }
    const share = (verdict: boolean, truth?: boolean) =>
      world.reduce(
        (sum, cell) =>
          cell.verdict === verdict && (truth === undefined || cell.truth === truth) ? sum + cell.share : sum,
        0,
      )
    expect([share(true), share(false)].map((part) => Math.round(100 * part))).toEqual([68, 32])
    const [right, caught] = [share(true, true) / share(true), share(false, false) / share(false)]
    const labels = (count: number, truth: boolean, verdict: boolean, weight: number) =>
      Array.from({ length: count }, (): Judgement => ({ truth, verdict, weight }))
    let exact = 0
    for (let truePasses = 0; truePasses <= 7; truePasses++) {
      for (let trueFails = 0; trueFails <= 5; trueFails++) {
        const agreement = measureAgreement(
          [
            ...labels(truePasses, true, true, 68 / 7),
            ...labels(7 - truePasses, false, true, 68 / 7),
            ...labels(trueFails, false, false, 32 / 5),
            ...labels(5 - trueFails, true, false, 32 / 5),
          ],
          { passes: worldPasses },
        )
        if (evaluateGate(agreement, thresholds).outcome === 'pass')
          exact += binomial(truePasses, 7, right) * binomial(trueFails, 5, caught)
      }
    }
    expect(exact).toBeGreaterThan(0.2)
    expect(exact).toBeLessThan(0.95)
    const random = seededRandom(3)
    let passed = 0
    for (let set = 0; set < 2000; set++) {
      const tally = drawTally(world, 'by verdict', 12, 100, random)
      const judgements = tally.cells.flatMap(({ truth, verdict, rows, weight }) =>
        Array.from({ length: rows }, (): Judgement => ({ truth, verdict, weight: weight / rows })),
      )
      const agreement = measureAgreement(judgements, { passes: worldPasses })
      if (evaluateGate(agreement, thresholds).outcome === 'pass') passed++
    }
    expect(Math.abs(passed / 2000 - exact)).toBeLessThan(4 * Math.sqrt(0.25 / 2000))
  })

  test('counts its draws as a run would be measured: weights, strata, and all figures', () => {
    const random = seededRandom(5)
    const { cells, strata, weighted } = drawTally(fair, 'by verdict', 60, 400, random)
    expect(cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(60)
    expect(cells.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(400, 9)
    expect(weighted).toBe(true)
    // Both strata are of one size here, so all weights are one.
    expect(strata).toBeUndefined()
    const lopsided = passFailWorld({ passRate: 0.9, passRecall: 0.95, failRecall: 0.8 })
    expect(drawTally(lopsided, 'by verdict', 60, 400, random).strata).toHaveLength(2)
    expect(drawTally(lopsided, 'random', 60, 400, random)).toMatchObject({
      weighted: false,
      strata: undefined,
    })
  })

  test('takes fewer labels by verdict where failures are rare and the gate asks for them', () => {
    const rare = passFailWorld({ passRate: 0.8, passRecall: 0.9, failRecall: 0.9 })
    const { enough } = plan(rare, { thresholds: { accuracy: 0.8, failRecall: 0.6 } })
    expect(enough['by verdict']).toBeLessThan(enough.random ?? 0)
  })

  test('is the same every time, and another for another seed', () => {
    const drawn = (seed: number) => plan(fair, { random: () => seededRandom(seed), dataSets: 50 })
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(2)).not.toEqual(drawn(1))
  })

  test.each([
    ['is below the threshold', { accuracy: 0.95 }, 'Accuracy 90.0 % is below 95.0 %.'],
    ['equals it', { accuracy: 0.9 }, /Accuracy 90\.0 % equals the threshold/],
    ['is below it in a recall', { failRecall: 0.92 }, 'Fail-recall 90.0 % is below 92.0 %.'],
  ])('says that no number of labels will do where what is expected %s', (_, thresholds, hopeless) => {
    const found = plan(fair, { thresholds })
    expect(found).toMatchObject({ steps: [], enough: { random: undefined, 'by verdict': undefined } })
    expect(found.hopeless).toMatch(hopeless)
  })

  test('leaves minRows to the number of labels, and ends at the largest', () => {
    const asked = plan(fair, { thresholds: { accuracy: 0.8, minRows: 300 } })
    expect(asked.enough.random).toBeGreaterThanOrEqual(300)
    expect(asked.hopeless).toBeUndefined()
    const never = plan(fair, { thresholds: { accuracy: 0.899 }, dataSets: 50 })
    expect(never.enough.random).toBeUndefined()
    expect(never.steps.at(-1)?.labels).toBe(mostPlannedLabels)
  })
})

describe('worlds', () => {
  test('of pass and fail sum to one, without what never happens', () => {
    const cells = passFailWorld({ passRate: 0.8, passRecall: 1, failRecall: 0.75 })
    expect(cells).toEqual([
      { truth: true, verdict: true, share: 0.8, stratum: 'pass' },
      { truth: false, verdict: false, share: expect.closeTo(0.15, 12), stratum: 'fail' },
      { truth: false, verdict: true, share: expect.closeTo(0.05, 12), stratum: 'pass' },
    ])
  })

  test('of labels have each truth as often, and each wrong verdict', () => {
    const cells = labelWorld(['a', 'b', 'c'], 0.7)
    expect(cells).toHaveLength(9)
    expect(cells.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(cells.find(({ truth, verdict }) => truth === 'a' && verdict === 'c')).toEqual({
      truth: 'a',
      verdict: 'c',
      share: expect.closeTo(0.05, 12),
      stratum: 'c',
    })
    expect(labelWorld(['a', 'b'], 1)).toHaveLength(2)
  })

  test.each([
    () => passFailWorld({ passRate: 1.1, passRecall: 0.9, failRecall: 0.9 }),
    () => passFailWorld({ passRate: 0.5, passRecall: Number.NaN, failRecall: 0.9 }),
    () => labelWorld(['a'], 0.9),
    () => labelWorld(['a', 'b'], -0.1),
  ])('that cannot be are refused (%#)', (make) => {
    expect(make).toThrow(RangeError)
  })
})

import { describe, expect, test } from 'vitest'
import {
  accuracyGate,
  anyPasses,
  blockChance,
  gatePasses,
  passChance,
  regressionBlocks,
} from '../../benchmarks/exact-gates.ts'
import { judgeAt } from '../../benchmarks/gate-tables.ts'
import { binomialProbabilities, trinomialProbability } from '../../benchmarks/probability.ts'
import { evaluateGate, type Judgement, measureAgreement } from '../../src/agreement/index.ts'
import { gatePower } from '../../src/agreement/planning/gate-power.ts'
import { regressionBlockChance } from '../../src/agreement/planning/regression-power.ts'

const sizes = [50, 100, 200, 400]
const thresholds = [0.7, 0.8, 0.9, 0.95]

describe('an absolute gate, summed over all that can happen', () => {
  test.each(sizes)('on %d rows passes a judge 5 points below it at most one time in twenty', (n) => {
    for (const threshold of thresholds) {
      expect(accuracyGate(n, threshold, threshold - 0.05).pass, String(threshold)).toBeLessThanOrEqual(0.05)
    }
  })

  test('passes a judge just at it about 5 % of the time, and on 20 rows more often: Wilson is liberal there', () => {
    const chances = (n: number) => thresholds.map((threshold) => accuracyGate(n, threshold, threshold).pass)
    for (const n of sizes) expect(Math.max(...chances(n)), String(n)).toBeLessThan(0.058)
    expect(Math.max(...chances(20))).toBeCloseTo(0.0691752903, 9)
    expect(accuracyGate(20, 0.8, 0.75).pass).toBeCloseTo(0.0243126246, 9)
  })

  test('ends with exit 0 as often as a gate on the bare share where inconclusive only warns', () => {
    const { pass, inconclusive, fail, exit0, pointGate } = accuracyGate(50, 0.8, 0.75)
    expect(pass + inconclusive + fail).toBeCloseTo(1, 12)
    expect(exit0.fail).toBe(pass)
    expect(exit0.warn).toBeCloseTo(pointGate, 12)
    expect(pointGate).toBeCloseTo(0.2622023102, 9)
    expect(pass).toBeCloseTo(0.0070462253, 9)
  })

  test.each(sizes)(
    'on kappa or balanced accuracy of %d rows passes a judge 0.05 below it at most one time in twenty',
    (n) => {
      const worlds = [
        { passing: 0.5, lenient: false },
        { passing: 0.8, lenient: false },
        { passing: 0.8, lenient: true },
        { passing: 0.9, lenient: true },
      ]
      for (const world of worlds) {
        const ofKappa = judgeAt('kappa', 0.55, n, world)
        expect(passChance(ofKappa, { kappa: 0.6 }), JSON.stringify(world)).toBeLessThanOrEqual(0.05)
        const ofBalanced = judgeAt('balancedAccuracy', 0.75, n, world)
        expect(passChance(ofBalanced, { balancedAccuracy: 0.8 }), JSON.stringify(world)).toBeLessThanOrEqual(
          0.05,
        )
      }
    },
  )
})

test('a gate on kappa or balanced accuracy passes from some count of right verdicts upwards', () => {
  const rows = { pass: 30, fail: 12 }
  for (const thresholds of [{ kappa: 0.4 }, { balancedAccuracy: 0.6 }]) {
    const world = { rows, recalls: { pass: 0.9, fail: 0.8 } }
    let chance = 0
    const [passing, failing] = [binomialProbabilities(30, 0.9), binomialProbabilities(12, 0.8)]
    for (const [pass, own] of passing.entries()) {
      for (const [fail, other] of failing.entries()) {
        if (gatePasses(rows, { pass, fail }, thresholds)) chance += own * other
      }
    }
    expect(chance).toBeGreaterThan(0.2)
    expect(passChance(world, thresholds)).toBeCloseTo(chance, 12)
  }
})

describe('a regression gate, summed over all that can happen', () => {
  test.each(sizes)('on %d rows blocks an unchanged judge at most one time in twenty', (n) => {
    for (let percent = 1; percent <= 30; percent++) {
      const world = { n, discordance: percent / 100, drop: 0 }
      expect(blockChance(world, 'regression gate'), `${percent} %`).toBeLessThanOrEqual(0.05)
    }
  })

  test('sees a drop of 10 points on 100 rows, and one of 5 points on 400', () => {
    const seen = (n: number, drop: number, discordance: number) =>
      blockChance({ n, drop, discordance }, 'regression gate')
    expect(seen(100, 0.1, 0.15)).toBeCloseTo(0.861, 3)
    expect(seen(100, 0.05, 0.1)).toBeCloseTo(0.453, 3)
    expect(seen(400, 0.05, 0.1)).toBeCloseTo(0.948, 3)
  })

  test.runIf(process.env['LONG'])('is walked along its boundary as it would be asked row by row', () => {
    let chance = 0
    for (let before = 0; before <= 24; before++) {
      for (let now = 0; before + now <= 24; now++) {
        if (regressionBlocks(24, before, now)) chance += trinomialProbability(24, [before, now], [0.2, 0.1])
      }
    }
    expect(blockChance({ n: 24, discordance: 0.3, drop: 0.1 }, 'regression gate')).toBeCloseTo(chance, 12)
  })
})

test.runIf(process.env['LONG'])('what is planned with is what the gates do', () => {
  for (const n of [20, 50, 100]) {
    for (const [threshold, accuracy] of [
      [0.7, 0.75],
      [0.8, 0.9],
      [0.9, 0.9],
    ] as const) {
      expect(gatePower(n, threshold, accuracy)).toBeCloseTo(accuracyGate(n, threshold, accuracy).pass, 9)
    }
    for (const [discordance, drop] of [
      [0.1, 0],
      [0.15, 0.1],
    ] as const) {
      const chance = blockChance({ n, discordance, drop }, 'regression gate')
      expect(regressionBlockChance(n, discordance, drop)).toBeCloseTo(chance, 9)
    }
  }
})

test.runIf(process.env['LONG'])(
  'with Holm ten judges just at the threshold get one through at most 5 % of the time, without it far more often',
  () => {
    for (const n of sizes) {
      expect(anyPasses(n, 0.8, 10, { holm: true }), String(n)).toBeLessThanOrEqual(0.05)
      expect(anyPasses(n, 0.8, 10, { holm: false }), String(n)).toBeGreaterThan(0.35)
    }
  },
)

test('rows in groups are gated, with a bound below that of as many independent rows', () => {
  const rows = Array.from({ length: 40 }, (_, index): Judgement => {
    const truth = index % 2 === 0
    return { truth, verdict: truth === index % 7 > 0, cluster: `group ${Math.floor(index / 4)}` }
  })
  const [grouped] = evaluateGate(measureAgreement(rows), { accuracy: 0.7 }).criteria
  const [alone] = evaluateGate(measureAgreement(rows.map(({ cluster: _, ...row }) => row)), {
    accuracy: 0.7,
  }).criteria
  expect(grouped?.p).toBeCloseTo(0.0341711278, 9)
  expect(alone?.p).toBeCloseTo(0.0192169651, 9)
})

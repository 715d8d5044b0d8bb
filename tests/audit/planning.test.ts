import { describe, expect, test } from 'vitest'
import { type AuditEffect, auditEffect, type EffectFigures } from '../../src/audit/index.ts'
import { rowsToBeClear, rowsToBeFlagged, smallestVisibleEffect } from '../../src/audit/planning.ts'
import { regressionBlockChance } from '../../src/agreement/planning/regression-power.ts'
import { newcombePaired } from '../../src/agreement/paired/newcombe-paired.ts'
import { booleanJudge, trialsOf } from './support.ts'

const plan = { limit: 0.05, level: 0.05 / 9 }

/** Of rows of their own: changed by the change alone, by the placebo alone, by both, by neither. */
function figures(onlyChange: number, onlyPlacebo: number, both: number, neither: number): EffectFigures {
  return overallOf(
    auditEffect(
      [
        ...trialsOf(onlyChange, [false, false, true]),
        ...trialsOf(onlyPlacebo, [false, true, false], { from: onlyChange }),
        ...trialsOf(both, [false, true, true], { from: onlyChange + onlyPlacebo }),
        ...trialsOf(neither, [false, false, false], { from: onlyChange + onlyPlacebo + both }),
      ],
      booleanJudge,
    ),
  )
}

function overallOf({ overall }: AuditEffect): EffectFigures {
  if (overall.kind === 'undefined') throw new Error(overall.reason)
  return overall
}

describe('the smallest effect that an audit sees', () => {
  test.each([
    [20, 0],
    [50, 0],
    [100, 4],
    [200, 10],
    [1000, 50],
  ])('of %i rows, with noise on %i of them each way, has a chance of 80 % to be flagged', (rows, noise) => {
    const found = smallestVisibleEffect(figures(noise, noise, noise, rows - 3 * noise), plan)
    if (found.kind === 'undefined') throw new Error(found.reason)
    const chance = (effect: number) =>
      regressionBlockChance(rows, (2 * noise) / rows + effect, effect, {
        tolerance: plan.limit - 2e-12,
        level: plan.level,
      })
    expect(chance(found.value)).toBeGreaterThanOrEqual(0.8)
    expect(chance(found.value - 0.001)).toBeLessThan(0.8)
  })

  test('does not exist on rows that cannot be significant', () => {
    // Seven changes of seven have a mid-p of 1/256, six of six one of 1/128: above 0.05 / 9.
    expect(smallestVisibleEffect(figures(0, 0, 0, 6), plan)).toEqual({
      kind: 'undefined',
      reason: 'there are too few rows',
    })
    expect(smallestVisibleEffect(figures(0, 0, 0, 7), plan).kind).toBe('value')
  })

  test('is never below the limit', () => {
    const found = smallestVisibleEffect(figures(0, 0, 0, 20_000), plan)
    expect(found.kind === 'value' && found.value).toBeGreaterThan(0.05)
    expect(found.kind === 'value' && found.value).toBeLessThan(0.053)
  })
})

describe('the rows that settle it', () => {
  test('bring the bound of no change at all to the limit', () => {
    expect(rowsToBeClear(figures(0, 0, 0, 20), plan)).toEqual({ kind: 'value', value: 52 })
    expect(rowsToBeClear(figures(0, 0, 0, 20), { ...plan, limit: 0.1 })).toEqual({ kind: 'value', value: 25 })
  })

  test('bring the bound of a noisy judge to the limit in four of five audits', () => {
    const noisy = figures(5, 5, 2, 88)
    const found = rowsToBeClear(noisy, plan)
    if (found.kind === 'undefined') throw new Error(found.reason)
    const bound = (rows: number) => {
      const chance = 0.8416212335729143 * Math.sqrt(0.1 / rows)
      const counts = { both: 0.02, onlyFirst: 0.05 + chance, onlySecond: 0.05, neither: 0.88 - chance }
      const scaled = Object.fromEntries(Object.entries(counts).map(([key, share]) => [key, share * rows]))
      const interval = newcombePaired(scaled as typeof counts, { confidence: 0.9 })
      return interval.kind === 'value' ? interval.high : 1
    }
    expect(bound(found.value)).toBeLessThanOrEqual(0.05)
    expect(bound(found.value - 1)).toBeGreaterThan(0.05)
  })

  test('do not exist for an effect at the limit, and none', () => {
    const atLimit = figures(5, 0, 0, 95)
    expect(rowsToBeFlagged(atLimit, plan)).toEqual({
      kind: 'undefined',
      reason: 'the effect lies at the limit',
    })
    expect(rowsToBeClear(atLimit, plan)).toEqual({
      kind: 'undefined',
      reason: 'the effect is not below the limit',
    })
    expect(rowsToBeFlagged(figures(0, 0, 0, 95), plan)).toEqual({
      kind: 'undefined',
      reason: 'there is no effect',
    })
    expect(rowsToBeClear(figures(49, 0, 0, 951), plan)).toEqual({
      kind: 'undefined',
      reason: 'it takes more than 20000 rows',
    })
  })

  test('flag an effect with a chance of 80 % or a little more', () => {
    const found = rowsToBeFlagged(figures(12, 2, 0, 86), plan)
    if (found.kind === 'undefined') throw new Error(found.reason)
    const chance = regressionBlockChance(found.value, 0.14, 0.1, {
      tolerance: plan.limit - 2e-12,
      level: plan.level,
    })
    expect(chance).toBeGreaterThanOrEqual(0.8)
    expect(chance).toBeLessThan(0.9)
  })

  test('are more where they come in groups', () => {
    const grouped = Array.from({ length: 10 }, (_, group) =>
      trialsOf(4, [false, false, false], { from: 4 * group, group: `group ${group}` }),
    ).flat()
    const found = rowsToBeClear(overallOf(auditEffect(grouped, booleanJudge)), plan)
    // 52 groups of four.
    expect(found).toEqual({ kind: 'value', value: 208 })
  })
})

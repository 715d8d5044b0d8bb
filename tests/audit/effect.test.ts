import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { auditEffect, type AuditMeaning, type Effect, type EffectFigures } from '../../src/audit/index.ts'
import { newcombePaired } from '../../src/agreement/paired/newcombe-paired.ts'
import { mcnemar } from '../../src/agreement/index.ts'
import type { AuditTrial } from '../../src/contract/index.ts'
import { answer, booleanJudge, trialsOf } from './support.ts'

const runs = { numRuns: process.env['LONG'] ? 2000 : 100 }

function figures(effect: Effect): EffectFigures {
  if (effect.kind === 'undefined') throw new Error(effect.reason)
  return effect
}

const places: Partial<Record<'y' | 'n' | '-', boolean>> = { y: true, n: false }

/** Trials of rows of their own, each written as base, placebo and changed: `yny`, `-` for unscored. */
function written(text: string, rest: Partial<AuditTrial> = {}): AuditTrial[] {
  return text.split(' ').flatMap((word, index) => {
    const verdicts = Array.from(word).map((letter) => places[letter as 'y'])
    return trialsOf(1, verdicts, { from: index, ...rest })
  })
}

describe('the effect of a change', () => {
  test('is the share of verdicts that it changed, less the placebo’s', () => {
    const trials = [
      ...trialsOf(50, [false, false, false]),
      ...trialsOf(12, [false, false, true], { from: 50 }),
      ...trialsOf(3, [false, true, false], { from: 62 }),
      ...trialsOf(5, [true, false, false], { from: 65 }),
      ...trialsOf(30, [true, true, true], { from: 70 }),
    ]
    const { overall } = auditEffect(trials, booleanJudge)
    const counts = { both: 5, onlyFirst: 12, onlySecond: 3, neither: 80 }
    const newcombe = newcombePaired(counts)
    const bound = newcombePaired(counts, { confidence: 0.9 })
    if (newcombe.kind === 'undefined' || bound.kind === 'undefined') throw new Error('There are rows.')
    expect(overall).toEqual({
      kind: 'value',
      trials: 100,
      rows: 100,
      changed: 17,
      placebo: 8,
      changedShare: 0.17,
      placeboShare: 0.08,
      effect: 0.09,
      low: expect.closeTo(newcombe.low, 12) as number,
      high: expect.closeTo(newcombe.high, 12) as number,
      lower: expect.closeTo(bound.low, 12) as number,
      upper: expect.closeTo(bound.high, 12) as number,
      p: mcnemar(12, 3).midPOneSided,
      discordance: 0.15,
      effectiveRows: 100,
    })
  })

  test('has Newcombe’s interval of the published tables', () => {
    // Of 21 rows 1, 7, 1 and 12 (Fagerland, Lydersen and Laake 2013), as a change changed 8 and the placebo 2.
    const trials = [
      ...trialsOf(1, [false, true, true]),
      ...trialsOf(7, [false, false, true], { from: 1 }),
      ...trialsOf(1, [false, true, false], { from: 8 }),
      ...trialsOf(12, [false, false, false], { from: 9 }),
    ]
    const { low, high, effect, p } = figures(auditEffect(trials, booleanJudge).overall)
    expect(effect).toBeCloseTo(6 / 21, 12)
    expect(low).toBeCloseTo(0.0255591242, 9)
    expect(high).toBeCloseTo(0.5069202267, 9)
    expect(p).toBeCloseTo(0.0390625 / 2, 12)
  })

  test('has a direction where it is known what passes', () => {
    const trials = written('nny nny nnn yyn yyy yny nyn')
    const effect = auditEffect(trials, booleanJudge)
    const counts = ['overall', 'towardsPass', 'towardsFail'].map((key) => {
      const { changed, placebo } = figures(effect[key as 'overall'])
      return [changed, placebo]
    })
    expect(counts).toEqual([
      [3, 2],
      [2, 1],
      [1, 1],
    ])
  })

  test('is measured apart on the samples whose truth fails', () => {
    const trials = [
      ...written('nny nny nnn', { truth: false }),
      ...written('nny nny nny nnn', { truth: true }),
    ]
    trials.forEach((trial, index) => (trial.rowId = `row ${index}`))
    const { wrongTowardsPass, towardsPass } = auditEffect(trials, booleanJudge)
    expect(figures(towardsPass)).toMatchObject({ changed: 5, rows: 7 })
    expect(figures(wrongTowardsPass)).toMatchObject({ changed: 2, rows: 3 })
    expect(figures(wrongTowardsPass).effect).toBeCloseTo(2 / 3, 12)
    expect(auditEffect(written('nny nnn'), booleanJudge).wrongTowardsPass).toEqual({
      kind: 'undefined',
      reason: 'no truth is known to fail',
    })
  })

  test('is measured against what was to be expected', () => {
    const meaning: AuditMeaning = { valueType: { type: 'label', values: ['first', 'second'] } }
    const keeps = { base: answer('first'), placebo: answer('first'), expected: 'second' }
    const trials = [
      ...trialsOf(6, [undefined, undefined, 'second'], keeps),
      ...trialsOf(4, [undefined, undefined, 'first'], { ...keeps, from: 6 }),
    ]
    const { overall, towardsPass } = auditEffect(trials, meaning)
    expect(figures(overall)).toMatchObject({ changed: 4, placebo: 0, effect: 0.4 })
    expect(towardsPass).toEqual({
      kind: 'undefined',
      reason: 'nothing says which of the judge’s values pass',
    })
  })

  test.each([
    ['labels as they are', { type: 'label', values: ['a', 'b', 'c'] }, undefined, ['a', 'b'], true],
    [
      'whole numbers as they are',
      { type: 'number', min: 1, max: 5, integer: true },
      { atLeast: 4 },
      [4, 5],
      true,
    ],
    [
      'other numbers by whether they pass',
      { type: 'number', min: 0, max: 1, integer: false },
      { atLeast: 0.5 },
      [0.61, 0.62],
      false,
    ],
    [
      'other numbers by whether they pass',
      { type: 'number', min: 0, max: 1, integer: false },
      { atLeast: 0.5 },
      [0.49, 0.51],
      true,
    ],
    ['free text by whether it passes', { type: 'text' }, ['good'], ['bad', 'awful'], false],
  ] as const)('tells %s', (_, valueType, passes, [base, changed], differs) => {
    const meaning = { valueType, passes } as unknown as AuditMeaning
    const { overall } = auditEffect(trialsOf(1, [base, base, changed]), meaning)
    expect(figures(overall).changed).toBe(Number(differs))
  })

  test.each([
    [{ type: 'text' }, 'the judge answers with free text, and nothing says which of it passes'],
    [
      { type: 'number', min: 0, max: 1, integer: false },
      'the judge answers with numbers without steps, and nothing says which of it passes',
    ],
  ] as const)('does not exist of %j where nobody knows what passes', (valueType, reason) => {
    const { overall } = auditEffect(trialsOf(9, [0.1, 0.1, 0.2]), { valueType })
    expect(overall).toEqual({ kind: 'undefined', reason })
  })
})

describe('trials without a verdict', () => {
  test('are counted, and are no change', () => {
    const trials = [...written('nnn nny -nn n-n nn- ---'), ...trialsOf(2, [true, true, true], { from: 6 })]
    const sampledOut = { outcome: 'not-asked', reason: 'sampled-out' } as const
    trials[7] = { ...(trials[7] as AuditTrial), base: sampledOut, placebo: sampledOut, changed: sampledOut }
    const effect = auditEffect(trials, booleanJudge)
    expect(effect).toMatchObject({
      trials: 8,
      unscored: { trials: 4, base: 2, placebo: 2, changed: 2 },
      notAsked: 1,
    })
    expect(figures(effect.overall)).toMatchObject({ trials: 3, changed: 1, placebo: 0 })
  })

  test('alone give no effect', () => {
    const none = { kind: 'undefined', reason: 'no trial has three verdicts' }
    expect(auditEffect(written('--- nn-'), booleanJudge).overall).toEqual(none)
    expect(auditEffect([], booleanJudge)).toMatchObject({ trials: 0, overall: none, towardsPass: none })
  })
})

describe('rows that are not independent', () => {
  const noisy = Array.from('ynynnnyynnyn', (letter, index) =>
    trialsOf(1, [false, index % 5 === 0, letter === 'y'], { from: index }),
  )

  test('each group is one cluster: told the same by all of its rows, it is one row', () => {
    const alone = Array.from({ length: 40 }, (_, index) =>
      trialsOf(1, [false, index % 10 === 0, index % 4 === 0], { from: index }),
    ).flat()
    const grouped = alone.flatMap((trial, index) =>
      [0, 1, 2].map((copy) => ({ ...trial, rowId: `row ${index} ${copy}`, group: `group ${index}` })),
    )
    const [one, three] = [alone, grouped].map((trials) => figures(auditEffect(trials, booleanJudge).overall))
    expect(three).toMatchObject({ rows: 120, effect: one?.effect, effectiveClusters: 40 })
    expect(three?.effectiveRows).toBeCloseTo(40, 9)
    expect(three?.p).toBeCloseTo(one?.p ?? Number.NaN, 9)
    expect(three?.low).toBeLessThanOrEqual(one?.low ?? Number.NaN)
    expect(three?.high).toBeGreaterThanOrEqual(one?.high ?? Number.NaN)
  })

  test('a row counts once however often it is tried', () => {
    const repeated = noisy.flat().flatMap((trial) => [0, 1, 2, 3].map((repeat) => ({ ...trial, repeat })))
    const [once, often] = [noisy.flat(), repeated].map((trials) =>
      figures(auditEffect(trials, booleanJudge).overall),
    )
    expect(often).toMatchObject({ trials: 48, rows: 12, changed: 4 * (once?.changed ?? 0) })
    expect(often?.effect).toBeCloseTo(once?.effect ?? Number.NaN, 12)
    expect(often?.effectiveRows).toBeLessThanOrEqual(12)
  })

  test('all of one group say nothing', () => {
    const { overall } = auditEffect(
      noisy.flat().map((trial) => ({ ...trial, group: 'one' })),
      booleanJudge,
    )
    expect(overall).toEqual({ kind: 'undefined', reason: 'all rows, or nearly all, are of one group' })
  })

  test('the order of the trials does not matter, and no figure is outside of what it can be', () => {
    const verdict = fc.option(fc.boolean(), { nil: undefined })
    const trial = fc.tuple(fc.nat(12), fc.nat(4), verdict, verdict, verdict)
    fc.assert(
      fc.property(fc.array(trial, { maxLength: 40 }), fc.boolean(), (drawn, isGrouped) => {
        const trials = drawn.map(([row, group, ...verdicts], repeat) => ({
          ...(trialsOf(1, verdicts, { from: row, repeat, truth: row % 2 === 0 })[0] as AuditTrial),
          ...(isGrouped && { group: `group ${group}` }),
        }))
        const effect = auditEffect(trials, booleanJudge)
        expect(auditEffect(trials.toReversed(), booleanJudge)).toEqual(effect)
        for (const one of [effect.overall, effect.towardsPass, effect.towardsFail, effect.wrongTowardsPass]) {
          if (one.kind === 'undefined') continue
          expect(one.low).toBeGreaterThanOrEqual(-1)
          expect(one.low).toBeLessThanOrEqual(one.effect + 1e-12)
          expect(one.upper).toBeGreaterThanOrEqual(one.effect - 1e-12)
          expect(one.high).toBeGreaterThanOrEqual(one.upper - 1e-12)
          expect(one.high).toBeLessThanOrEqual(1 + 1e-12)
          expect(one.p).toBeGreaterThanOrEqual(0)
          expect(one.p).toBeLessThanOrEqual(1)
          expect(one.effectiveRows).toBeLessThanOrEqual(one.rows + 1e-9)
        }
      }),
      runs,
    )
  })
})

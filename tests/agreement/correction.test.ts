import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { correctedPassRate } from '../../src/agreement/correction/corrected-pass-rate.ts'
import type { CorrectedRate, LabelledCounts } from '../../src/agreement/correction/judged-counts.ts'
import { predictionPowered } from '../../src/agreement/correction/ppi.ts'
import { roganGladen } from '../../src/agreement/correction/rogan-gladen.ts'
import { reference } from './reference-values.ts'

const runs = { numRuns: process.env['LONG'] ? 2000 : 60 }

function labels(
  truePasses: number,
  falseFails: number,
  falsePasses: number,
  trueFails: number,
): LabelledCounts {
  return { truePasses, falseFails, falsePasses, trueFails }
}

function numbersOf(found: CorrectedRate) {
  if (found.kind === 'undefined') throw new Error(found.reason)
  return found
}

/** The labelled and unlabelled rows of the reference's own example: 100 and 500. */
const example = { labelled: labels(74, 6, 3, 17), unlabelled: { passes: 390, n: 500 } }

describe("Rogan and Gladen's rate", () => {
  test('matches rogan_gladen_hamel_example', () => {
    const { p_obs, tpr, tnr, theta } = reference<Record<string, number>>('rogan_gladen_hamel_example')
    expect([p_obs, tpr, tnr]).toEqual([400 / 500, 46 / 50, 44 / 50])
    const { rate } = numbersOf(roganGladen(labels(46, 4, 6, 44), { passes: 400, n: 500 }))
    expect(rate).toBeCloseTo(theta as number, 12)
  })

  test.each(['lee2025_readme_example', 'lee2025_hamel_example_50_50'])('and its interval match %s', (key) => {
    const expected = reference<Record<'p' | 'n' | 'tpr' | 'tnr' | 'm0' | 'm1' | 'theta', number>>(key)
    const { delta_se, lee_lo, lee_hi } = reference<Record<string, number>>(key)
    const truePasses = Math.round(expected.tpr * expected.m1)
    const trueFails = Math.round(expected.tnr * expected.m0)
    const found = numbersOf(
      roganGladen(labels(truePasses, expected.m1 - truePasses, expected.m0 - trueFails, trueFails), {
        passes: Math.round(expected.p * expected.n),
        n: expected.n,
      }),
    )
    expect(found.rate).toBeCloseTo(expected.theta, 12)
    expect(found.standardError).toBeCloseTo(delta_se as number, 12)
    expect(found.low).toBeCloseTo(lee_lo as number, 12)
    expect(found.high).toBeCloseTo(lee_hi as number, 12)
  })

  test('matches rogan_gladen_same_data', () => {
    const expected = reference<Record<string, number>>('rogan_gladen_same_data')
    const found = numbersOf(roganGladen(example.labelled, example.unlabelled))
    expect(found.rate).toBeCloseTo(expected['theta'] as number, 12)
    expect(found.standardError).toBeCloseTo(expected['delta_se'] as number, 12)
    const labelsAlone = numbersOf(predictionPowered(example.labelled, example.unlabelled, { lambda: 0 }))
    expect(labelsAlone.rate).toBeCloseTo(expected['human_only'] as number, 12)
    expect(labelsAlone.standardError).toBeCloseTo(expected['human_only_se'] as number, 12)
    expect(correctedPassRate({ ...example, labelsAre: 'random' }).observed).toEqual({
      kind: 'value',
      value: expected['naive'],
    })
  })

  test('and its interval match llm_judge_agreement_readme', () => {
    const expected = reference<{ corrected_pass: number; lee_ci: [number, number] }>(
      'llm_judge_agreement_readme',
    )
    const found = numbersOf(roganGladen(labels(78, 2, 10, 30), { passes: 320, n: 400 }))
    expect(found.rate).toBeCloseTo(expected.corrected_pass, 12)
    // Its interval is printed with four digits.
    expect(found.low).toBeCloseTo(expected.lee_ci[0], 4)
    expect(found.high).toBeCloseTo(expected.lee_ci[1], 4)
  })

  test('of a perfect judge is what the judge says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(50),
        (p, f, passes) => {
          expect(numbersOf(roganGladen(labels(p, 0, 0, f), { passes, n: 50 })).rate).toBe(passes / 50)
        },
      ),
      runs,
    )
  })

  test('stays within 0 and 1 where the judge passes fewer or more rows than its errors allow', () => {
    expect(numbersOf(roganGladen(labels(40, 10, 10, 40), { passes: 5, n: 100 }))).toMatchObject({
      rate: 0,
      low: 0,
    })
    expect(numbersOf(roganGladen(labels(40, 10, 10, 40), { passes: 99, n: 100 }))).toMatchObject({
      rate: 1,
      high: 1,
    })
  })
})

describe('prediction-powered inference', () => {
  test.each([
    ['ppi_lambda1', 1],
    ['ppi_lambda0', 0],
    ['ppi_tuned', undefined],
  ])('matches %s', (key, lambda) => {
    const expected = reference<Record<'theta' | 'se' | 'lam' | 'lo' | 'hi', number>>(key)
    const found = predictionPowered(
      example.labelled,
      example.unlabelled,
      lambda === undefined ? {} : { lambda },
    )
    expect(found.lambda).toBeCloseTo(expected.lam, 12)
    expect(numbersOf(found).rate).toBeCloseTo(expected.theta, 12)
    expect(numbersOf(found).standardError).toBeCloseTo(expected.se, 12)
    expect(numbersOf(found).low).toBeCloseTo(expected.lo, 12)
    expect(numbersOf(found).high).toBeCloseTo(expected.hi, 12)
  })

  test('leaves a judge out that always says the same, or the opposite of the truth', () => {
    expect(predictionPowered(labels(60, 0, 40, 0), { passes: 500, n: 500 })).toMatchObject({
      lambda: 0,
      rate: 0.6,
    })
    expect(predictionPowered(labels(0, 60, 40, 0), { passes: 200, n: 500 })).toMatchObject({
      lambda: 0,
      rate: 0.6,
    })
  })

  test('needs two labelled rows and an unlabelled one', () => {
    expect(predictionPowered(labels(1, 0, 0, 0), { passes: 1, n: 1 })).toEqual({
      kind: 'undefined',
      reason: 'there are fewer than two labelled rows',
    })
    expect(predictionPowered(labels(1, 0, 0, 1), { passes: 0, n: 0 })).toEqual({
      kind: 'undefined',
      reason: 'there are no unlabelled rows',
    })
  })
})

describe('the corrected pass rate', () => {
  test('is by PPI++ with a hundred random labels, ten of each class', () => {
    expect(correctedPassRate({ ...example, labelsAre: 'random' })).toEqual({
      observed: { kind: 'value', value: 0.78 },
      corrected: { kind: 'value', value: expect.closeTo(0.8060396920534416, 12) as number },
      low: expect.closeTo(0.7481171449223698, 12) as number,
      high: expect.closeTo(0.8639622391845134, 12) as number,
      method: 'ppi++',
      labelled: 100,
      unlabelled: 500,
    })
    const methodFor = (labelled: LabelledCounts) =>
      correctedPassRate({ labelled, unlabelled: example.unlabelled, labelsAre: 'random' }).method
    expect(methodFor(labels(74, 6, 3, 16))).toBe('rogan-gladen')
    expect(methodFor(labels(84, 6, 1, 9))).toBe('ppi++')
    expect(methodFor(labels(85, 6, 1, 8))).toBe('rogan-gladen')
  })

  test('is by Rogan and Gladen where the classes were balanced on purpose', () => {
    expect(correctedPassRate({ ...example, labelsAre: 'balanced' })).toMatchObject({
      corrected: { kind: 'value', value: expect.closeTo(0.8129032258064516, 12) as number },
      method: 'rogan-gladen',
    })
  })

  test('is refused in words', () => {
    const unlabelled = { passes: 390, n: 500 }
    const refused = [
      correctedPassRate({ labelled: labels(0, 0, 3, 17), unlabelled, labelsAre: 'balanced' }),
      correctedPassRate({ labelled: labels(90, 10, 0, 0), unlabelled, labelsAre: 'random' }),
      correctedPassRate({ labelled: labels(55, 45, 45, 55), unlabelled, labelsAre: 'random' }),
      correctedPassRate({ labelled: labels(1, 0, 800, 200), unlabelled, labelsAre: 'balanced' }),
      correctedPassRate({
        labelled: labels(9, 1, 1, 9),
        unlabelled: { passes: 0, n: 0 },
        labelsAre: 'balanced',
      }),
    ]
    for (const { low, high } of refused) expect([low, high]).toEqual([0, 1])
    expect(
      refused
        .map(({ corrected }) => (corrected.kind === 'undefined' ? corrected.reason : corrected.value))
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "no labelled row passes
      no labelled row fails
      the judge hardly tells passes from fails: pass-recall + fail-recall - 1 is 0.10, not above 0.1
      too few labels show that the judge is better than chance
      there are no unlabelled rows"
    `)
    expect(refused.at(-1)?.observed).toEqual({ kind: 'undefined', reason: 'there are no unlabelled rows' })
  })

  test.each([
    [labels(-1, 0, 0, 1), { passes: 1, n: 2 }],
    [labels(0.5, 0, 0, 1), { passes: 1, n: 2 }],
    [labels(1, 0, 0, 1), { passes: 3, n: 2 }],
  ])('takes no other counts than %j and %j', (labelled, unlabelled) => {
    expect(() => correctedPassRate({ labelled, unlabelled, labelsAre: 'random' })).toThrow(
      new RangeError(`Whole numbers of rows were expected, got ${JSON.stringify({ labelled, unlabelled })}.`),
    )
  })

  test('lies in its interval, and is mirrored when passes and fails change places', () => {
    const count = fc.nat(80)
    fc.assert(
      fc.property(
        fc.tuple(count, count, count, count),
        fc.integer({ min: 1, max: 300 }).chain((n) => fc.record({ passes: fc.nat(n), n: fc.constant(n) })),
        fc.constantFrom('random' as const, 'balanced' as const),
        ([a, b, c, d], { passes, n }, labelsAre) => {
          const found = correctedPassRate({
            labelled: labels(a, b, c, d),
            unlabelled: { passes, n },
            labelsAre,
          })
          const mirrored = correctedPassRate({
            labelled: labels(d, c, b, a),
            unlabelled: { passes: n - passes, n },
            labelsAre,
          })
          expect(mirrored.corrected.kind).toBe(found.corrected.kind)
          if (found.corrected.kind === 'undefined' || mirrored.corrected.kind === 'undefined') return
          expect(found.corrected.value).toBeGreaterThanOrEqual(found.low)
          expect(found.corrected.value).toBeLessThanOrEqual(found.high)
          expect(mirrored.corrected.value).toBeCloseTo(1 - found.corrected.value, 9)
          expect(mirrored.low).toBeCloseTo(1 - found.high, 9)
          expect(mirrored.high).toBeCloseTo(1 - found.low, 9)
        },
      ),
      runs,
    )
  })
})

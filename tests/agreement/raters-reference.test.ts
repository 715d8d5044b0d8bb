import { describe, expect, test } from 'vitest'
import type { Statistic } from '../../src/agreement/index.ts'
import { annotatorAgreement } from '../../src/agreement/raters/annotator-agreement.ts'
import { fleissKappa } from '../../src/agreement/raters/fleiss-kappa.ts'
import { gwetAC1OfRaters } from '../../src/agreement/raters/gwet-ac1.ts'
import { krippendorffAlpha, type MeasurementLevel } from '../../src/agreement/raters/krippendorff-alpha.ts'
import { pairwiseKappa } from '../../src/agreement/raters/pairwise-kappa.ts'
import type { Ratings } from '../../src/agreement/raters/ratings.ts'
import { reference } from './reference-values.ts'

function numberOf(statistic: Statistic | undefined): number {
  if (statistic?.kind !== 'value') throw new Error(`A value was expected: ${JSON.stringify(statistic)}`)
  return statistic.value
}

/** Coders in rows, units in columns, as the reference gives them: a unit for each column. */
function unitsOf(coders: readonly string[]): Ratings {
  const rows = coders.map((coder) =>
    coder.split(' ').map((rating) => (rating === '*' ? undefined : Number(rating))),
  )
  return (rows[0] ?? []).map((_, unit) => rows.map((row) => row[unit]))
}

/** Two raters whose pairs of values are counted in a square table. */
function ratingsOf(table: readonly (readonly number[])[]): Ratings {
  return table.flatMap((row, first) =>
    row.flatMap((count, second) =>
      Array.from({ length: count }, () => [`label ${first}`, `label ${second}`]),
    ),
  )
}

describe("Krippendorff's alpha", () => {
  const cases: [string, MeasurementLevel][] = [
    ['krippendorff_3coders_15units', 'nominal'],
    ['krippendorff_3coders_15units', 'interval'],
    ['krippendorff_4coders_12units', 'nominal'],
    ['krippendorff_4coders_12units', 'ordinal'],
    ['krippendorff_4coders_12units', 'interval'],
    ['krippendorff_4coders_12units', 'ratio'],
  ]
  test.each(cases)('matches %s, %s', (key, level) => {
    const { data, ...expected } = reference<{ data: string[] } & Record<string, number>>(key)
    expect(numberOf(krippendorffAlpha(unitsOf(data), level))).toBeCloseTo(expected[level] as number, 12)
  })
})

test('six psychiatrists and fifteen patients match six_raters_15subjects', () => {
  // The data set distrib.6raters of irrCAC: how many of the six put a patient into each of five categories.
  const categories = ['Depression', 'Personality', 'Schizophrenia', 'Neurosis', 'Other']
  const patients =
    '00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031'.split(' ')
  const ratings = patients.map((patient) =>
    patient
      .split('')
      .flatMap((count, category) => Array.from({ length: Number(count) }, () => categories[category])),
  )
  const found = annotatorAgreement(ratings, ['1', '2', '3', '4', '5', '6'])
  const expected = reference<Record<string, number>>('six_raters_15subjects')
  expect(numberOf(found.fleiss)).toBeCloseTo(expected['fleiss_kappa'] as number, 12)
  expect(numberOf(found.ac1)).toBeCloseTo(expected['gwet_ac1'] as number, 12)
  expect(numberOf(found.alpha)).toBeCloseTo(expected['krippendorff_alpha'] as number, 12)
  expect(numberOf(found.observed)).toBeCloseTo(0.5511111, 7)
  expect(found).toMatchObject({ units: 15, pairs: 225 })
})

test('four raters with missing ratings match what irrCAC prints of cac.raw4raters', () => {
  const ratings = unitsOf([
    '1 2 3 3 2 1 4 1 2 * * *',
    '1 2 3 3 2 2 4 1 2 5 * *',
    '* 3 3 3 2 3 4 2 2 5 1 3',
    '1 2 3 3 2 4 4 1 2 5 1 *',
  ])
  expect(numberOf(gwetAC1OfRaters(ratings))).toBeCloseTo(0.77544, 5)
  expect(numberOf(fleissKappa(ratings))).toBeCloseTo(0.76117, 5)
  expect(numberOf(krippendorffAlpha(ratings, 'nominal'))).toBeCloseTo(0.74342, 5)
})

describe('two raters without missing ratings', () => {
  test.each([
    [
      'confusion_85_5_5_5_high_prevalence',
      [
        [85, 5],
        [5, 5],
      ],
    ],
    [
      'confusion_45_5_5_45_balanced',
      [
        [45, 5],
        [5, 45],
      ],
    ],
    [
      'confusion_20_5_10_15',
      [
        [20, 5],
        [10, 15],
      ],
    ],
    [
      'irrcac_3x3',
      [
        [13, 0, 0],
        [0, 20, 7],
        [0, 4, 56],
      ],
    ],
  ])('match %s', (key, table) => {
    const expected = reference<Record<string, number>>(key)
    const found = annotatorAgreement(ratingsOf(table), ['first', 'second'])
    expect(numberOf(found.fleiss)).toBeCloseTo(expected['scott_pi'] as number, 12)
    expect(numberOf(found.ac1)).toBeCloseTo(expected['gwet_ac1'] as number, 12)
    expect(numberOf(found.alpha)).toBeCloseTo(expected['krippendorff_alpha_nominal'] as number, 12)
    expect(numberOf(found.observed)).toBeCloseTo(expected['accuracy'] as number, 12)
    expect(numberOf(found.pairwise[0]?.kappa)).toBeCloseTo(expected['kappa'] as number, 12)
  })

  test.each([
    ['weighted_kappa_5x5', reference<{ table: number[][] }>('weighted_kappa_5x5').table, 'unweighted'],
    [
      'llm_judge_agreement_readme',
      [
        [30, 10],
        [2, 78],
      ],
      'kappa',
    ],
    [
      'confusion_90_0_10_0_always_pass',
      [
        [90, 0],
        [10, 0],
      ],
      'kappa',
    ],
  ])("have Cohen's kappa of %s", (key, table, field) => {
    const [pair] = pairwiseKappa(ratingsOf(table), ['first', 'second'])
    expect(numberOf(pair?.kappa)).toBeCloseTo(reference<Record<string, number>>(key)[field] as number, 12)
  })

  // Tables that other judge auditors publish with their kappas.
  test.each([
    [[46, 4, 6, 64], 0.8295, 4],
    [[27, 9, 36, 48], 0.2647, 4],
    [[151, 6, 28, 15], 0.3815, 4],
    [[196, 10, 28, 185], 0.8188252429393961, 12],
  ])('with the counts %j have the kappa that others print', (counts, kappa, digits) => {
    const [a = 0, b = 0, c = 0, d = 0] = counts
    const [pair] = pairwiseKappa(
      ratingsOf([
        [a, b],
        [c, d],
      ]),
      ['first', 'second'],
    )
    expect(numberOf(pair?.kappa)).toBeCloseTo(kappa, digits)
  })
})

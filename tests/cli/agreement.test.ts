import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Judgement, measureAgreement } from '../../src/agreement/index.ts'
import { agreementFolder, figure, jsonLines, judgeIn, tableRows } from './agreement-support.ts'

const folder = agreementFolder()
const fields = '--truth human --verdict judge'

/** 20 right and 5 wrong of 25 that pass, 15 right and 10 wrong of 25 that fail. */
const rows = tableRows(
  [
    [20, 5],
    [10, 15],
  ],
  ['yes', 'no'],
)

test('measures JSON lines: counts, shares with intervals, kappa, labels', async () => {
  await folder.write({ 'rows.jsonl': jsonLines(rows) })
  const outcome = await folder.outcome(`rows.jsonl ${fields}`)
  expect(outcome).toMatchObject({
    files: [{ rows: 50, withoutTruth: 0 }],
    truth: 'human',
    unscored: 'wrong',
    bootstrap: { seed: 1, resamples: 2000 },
  })
  const { agreement, macroPrecision, macroRecall, name, unscored } = judgeIn(outcome)
  expect({ name, unscored, rows: agreement.rows, agreed: agreement.agreed }).toEqual({
    name: 'judge',
    unscored: 0,
    rows: 50,
    agreed: 35,
  })
  expect(figure(agreement.accuracy.estimate)).toBe(0.7)
  expect(figure(agreement.kappa.estimate)).toBeCloseTo(0.4, 12)
  expect(figure(agreement.kappa.standardError)).toBeCloseTo(0.1269960629, 9)
  expect(figure(agreement.passRecall.estimate)).toBe(0.8)
  expect(figure(agreement.failRecall.estimate)).toBe(0.6)
  expect(figure(agreement.matthews)).toBeCloseTo(0.4082482905, 9)
  expect(figure(macroPrecision)).toBeCloseTo((20 / 30 + 15 / 20) / 2, 12)
  expect(figure(macroRecall)).toBeCloseTo(0.7, 12)
  expect(agreement.confusion).toEqual({
    labels: ['no', 'yes'],
    counts: [
      [15, 10],
      [5, 20],
    ],
    unscored: [0, 0],
  })
})

describe('CSV', () => {
  test('with a byte order mark, CRLF, quotes, commas and line ends in cells gives what JSON lines give', async () => {
    const note = '"He said ""no"", twice,\r\nand left"'
    const lines = rows.map(({ human, judge }) => `${note},${String(human)},"${String(judge)}"`)
    await folder.write({
      'rows.csv': `\uFEFF${['note,human,judge', ...lines].join('\r\n')}\r\n`,
      'rows.tsv': [
        'human\tjudge',
        ...rows.map(({ human, judge }) => `${String(human)}\t${String(judge)}`),
      ].join('\n'),
      'rows.json': JSON.stringify(rows),
      'rows.jsonl': `\uFEFF${jsonLines(rows).replaceAll('\n', '\r\n\r\n')}`,
    })
    const expected = judgeIn(await folder.outcome(`rows.jsonl ${fields}`))
    for (const file of ['rows.csv', 'rows.tsv', 'rows.json']) {
      expect(judgeIn(await folder.outcome(`${file} ${fields}`))).toEqual(expected)
    }
  })

  test('holds text: 1 and 1.0 differ, but with --numbers are one number', async () => {
    await folder.write({ 'scores.csv': 'human,judge\n1,1.0\n2,2\n3,4\n4,\n' })
    const text = judgeIn(await folder.outcome(`scores.csv ${fields}`)).agreement
    expect([text.agreed, text.numeric, text.unscored]).toEqual([1, undefined, 1])
    const { agreement, weightedKappa } = judgeIn(
      await folder.outcome(`scores.csv ${fields} --numbers --tolerance 1`),
    )
    expect([agreement.agreed, agreement.unscored]).toEqual([2, 1])
    expect(figure(agreement.numeric?.meanError.estimate)).toBeCloseTo(1 / 3, 12)
    expect(agreement.numeric?.within).toMatchObject({ successes: 3, n: 4 })
    expect(weightedKappa?.scale).toEqual([1, 2, 3, 4])
    expect(await folder.refusal(`scores.csv ${fields} --tolerance 1`)).toBe(
      '2 error invalid-usage: --tolerance 1 is about numbers, and "1" is among the values.\n' +
        '  → Leave it out, or add --numbers where numbers are written as text.\n',
    )
  })
})

test('reads fields by dotted paths, into lists too, and by names with dots', async () => {
  await folder.write({
    'deep.jsonl': jsonLines([
      { labels: { human: ['yes', 'no'] }, 'judge.a': 'yes' },
      { labels: { human: ['no'] }, 'judge.a': 'yes' },
    ]),
    'dots.csv': 'labels.human,judge.a\nyes,yes\nno,yes\n',
  })
  const deep = await folder.outcome('deep.jsonl --truth labels.human.0 --verdict judge.a')
  expect(judgeIn(deep).agreement).toMatchObject({ rows: 2, agreed: 1 })
  const dots = await folder.outcome('dots.csv --truth labels.human --verdict judge.a')
  expect(judgeIn(dots).agreement).toEqual(judgeIn(deep).agreement)
})

describe('values', () => {
  test('keep their type: true, 1 and "1" are three values', async () => {
    await folder.write({
      'typed.jsonl': jsonLines([
        { human: true, judge: true },
        { human: 1, judge: '1' },
        { human: '1', judge: '1' },
      ]),
    })
    const { agreement } = judgeIn(await folder.outcome(`typed.jsonl ${fields}`))
    expect(agreement).toMatchObject({ rows: 3, agreed: 2 })
    expect(agreement.passRecall).toMatchObject({ successes: 1, n: 1 })
  })

  test('that pass are yes, true and pass, or those of --positive; else recalls are undefined in words', async () => {
    const labelled = tableRows(
      [
        [3, 1, 0],
        [0, 2, 1],
        [1, 0, 2],
      ],
      ['good', 'fair', 'poor'],
    )
    await folder.write({ 'labels.jsonl': jsonLines(labelled) })
    const unknown = judgeIn(await folder.outcome(`labels.jsonl ${fields}`)).agreement
    expect(figure(unknown.passRecall.estimate)).toBe('the judge does not say which values pass')
    const { agreement } = judgeIn(await folder.outcome(`labels.jsonl ${fields} --positive good,fair`))
    expect(agreement.passRecall).toMatchObject({ successes: 6, n: 7 })
    expect(agreement.failRecall).toMatchObject({ successes: 2, n: 3 })
    await folder.write({ 'scores.jsonl': jsonLines([5, 4, 1].map((judge) => ({ human: 4, judge }))) })
    const scored = judgeIn(await folder.outcome(`scores.jsonl ${fields} --positive 4,5`)).agreement
    expect(scored.passRecall).toMatchObject({ successes: 2, n: 3 })
  })

  test('that are many and numbers have no matrix and no figures of labels, but errors and ranks', async () => {
    const many = Array.from({ length: 3000 }, (_, row) => ({ human: row + 0.5, judge: row + 0.75 }))
    await folder.write({ 'many.jsonl': jsonLines(many) })
    const { agreement, weightedKappa, macroPrecision } = judgeIn(
      await folder.outcome(`many.jsonl ${fields} --tolerance 0.25`),
    )
    expect(agreement.labels).toEqual([])
    expect(agreement.confusion).toMatchObject({ counts: [], unscored: [] })
    const reason = 'there are more than 50 labels'
    expect(figure(agreement.macroF1)).toBe(reason)
    expect(figure(macroPrecision)).toBe(reason)
    expect(figure(agreement.balancedAccuracy.estimate)).toBe(reason)
    expect(weightedKappa).toBeUndefined()
    expect(agreement.numeric?.within).toMatchObject({ successes: 3000, n: 3000 })
    expect(figure(agreement.numeric?.spearman)).toBeCloseTo(1, 12)
    expect(figure(agreement.numeric?.kendallTauB)).toBeCloseTo(1, 12)
  })

  test('in an order have weighted kappas, whole numbers by themselves', async () => {
    const table = [
      [13, 0, 0],
      [0, 20, 7],
      [0, 4, 56],
    ]
    await folder.write({
      'words.jsonl': jsonLines(tableRows(table, ['low', 'middle', 'high'])),
      'numbers.jsonl': jsonLines(tableRows(table, [1, 2, 3])),
      'two.jsonl': jsonLines(tableRows(table, [1, 0, 1])),
    })
    const unordered = judgeIn(await folder.outcome(`words.jsonl ${fields}`))
    expect(unordered.weightedKappa).toBeUndefined()
    expect(figure(unordered.agreement.kappa.estimate)).toBeCloseTo(0.7964094, 7)
    for (const args of [`words.jsonl ${fields} --ordered low,middle,high`, `numbers.jsonl ${fields}`]) {
      const { weightedKappa } = judgeIn(await folder.outcome(args))
      expect(figure(weightedKappa?.linear.estimate)).toBeCloseTo(0.842902028, 9)
      expect(figure(weightedKappa?.quadratic.estimate)).toBeCloseTo(0.8921568627, 9)
    }
    const stranger = judgeIn(await folder.outcome(`words.jsonl ${fields} --ordered low,high`))
    expect(figure(stranger.weightedKappa?.linear.estimate)).toBe('the scale has no "middle"')
    expect(judgeIn(await folder.outcome(`two.jsonl ${fields}`)).weightedKappa).toBeUndefined()
  })
})

describe('unscored verdicts', () => {
  const given = [
    { human: 'yes', judge: 'yes' },
    { human: 'yes', judge: null },
    { human: 'no' },
    { human: 'no', judge: '' },
    { human: 'no', judge: ' \t' },
    { human: 'no', judge: 'yes' },
  ]

  test.for([
    ['wrong', 6, 1, 4],
    ['drop', 2, 1, 0],
    ['map:no', 6, 4, 0],
    ['map:yes', 6, 2, 0],
  ] as const)('by the policy %s', async ([policy, rows, agreed, stillUnscored]) => {
    await folder.write({ 'gaps.jsonl': jsonLines(given) })
    const outcome = await folder.outcome(`gaps.jsonl ${fields} --unscored ${policy}`)
    const { agreement, unscored } = judgeIn(outcome)
    expect({ policy: outcome.unscored, unscored }).toEqual({ policy, unscored: 4 })
    expect(agreement).toMatchObject({ rows, agreed, unscored: stillUnscored })
  })

  test('are wrong by default, and taken for a number where values are numbers', async () => {
    await folder.write({
      'gaps.jsonl': jsonLines(given),
      'numbers.jsonl': jsonLines([
        { human: 0, judge: 1 },
        { human: 0, judge: null },
      ]),
    })
    expect((await folder.outcome(`gaps.jsonl ${fields}`)).unscored).toBe('wrong')
    const { agreement } = judgeIn(await folder.outcome(`numbers.jsonl ${fields} --unscored map:0`))
    expect(agreement.confusion).toMatchObject({
      labels: [0, 1],
      counts: [
        [1, 1],
        [0, 0],
      ],
    })
  })
})

test('rows without a truth are left out, and counted', async () => {
  await folder.write({
    'some.jsonl': jsonLines([
      { judge: 'yes' },
      { human: null, judge: 'yes' },
      { human: 'yes', judge: 'yes' },
    ]),
  })
  const outcome = await folder.outcome(`some.jsonl ${fields}`)
  expect(outcome.files).toMatchObject([{ rows: 3, withoutTruth: 2 }])
  expect(judgeIn(outcome).agreement).toMatchObject({ rows: 1, agreed: 1 })
})

test('measures any rows as measureAgreement does, whatever their order', { timeout: 120_000 }, async () => {
  const label = fc.constantFrom('yes', 'no', 'tie', 7, true)
  const row = fc.record({
    human: label,
    judge: fc.option(label),
    weight: fc.constantFrom(1, 2.5),
    doc: fc.constantFrom('a', 'b', 'c'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 3, maxLength: 30 }), async (some) => {
      const rows = [{ human: 'yes', judge: 'yes', weight: 1, doc: 'a' }, ...some]
      const judgements = rows.map(({ human, judge, weight, doc }): Judgement => ({
        truth: human,
        verdict: judge ?? undefined,
        weight,
        cluster: doc,
      }))
      await folder.write({
        'any.jsonl': jsonLines(rows),
        'reversed.jsonl': jsonLines(rows.toReversed()),
      })
      const passes = (value: unknown) => value === true || value === 'yes'
      const args = `${fields} --weight weight --group doc --positive ${passing(rows)}`
      const outcome = await folder.outcome(`any.jsonl ${args}`)
      expect(judgeIn(outcome).agreement).toEqual(
        JSON.parse(JSON.stringify(measureAgreement(judgements, { passes }))),
      )
      const reversed = await folder.outcome(`reversed.jsonl ${args}`)
      expect({ ...reversed, files: [] }).toEqual({ ...outcome, files: [] })
    }),
    { numRuns: process.env['LONG'] ? 25 : 5 },
  )
})

/** Of yes and true those that occur: a name that does not is refused. */
function passing(rows: readonly { human: unknown; judge: unknown }[]): string {
  const seen = new Set(rows.flatMap(({ human, judge }) => [human, judge]))
  return seen.has(true) ? 'yes,true' : 'yes'
}

import { describe, expect, test } from 'vitest'
import { measureAgreement } from '../../src/agreement/index.ts'
import { bootstrapIntervals } from '../../src/agreement/paired/bootstrap.ts'
import { seededRandom } from '../../src/io/index.ts'
import { agreementFolder, figure, jsonLines } from './agreement-support.ts'

const folder = agreementFolder()
const fields = '--truth human --verdict judge'

/** Rows of (truth, first, second), each so often: 59 both right, 16 only the first, 6 only the second, 80 neither. */
const rows = [
  ['yes', 'yes', 'yes', 40],
  ['no', 'no', 'no', 19],
  ['yes', 'yes', 'no', 10],
  ['no', 'no', 'yes', 6],
  ['yes', 'no', 'yes', 2],
  ['no', 'yes', 'no', 4],
  ['yes', 'no', 'no', 50],
  ['no', 'yes', 'yes', 30],
].flatMap(([human, judge, other, count]) =>
  Array.from({ length: Number(count) }, () => ({ human, judge, other })),
)
const withIds = rows.map((row, index) => ({ id: index, ...row }))

describe('a second field', () => {
  test('is compared row by row: counts, Tango, exact and mid-p', async () => {
    await folder.write({ 'rows.jsonl': jsonLines(rows) })
    const { judges, comparison } = await folder.outcome(`rows.jsonl ${fields} --against other`)
    expect(judges.map(({ name, agreement }) => [name, agreement.agreed])).toEqual([
      ['judge', 75],
      ['other', 65],
    ])
    const { paired, leftOut, smallestDrop } = comparison ?? {}
    expect(paired).toMatchObject({ kind: 'value', rows: 161, both: 59, onlyFirst: 16, onlySecond: 6 })
    expect(leftOut).toEqual({ onlyFirst: 0, onlySecond: 0, dropped: 0 })
    if (paired?.kind !== 'value') throw new Error('no comparison')
    expect(paired.exact).toBeCloseTo(0.0524787903, 9)
    expect(paired.midP).toBeCloseTo(0.0346896648, 9)
    expect([paired.low, paired.high]).toEqual([
      expect.closeTo(0.0054333957, 9),
      expect.closeTo(0.1240234325, 9),
    ])
    expect(figure(smallestDrop)).toBeCloseTo(0.07, 2)
  })

  test('has seeded bootstrap intervals for kappa, balanced accuracy and macro F1, both judges drawn together', async () => {
    await folder.write({ 'rows.jsonl': jsonLines(rows) })
    const { comparison, judges } = await folder.outcome(`rows.jsonl ${fields} --against other`)
    const passes = (value: unknown) => value === 'yes'
    const measured = (drawn: typeof rows, side: 'judge' | 'other') => {
      const { kappa, balancedAccuracy, macroF1 } = measureAgreement(
        drawn.map((row) => ({ truth: String(row.human), verdict: String(row[side]) })),
        { passes },
      )
      return [kappa.estimate, balancedAccuracy.estimate, macroF1].map((one) => Number(figure(one)))
    }
    const names = ['kappa', 'balancedAccuracy', 'macroF1'] as const
    const differencesOf = (drawn: typeof rows) => {
      const [first, second] = [measured(drawn, 'judge'), measured(drawn, 'other')]
      return names.map((_, place) => (first[place] ?? 0) - (second[place] ?? 0))
    }
    const intervals = bootstrapIntervals(
      rows,
      ['0', '1', '2'],
      (drawn) => {
        const [a = 0, b = 0, c = 0] = differencesOf(drawn as typeof rows)
        return {
          0: { kind: 'value', value: a },
          1: { kind: 'value', value: b },
          2: { kind: 'value', value: c },
        }
      },
      { random: seededRandom(1) },
    )
    for (const [place, name] of names.entries()) {
      const { estimate, interval } = comparison?.differences[name] ?? {}
      const expected = intervals[String(place) as '0']
      if (interval?.kind !== 'value' || expected.kind !== 'value') throw new Error(`no interval of ${name}`)
      expect(figure(estimate)).toBeCloseTo(differencesOf(rows)[place] ?? 0, 12)
      expect(interval.low).toBeCloseTo(expected.low, 9)
      expect(interval.high).toBeCloseTo(expected.high, 9)
      expect(interval.low).toBeLessThan(Number(figure(estimate)))
    }
    const kappas = judges.map(({ agreement }) => Number(figure(agreement.kappa.estimate)))
    expect(figure(comparison?.differences.kappa.estimate)).toBeCloseTo(
      (kappas[0] ?? 0) - (kappas[1] ?? 0),
      12,
    )
  })

  test.runIf(process.env['LONG'])(
    'draws whole groups where there are such, and leaves what is unscored to the policy',
    async () => {
      const grouped = rows.map((row, index) => ({
        ...row,
        doc: index % 20,
        ...(index % 8 === 0 && { judge: null }),
        ...(index % 12 === 0 && { other: null }),
      }))
      await folder.write({ 'grouped.jsonl': jsonLines(grouped) })
      const args = `grouped.jsonl ${fields} --against other`
      const byRow = await folder.outcome(args)
      const byGroup = await folder.outcome(`${args} --group doc`)
      expect(byGroup.comparison?.differences.kappa.estimate).toEqual(
        byRow.comparison?.differences.kappa.estimate,
      )
      expect(byGroup.comparison?.differences.kappa.interval).not.toEqual(
        byRow.comparison?.differences.kappa.interval,
      )
      expect(byRow.judges.map(({ unscored }) => unscored)).toEqual([21, 14])
      expect(byRow.comparison?.paired).toMatchObject({ rows: 161 })
      const dropped = await folder.outcome(`${args} --unscored drop`)
      expect(dropped.judges.map(({ agreement }) => agreement.rows)).toEqual([140, 147])
      expect(dropped.comparison?.leftOut).toEqual({ onlyFirst: 0, onlySecond: 0, dropped: 28 })
      expect(dropped.comparison?.paired).toMatchObject({ rows: 133 })
      const mapped = await folder.outcome(`${args} --unscored map:no`)
      const filled = grouped.map((row) => ({ ...row, judge: row.judge ?? 'no', other: row.other ?? 'no' }))
      await folder.write({ 'filled.jsonl': jsonLines(filled) })
      expect(mapped.comparison).toEqual(
        (await folder.outcome(`filled.jsonl ${fields} --against other`)).comparison,
      )
    },
  )

  test('is refused like the first where rows were picked by verdict', async () => {
    await folder.write({ 'rows.jsonl': jsonLines(rows) })
    const { comparison } = await folder.outcome(`rows.jsonl ${fields} --against other --picked-by-verdict`, 3)
    const reason =
      '161 labels were picked by verdict, without a weight, so no figure would stand for all rows'
    expect(comparison?.paired).toEqual({ kind: 'undefined', reason })
    expect(figure(comparison?.differences.kappa.estimate)).toBe(reason)
  })
})

describe('a second file', () => {
  const second = withIds.map(({ id, human, other }) => ({
    key: { id: String(id) },
    id: String(id),
    human,
    judge: other,
  }))

  test('is paired by id, whatever its order and format, with the same figures as a second field', async () => {
    await folder.write({
      'first.jsonl': jsonLines(withIds),
      'second.csv': `judge,human,id\n${second
        .toReversed()
        .map(({ id, human, judge }) => `${judge},${human},${id}\n`)
        .join('')}`,
    })
    const byField = await folder.outcome(`first.jsonl ${fields} --against other`)
    const byFile = await folder.outcome(`first.jsonl ${fields} --against second.csv`)
    expect(byFile.files.map(({ rows }) => rows)).toEqual([161, 161])
    expect(byFile.judges.map(({ name }) => name.replace(/\/\S*\//, ''))).toEqual([
      'judge in …/first.jsonl',
      'judge in …/second.csv',
    ])
    expect(byFile.comparison?.paired).toEqual(byField.comparison?.paired)
    expect(byFile.judges.map(({ agreement }) => agreement)).toEqual(
      byField.judges.map(({ agreement }) => agreement),
    )
  })

  test.runIf(process.env['LONG'])(
    'is measured on common rows only, with weights and groups of the first; how many are left out is told',
    async () => {
      await folder.write({
        'first.jsonl': jsonLines(
          withIds.map((row) => ({ ...row, weight: 2, doc: row.id % 5 })).slice(0, 100),
        ),
        'second.jsonl': jsonLines([...second.slice(40), { id: 'x', human: 'no', judge: 'no' }]),
      })
      const args = `first.jsonl ${fields} --weight weight --group doc --against second.jsonl`
      const { judges, comparison } = await folder.outcome(args)
      expect(comparison?.leftOut).toEqual({ onlyFirst: 40, onlySecond: 62, dropped: 0 })
      expect(judges.map(({ agreement }) => [agreement.rows, agreement.accuracy.clusters])).toEqual([
        [60, 5],
        [60, 5],
      ])
      expect((await folder.run(args)).stdout.replaceAll(/\s+/g, ' ')).toContain(
        'Only rows that both files have: 40 of the first and 62 of the second left out.',
      )
      const byKey = await folder.outcome(`second.jsonl ${fields} --against second.jsonl --id id`)
      expect(byKey.comparison?.paired).toMatchObject({ onlyFirst: 0, onlySecond: 0, rows: 122 })
    },
  )

  test.for([
    [
      'with two truths for a row',
      [{ id: 1, human: 'no', judge: 'no' }],
      '2 error invalid-usage: The row 1 has two truths, "yes" at first.jsonl:2 and "no" at second.jsonl:1; expected the same rows in both files.',
    ],
    [
      'with one id twice',
      [
        { id: 1, human: 'yes', judge: 'no' },
        { id: 1, human: 'yes', judge: 'yes' },
      ],
      '2 error duplicate-row: second.jsonl:1 and second.jsonl:2 have the same id, 1; expected one row of each, to pair the files by.',
    ],
    [
      'with no row in common',
      [{ id: 'a', human: 'yes', judge: 'no' }],
      '3 error no-rows: first.jsonl and second.jsonl have no row with a truth in common: the first has such as 0, 1, 2, the second a.',
    ],
    [
      'with a row without an id',
      [
        { id: 1, human: 'yes', judge: 'no' },
        { human: 'yes', judge: 'no' },
      ],
      '2 error invalid-rows: second.jsonl:2 is not a valid row: at id received nothing; expected text or a number.',
    ],
    [
      'without any id',
      [{ human: 'yes', judge: 'no' }],
      '2 error invalid-usage: No row of second.jsonl has the field id that --id names; the first has human, judge.',
    ],
    ['that is empty', [], '3 error no-rows: second.jsonl holds no rows; expected one at least.'],
  ] as const)('%s is refused', async ([, lines, message]) => {
    await folder.write({ 'first.jsonl': jsonLines(withIds), 'second.jsonl': jsonLines(lines) })
    const refused = await folder.refusal(`first.jsonl ${fields} --against second.jsonl`)
    expect(refused.split('\n')[0]).toBe(message)
  })
})

import { describe, expect, test } from 'vitest'
import { splitShift } from '../../src/agreement/index.ts'
import type { RunRow } from '../../src/contract/index.ts'
import { seededRandom } from '../../src/io/index.ts'
import { buildRow, buildVerdict } from './build-run.ts'

const isYes = (value: unknown) => value === 'yes'
const judge = { id: 'helpful', passes: [isYes, isYes] as const, isSame: false }

/** Rows of one run: output and verdict of each. */
const rowsOf = (
  cells: readonly (readonly [output: string, verdict: 'yes' | 'no' | undefined])[],
  rest: (index: number) => Partial<RunRow> = () => ({}),
): RunRow[] =>
  cells.map(([output, verdict], index) =>
    buildRow(`row-${index}`, [buildVerdict('helpful', verdict)], {
      outputs: { text: output },
      ...rest(index),
    }),
  )

const times = <Item>(count: number, item: Item) => Array.from({ length: count }, () => item)

describe('a shift of the pass rate', () => {
  const before = rowsOf(times(80, ['old', 'yes'] as const))

  test('on unchanged outputs is the judge’s', () => {
    const after = rowsOf([...times(60, ['old', 'yes'] as const), ...times(20, ['old', 'no'] as const)])
    expect(splitShift(before, after, judge)).toMatchObject({
      total: { rows: 80, before: 1, after: 0.75, difference: -0.25 },
      judge: { rows: 80, toPass: 0, toFail: 20, difference: -0.25 },
      system: { difference: 0, low: 0, high: 0 },
      cause: 'judge',
      anchors: 80,
      changed: 0,
    })
  })

  test('on changed outputs alone is the system’s', () => {
    const after = rowsOf([
      ...times(40, ['old', 'yes'] as const),
      ...times(20, ['new', 'yes'] as const),
      ...times(20, ['new', 'no'] as const),
    ])
    expect(splitShift(before, after, judge)).toMatchObject({
      total: { difference: -0.25 },
      judge: { rows: 40, difference: 0 },
      system: { difference: -0.25 },
      cause: 'system',
      anchors: 40,
      changed: 40,
    })
  })

  test('of both is parted so that the parts make up the whole', () => {
    const after = rowsOf([
      ...times(30, ['old', 'yes'] as const),
      ...times(10, ['old', 'no'] as const),
      ...times(10, ['new', 'yes'] as const),
      ...times(30, ['new', 'no'] as const),
    ])
    expect(splitShift(before, after, judge)).toMatchObject({
      total: { difference: -0.5 },
      judge: { difference: -0.25 },
      system: { difference: -0.25 },
      cause: 'both',
    })
  })

  test('of neither is said to be neither’s', () => {
    expect(splitShift(before, before, judge)).toMatchObject({ cause: 'neither', total: { difference: 0 } })
  })

  test('is not parted below 30 byte-identical rows', () => {
    const with29 = rowsOf([...times(29, ['old', 'yes'] as const), ...times(51, ['new', 'no'] as const)])
    const reason = '29 of 80 rows are byte-identical in both runs, and 30 are needed'
    const found = splitShift(before, with29, judge)
    expect(found).toMatchObject({
      total: { kind: 'value' },
      judge: { kind: 'undefined', reason },
      system: { kind: 'undefined', reason },
    })
    expect(found.cause).toBeUndefined()
    const with30 = rowsOf([...times(30, ['old', 'yes'] as const), ...times(50, ['new', 'no'] as const)])
    expect(splitShift(before, with30, judge).cause).toBe('system')
  })
})

describe('a row is byte-identical', () => {
  const rows = (rest: (index: number) => Partial<RunRow>) => rowsOf(times(60, ['same', 'yes'] as const), rest)
  const anchors = (left: RunRow[], right: RunRow[]) => splitShift(left, right, judge).anchors

  test('where all that a judge can see is', () => {
    expect(
      anchors(
        rows(() => ({})),
        rows(() => ({})),
      ),
    ).toBe(60)
    for (const field of ['outputs', 'conversation', 'trace']) {
      expect(
        anchors(
          rows(() => ({})),
          rows((index) => (index < 10 ? { [field]: { other: true } } : {})),
        ),
      ).toBe(50)
    }
  })

  test('and known as the same answer where that is said', () => {
    const named = (name: string) => rows((index) => ({ sampleId: `${name}-${index}` }))
    expect(anchors(named('s'), named('s'))).toBe(60)
    expect(anchors(named('s'), named('t'))).toBe(0)
  })
})

test('rows in one run alone and unscored rows are left out and counted', () => {
  const before = rowsOf(times(40, ['old', 'yes'] as const))
  const after = rowsOf([...times(35, ['old', 'yes'] as const), ...times(3, ['old', undefined] as const)])
  expect(splitShift(before, after, judge)).toMatchObject({
    total: { rows: 35 },
    leftOut: { withoutPartner: 2, otherInputs: 0, unscored: 3 },
  })
})

test.for(['inputs', 'expectations'])('rows with other %s are left out: no system changed those', (field) => {
  const before = rowsOf(times(60, ['old', 'yes'] as const))
  const after = rowsOf(
    [...times(20, ['old', 'no'] as const), ...times(40, ['old', 'yes'] as const)],
    (index) => (index < 20 ? { [field]: { other: true } } : {}),
  )
  expect(splitShift(before, after, judge)).toMatchObject({
    total: { rows: 40, difference: 0 },
    cause: 'neither',
    changed: 0,
    leftOut: { withoutPartner: 0, otherInputs: 20, unscored: 0 },
  })
})

test('a value that no longer passes is the judge’s shift', () => {
  const rows = rowsOf(times(40, ['old', 'yes'] as const))
  const stricter = { ...judge, passes: [isYes, () => false] as const }
  expect(splitShift(rows, rows, stricter)).toMatchObject({
    total: { before: 1, after: 0, difference: -1 },
    cause: 'judge',
  })
})

test('a row is left out once, however often it was judged', () => {
  const repeated = (count: number) =>
    [0, 1, 2].flatMap((repeat) => rowsOf(times(count, ['old', 'yes'] as const), () => ({ repeat })))
  const once = rowsOf([...times(36, ['old', 'yes'] as const), ...times(4, ['old', undefined] as const)])
  expect(splitShift(repeated(42), once, judge)).toMatchObject({
    total: { rows: 36 },
    leftOut: { withoutPartner: 2, otherInputs: 0, unscored: 4 },
  })
})

test('repeats make no more anchors', () => {
  const repeated = [0, 1, 2].flatMap((repeat) =>
    rowsOf(times(20, ['old', 'yes'] as const), () => ({ repeat })),
  )
  expect(splitShift(repeated, repeated, judge)).toMatchObject({
    anchors: 20,
    judge: { kind: 'undefined', reason: '20 of 20 rows are byte-identical in both runs, and 30 are needed' },
  })
})

test('recorded verdicts of a judge that has not changed are counted, those of a changed one are not', () => {
  const rows = rowsOf(times(40, ['old', 'yes'] as const))
  const recorded = rows.map((row): RunRow => ({
    ...row,
    verdicts: row.verdicts.map((verdict) => ({ ...verdict, recorded: true }) as typeof verdict),
  }))
  expect(splitShift(rows, recorded, { ...judge, isSame: true }).replayed).toBe(40)
  expect(splitShift(rows, recorded, judge).replayed).toBe(0)
})

test('without values that pass, and of rows picked by verdict, no shift is given', () => {
  const rows = rowsOf(times(40, ['old', 'yes'] as const))
  expect(splitShift(rows, rows, { ...judge, passes: [isYes, undefined] }).total).toEqual({
    kind: 'undefined',
    reason: 'it is not known which values of the judge pass',
  })
  const picked = rows.map((row): RunRow => ({ ...row, pickedBy: 'verdict' }))
  expect(splitShift(picked, picked, judge).total).toMatchObject({ kind: 'undefined' })
})

/**
 * A judge that passes 70 % and comes to fail the share `stricter` of what it passed, and a system whose new outputs
 * pass `worse` less often: on 60 anchors and 90 other rows.
 */
function drawn(seed: number, stricter: number, worse: number) {
  const random = seededRandom(seed)
  const cells = Array.from({ length: 150 }, (_, index) => {
    const isChanged = index >= 60
    const passed = random() < 0.7
    const isGood = isChanged ? random() < 0.7 - worse : passed
    const passesNow = isGood && random() >= stricter
    return {
      first: ['old', passed ? 'yes' : 'no'] as const,
      second: [isChanged ? 'new' : 'old', passesNow ? 'yes' : 'no'] as const,
    }
  })
  return splitShift(rowsOf(cells.map(({ first }) => first)), rowsOf(cells.map(({ second }) => second)), judge)
}

test.for([
  ['neither', 0, 0],
  ['judge', 0.3, 0],
  ['system', 0, 0.4],
  ['both', 0.3, 0.6],
] as const)('of %s the parts are found in nearly all draws', ([cause, stricter, worse]) => {
  const seeds = process.env['LONG'] === undefined ? 200 : 500
  const found = Array.from({ length: seeds }, (_, seed) => drawn(seed, stricter, worse))
  const share = (counts: (one: (typeof found)[number]) => boolean) => found.filter(counts).length / seeds
  const holds = (part: { kind: string; low?: number; high?: number }, truth: number) =>
    (part.low ?? 1) <= truth && truth <= (part.high ?? -1)
  expect(share((one) => holds(one.judge, -0.7 * stricter))).toBeGreaterThanOrEqual(0.93)
  expect(share((one) => holds(one.system, 0.6 * -worse * (1 - stricter)))).toBeGreaterThanOrEqual(0.93)
  expect(share((one) => one.cause === cause)).toBeGreaterThanOrEqual(0.85)
})

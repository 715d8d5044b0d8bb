import { beforeAll, describe, expect, test } from 'vitest'
import type { Run, RunRow } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'

/** Forty held-out rows and ten align rows; each judge is wrong on the rows named. */
function runOf(
  id: string,
  wrong: Record<string, number[]>,
  more: (row: RunRow) => RunRow = (row) => row,
): Run {
  const rows = Array.from({ length: 50 }, (_, index) =>
    more(
      buildRow(
        `row-${index}`,
        Object.entries(wrong).map(([judge, indices]) =>
          buildVerdict(judge, indices.includes(index) ? 'no' : 'yes', 'yes'),
        ),
        { sampleId: `s-${index}`, split: index < 40 ? 'heldout' : 'align' },
      ),
    ),
  )
  return buildRun(
    [
      buildSuite(
        'PubMed',
        Object.keys(wrong).map((judge) => buildJudge(judge)),
        rows,
      ),
    ],
    { id },
  )
}

const folder = commandFolder()
const near = (number: number) => expect.closeTo(number, 9) as number
const json = async (...argv: string[]) => endedWith(0, ...argv)
const endedWith = async (expected: number, ...argv: string[]) => {
  const { stdout, stderr, exitCode } = await folder.command('compare', ...argv, '--json')
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: expected })
  return JSON.parse(stdout) as unknown[]
}

beforeAll(() =>
  folder.writeRuns(
    runOf('other', { plain: [0, 1], better: [0] }, (row) => ({ ...row, sampleId: `other-${row.id}` })),
    runOf('recorded', { plain: [0, 1, 2, 3], better: [] }, (row) => ({
      ...row,
      verdicts: row.verdicts.map((verdict) => ({ ...verdict, recorded: true }) as typeof verdict),
    })),
    runOf('second', { plain: [0, 1, 2, 9, 45], better: [] }),
    runOf('first', { plain: [0, 1, 2, 3, 40], better: [3, 5], third: [0, 1] }),
  ),
)

describe('two judges of a run', () => {
  test('are compared on the same held-out rows', async () => {
    expect(await json('plain', 'better')).toMatchObject([
      {
        suite: 'PubMed',
        first: 'plain',
        second: 'better',
        rows: 'heldout',
        sameJudge: false,
        summary: {
          comparison: {
            kind: 'value',
            rows: 40,
            both: 35,
            onlyFirst: 1,
            onlySecond: 3,
            difference: -0.05,
            midP: near(0.375),
          },
          onlyFirst: ['row-5'],
          onlySecond: ['row-0', 'row-1', 'row-2'],
          leftOut: { first: 0, second: 0, truths: 0 },
        },
      },
    ])
  })

  test('may be compared on align rows, which is said', async () => {
    expect(await json('plain', 'better', '--rows', 'align')).toMatchObject([
      { rows: 'align', summary: { comparison: { rows: 10, onlySecond: 1 } } },
    ])
  })

  test('of several, each against the first, with p-values after Holm', async () => {
    expect(await json('plain', 'better', 'third')).toMatchObject([
      { second: 'better', adjustedMidP: near(0.5), summary: { comparison: { midP: near(0.375) } } },
      { second: 'third', adjustedMidP: near(0.5), summary: { comparison: { midP: near(0.25) } } },
    ])
  })
})

describe('two runs', () => {
  test('of one judge that has not changed show how often it changes its mind', async () => {
    expect(await json('first', 'second', '--judge', 'plain')).toMatchObject([
      {
        first: 'plain in first',
        second: 'plain in second',
        sameJudge: true,
        summary: {
          onlyFirst: ['row-9'],
          onlySecond: ['row-3'],
          flips: { flips: { successes: 2, n: 40 }, recorded: 0 },
        },
      },
    ])
  })

  test('take no recorded verdict for evidence of that', async () => {
    expect(await json('first', 'recorded', '--judge', 'plain')).toMatchObject([
      { summary: { flips: { flips: { n: 0, estimate: { kind: 'undefined' } }, recorded: 40 } } },
    ])
  })

  test('compare every judge that both have', async () => {
    expect(await json('first', 'second')).toMatchObject([
      { first: 'plain in first' },
      { first: 'better in first' },
    ])
  })

  test('with other answers have nothing to compare, which ends with 3', async () => {
    expect(await endedWith(3, 'first', 'other', '--judge', 'plain')).toMatchObject([
      {
        summary: {
          comparison: { kind: 'undefined', reason: 'the two judges share no rows with a known truth' },
          leftOut: { first: 40, second: 40 },
        },
      },
    ])
  })
})

describe('--explain says what each number means', () => {
  const meanings = async (...argv: string[]) => {
    const { stdout } = await folder.command('compare', ...argv, '--explain')
    return stdout.split('What the numbers mean\n')[1]?.match(/(?<=· )[^:[]+(?=[ :[])/g)
  }

  test('of three judges, whose comparisons are adjusted', async () => {
    expect(await meanings('plain', 'better', 'third')).toMatchInlineSnapshot(`
      [
        "accuracy 90.0 % ",
        "kappa 0.000 ",
        "-5.0 points ",
        "only one right on 1 and 3",
        "exact McNemar p = .625, mid-p = .375",
        "after Holm",
        "four times in five",
        "equivalent, better, worse, different",
        "resampled",
      ]
    `)
  })

  test('of one judge in two runs, which shows its noise', async () => {
    expect(await meanings('first', 'second', '--judge', 'plain')).toMatchInlineSnapshot(`
      [
        "accuracy 90.0 % ",
        "kappa 0.000 ",
        "0.0 points ",
        "only one right on 1 and 1",
        "exact McNemar p > .999, mid-p > .999",
        "four times in five",
        "shift of the pass rate",
        "resampled",
        "the verdict changed",
      ]
    `)
  })
})

describe('a comparison that cannot be made', () => {
  test.for([
    [
      ['plain'],
      'invalid-usage: compare was given one side, plain; expected two judges of a run, or two runs.',
      'Write npx vitest-judge compare plain <other>.',
    ],
    [
      ['plain', 'plain'],
      'invalid-usage: compare was given plain twice; expected different judges, or two runs.',
      'Write npx vitest-judge compare plain <other>.',
    ],
    [
      ['plain', 'better', 'better'],
      'invalid-usage: compare was given better twice; expected different judges, or two runs.',
      'Write npx vitest-judge compare better <other>.',
    ],
    [
      ['first', '.vitest-judge/runs/first.json'],
      'invalid-usage: first and .vitest-judge/runs/first.json are one run, first; expected two.',
      'Name another, or two judges of it: npx vitest-judge compare <judge> <judge> --run first.',
    ],
    [
      ['plain', 'bettr'],
      'unknown-judge: The run first has no judge bettr; it has plain, better, third.',
      'Name two judges of one run, or two runs: npx vitest-judge compare <judge> <judge> [--run <run>].',
    ],
    [
      ['first', 'second', 'recorded'],
      'invalid-usage: compare was given 3 runs; expected two runs.',
      'Write npx vitest-judge compare <run> <run>.',
    ],
    [
      ['first', 'second', '--judge', 'fourth'],
      'unknown-judge: The run first has no judge fourth; it has plain, better, third.',
      'Write --judge with one of these, or leave it out for all.',
    ],
    [
      ['plain', 'better', '--judge', 'third'],
      'invalid-usage: compare was given the judges plain and better, and --judge third, which picks a judge of two runs; expected one of them.',
      'Write npx vitest-judge compare plain better, or compare <run> <run> --judge third.',
    ],
    [
      ['plain', 'better', '--rows', 'heldout'],
      "invalid-usage: Option '--rows <split>' argument 'heldout' is invalid. Allowed choices are held-out, align.",
      'npx vitest-judge compare --help says what it takes.',
    ],
  ] as const)('%j says why', async ([argv, message, hint]) => {
    const { exitCode, stderr, stdout } = await folder.command('compare', ...argv)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toBe(`error ${message}\n  → ${hint}\n`)
  })
})

test('one shard of several is not compared', async () => {
  const shard = { ...runOf('part', { plain: [0] }), complete: false, shard: { index: 1, count: 2 } }
  await folder.write({ '.vitest-judge/runs/part.json': JSON.stringify(shard) })
  expect(await folder.command('compare', 'first', 'part')).toEqual({
    exitCode: 3,
    stdout: '',
    stderr:
      'error cannot-merge: The run part is shard 1 of 2 alone: give the run files of all shards.\n' +
      '  → Make one file of them: npx vitest-judge report --json <run> <run> ... > whole.json\n',
  })
})

test('unscored verdicts of either side are told, and which rows errors are measured on', async () => {
  const rating = (id: string) => {
    const judge = buildJudge(id)
    const valueType = { type: 'number' as const, min: 1, max: 5, integer: true }
    return { ...judge, definition: { ...judge.definition, valueType, passes: { atLeast: 4 } } }
  }
  const rows = Array.from({ length: 40 }, (_, index) => {
    const truth = 1 + (index % 5)
    return buildRow(`row-${index}`, [
      buildVerdict('whole', truth, truth),
      buildVerdict('partly', index < 10 ? undefined : truth, truth),
    ])
  })
  await folder.write({
    'ratings.json': JSON.stringify(
      buildRun([buildSuite('Stars', [rating('whole'), rating('partly')], rows)], { id: 'ratings' }),
    ),
  })
  const { stdout } = await folder.command('compare', 'whole', 'partly', '--run', 'ratings.json', '--explain')
  const text = stdout.replaceAll(/\s+/g, ' ')
  expect(text).toMatch(
    /partly: accuracy 75\.0 % \[.*?\], kappa \S+, 10 unscored, off by 0 on average on 30 scored rows/,
  )
  expect(text).toMatch(/whole: accuracy 100\.0 % \[.*?\], kappa 1\.000, off by 0 on average, bias none/)
  expect(text).toContain('Mean absolute errors are measured on the rows that each scored: 40 and 30.')
})

import { beforeAll, describe, expect, test } from 'vitest'
import type { Run, RunJudge } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()

/** What differs of a run from the first one. */
interface Differences {
  /** Rows from this one on have another output. */
  changedFrom?: number
  /** Rows below this one are failed. */
  failedBelow?: number
  /** Rows from this one on are failed. */
  failedFrom?: number
  judge?: RunJudge
  recorded?: boolean
  hasTruth?: boolean
}

const plain = buildJudge('helpful')
const otherModel: RunJudge = {
  ...plain,
  fingerprint: 'a'.repeat(16),
  definition: { ...plain.definition, model: 'gpt-5' },
}

/** Eighty rows that truly pass, with outputs, and one judge that passes all but those named. */
function runOf(id: string, differences: Differences = {}): Run {
  const {
    changedFrom = 80,
    failedBelow = 0,
    failedFrom = 80,
    judge = plain,
    recorded = false,
    hasTruth = true,
  } = differences
  const rows = Array.from({ length: 80 }, (_, index) => {
    const verdict = index < failedBelow || index >= failedFrom ? 'no' : 'yes'
    const output = index >= changedFrom ? 'new' : 'old'
    return buildRow(
      `row-${index}`,
      [buildVerdict('helpful', verdict, hasTruth ? 'yes' : undefined, { recorded })],
      { sampleId: `${output}-${index}`, outputs: { text: output } },
    )
  })
  return buildRun([buildSuite('Support', [judge], rows)], { id })
}

beforeAll(() =>
  folder.writeRuns(
    runOf('judge', { judge: otherModel, failedBelow: 20 }),
    runOf('system', { changedFrom: 40, failedFrom: 60 }),
    runOf('both', { judge: otherModel, changedFrom: 40, failedBelow: 20, failedFrom: 42 }),
    runOf('few', { changedFrom: 29, failedFrom: 60 }),
    runOf('recorded', { changedFrom: 40, failedFrom: 60, recorded: true }),
    runOf('unlabelled-before', { hasTruth: false }),
    runOf('unlabelled', { hasTruth: false, judge: otherModel, failedBelow: 20 }),
    runOf('same', { judge: otherModel }),
    runOf('first'),
  ),
)

const compared = async (...argv: string[]) => {
  const { stdout, stderr, exitCode } = await folder.command('compare', ...argv)
  expect(stderr).toBe('')
  return { text: stdout.replaceAll(/\s+/g, ' '), lines: stdout.split('\n'), exitCode }
}

describe('compare of two runs puts the shift where it belongs', () => {
  test.for([
    ['judge', '-25.0 points', 'none, no output differs', 'it is the judge that moved; the system under'],
    ['system', '0.0 points', '-25.0 points', 'it is the system under test that moved; the judge is not'],
    ['both', '-50.0 points', '-22.5 points', 'both moved, the judge and the system under test'],
  ] as const)('only %s', async ([run, judge, system, cause]) => {
    const { text, lines } = await compared('first', run)
    expect(text).toContain(`the judge's part: ${judge}`)
    expect(text).toContain(`the system's part: ${system}`)
    expect(text).toContain(`so ${cause}`)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('in figures, as JSON', async () => {
    const { stdout } = await folder.command('compare', 'first', 'both', '--json')
    expect(JSON.parse(stdout)).toMatchObject([
      {
        judgeChanges: ['model'],
        shift: {
          total: { before: 1, after: 22 / 80, toFail: 58 },
          judge: { rows: 40, toPass: 0, toFail: 20, difference: -0.5 },
          cause: 'both',
          anchors: 40,
          changed: 40,
          replayed: 0,
        },
      },
    ])
  })

  test('and refuses below 30 byte-identical rows', async () => {
    const { text, exitCode } = await compared('first', 'few')
    expect(text).toContain(
      "the judge's part of it cannot be told from the system's: 29 of 80 rows are byte-identical in both runs, and 30 are needed",
    )
    expect(text).not.toContain("system's part:")
    expect(exitCode).toBe(0)
  })

  test('says where recorded verdicts hide what a provider changed', async () => {
    expect((await compared('first', 'recorded')).text).toContain(
      '40 of the 40 byte-identical rows have a recorded verdict: they show nothing of a model',
    )
  })

  test('without any truth, which is no reason to end with 3', async () => {
    const { text, exitCode } = await compared('unlabelled-before', 'unlabelled', '--explain')
    expect(text).toContain('so it is the judge that moved')
    expect(text).toContain('byte for byte the same in both runs can move by the judge alone')
    expect(exitCode).toBe(0)
  })
})

describe('compare --fail-on-shift, for a nightly job,', () => {
  test.for([
    ['first', 'judge', 1],
    ['first', 'both', 1],
    ['first', 'system', 0],
    ['first', 'few', 3],
    ['first', 'recorded', 3],
    ['unlabelled-before', 'unlabelled', 1],
  ] as const)('of %s and %s ends with %i', async ([before, now, exitCode]) => {
    const shown = await compared(before, now, '--fail-on-shift')
    expect(shown).toEqual({ ...(await compared(before, now)), exitCode })
  })

  test('is about two runs', async () => {
    expect(await folder.command('compare', 'helpful', 'polite', '--fail-on-shift')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error invalid-usage: compare was given the judges helpful and polite, and --fail-on-shift, which is about a judge in two runs; expected two runs.\n  → Write npx vitest-judge compare <run> <run> --fail-on-shift.\n',
    })
  })
})

describe('a changed judge', () => {
  test('is said to be equivalent with what has changed and the band', async () => {
    const { text } = await compared('first', 'same')
    expect(text).toContain(
      'changed: model; helpful in same is equivalent to helpful in first: 0.0 points, 90 % interval',
    )
    expect(text).toContain('band ±5 points')
  })

  test('is worse', async () => {
    expect((await compared('first', 'judge')).text).toContain(
      'changed: model; helpful in judge is worse than helpful in first: -25.0 points',
    )
  })

  test('cannot be judged by a band that is too narrow for the rows', async () => {
    const { text } = await compared('first', 'same', '--band', '0.01')
    expect(text).toMatch(/cannot tell whether .* band ±1 points; about [\d,]+ rows would settle it/)
  })

  test.for(['0', '1', 'five', ''])('needs a band between 0 and 1, not %j', async (band) => {
    const { exitCode, stderr } = await folder.command('compare', 'first', 'same', '--band', band)
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `error invalid-usage: compare was given --band ${band}; expected a share between 0 and 1.\n  → Write --band 0.05 for 5 points.\n`,
    })
  })
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GateOptions } from '../../src/contract/index.ts'
import { buildJudge, buildRows, buildRun, buildSuite } from '../agreement/build-run.ts'
import { configWith } from '../suite/project.ts'
import { commandAt, commandFolder } from './in-process.ts'
import { commandProject, type CommandProject } from './project.ts'

/** 60 rows; `good` errs on three, `fair` on nine and leaves two unscored, and half of the rows are German. */
const evalFile = `
  import { evaluate } from 'vitest-judge'
  import { polite } from '#polite'
  const right = ({ inputs }) => (inputs.number % 2 ? 'yes' : 'no')
  const wrong = ({ inputs }) => (inputs.number % 2 ? 'no' : 'yes')
  evaluate('Politeness', {
    rows: Array.from({ length: 60 }, (_, number) => ({
      id: 'row ' + number,
      inputs: { number, language: number % 4 < 2 ? 'de' : 'en' },
      tags: [number < 40 ? 'short' : 'long'],
    })),
    predict: ({ number }) => (number % 2 ? 'please' : 'Now!'),
    truth: {
      good: (seen) => (seen.inputs.number < 3 ? wrong(seen) : right(seen)),
      fair: (seen) => (seen.inputs.number < 9 ? wrong(seen) : right(seen)),
    },
    judges: [polite('good'), polite('fair')],
  })`

/** What a gate is configured with, and the exit code that it leads to. */
const cases: [name: string, gate: GateOptions, exitCode: number, ...args: string[]][] = [
  ['a bound that reaches the threshold', { good: { accuracy: 0.8 } }, 0],
  ['a figure below the threshold', { fair: { accuracy: 0.9 } }, 1],
  ['an undecided one', { good: { accuracy: 0.9 } }, 1],
  ['an undecided one that only warns', { good: { accuracy: 0.9 }, inconclusive: 'warn' }, 0],
  ['several thresholds', { good: { accuracy: 0.8, passRecall: 0.7, failRecall: 0.99, kappa: 0.6 } }, 1],
  ['too few rows of a truth', { good: { balancedAccuracy: 0.5, minRowsPerClass: 50 } }, 1],
  ['slices', { good: { slices: { long: { accuracy: 0.7 }, 'inputs.language=de': { accuracy: 0.95 } } } }, 1],
  ['two judges', { good: { accuracy: 0.87 }, fair: { accuracy: 0.75 } }, 0],
  ['two judges and Holm', { good: { accuracy: 0.87 }, fair: { accuracy: 0.75 }, holm: true }, 1],
  ['a threshold that so many rows cannot show', { good: { accuracy: 0.97 } }, 1],
  ['a baseline that is not there', { good: { baseline: 'no-such-run' } }, 3],
  ['a part of the rows', { good: { accuracy: 0.99 } }, 0, '-t', 'row 1'],
  ['a part of the rows where all are asked for', { requireComplete: true }, 3, '-t', 'row 1'],
]

describe('the command and the reporter', { timeout: 60_000 }, () => {
  let project: CommandProject
  beforeAll(async () => {
    project = await commandProject({ 'evals/gate.eval.ts': evalFile })
  })
  afterAll(() => project[Symbol.asyncDispose]())

  // Each costs a run of Vitest: every fourth here, all where time is no matter.
  test.for(cases.filter((_, index) => process.env['LONG'] || index % 6 === 0))(
    'decide alike: %s',
    async ([, gate, exitCode, ...args]) => {
      await project.write({ 'vitest.config.ts': await configWith({ judges: { gate, alignShare: 0.01 } }) })
      const run = await project.vitest(['run', 'evals', ...args])
      expect(run.exitCode).toBe(exitCode)
      if (run.run === undefined) throw new Error(run.stderr)
      if (Object.keys(run.run.gate.thresholds).length === 0) return
      const command = await commandAt(project.root, ['gate'])
      expect(command.exitCode).toBe(exitCode)
      const gates = /^Gates\n[\s\S]*?\n(?=\n)/m
      expect(gates.exec(`${command.stdout}\n\n`)?.[0]).toBe(gates.exec(run.stdout)?.[0])
    },
  )
})

describe('thresholds on the command line', () => {
  const folder = commandFolder()
  const judges = [buildJudge('plain'), buildJudge('other')]
  const suite = buildSuite('PubMed', judges, buildRows('plain', 95, 100))
  beforeAll(() => folder.writeRuns(buildRun([suite], { gate: { thresholds: { plain: { accuracy: 0.8 } } } })))

  const outcomes = async (...argv: string[]) => {
    const { exitCode, stdout, stderr } = await folder.command('gate', ...argv, '--json')
    expect(stderr).toBe('')
    const { gates } = JSON.parse(stdout) as { gates: { judge: string; part?: string; outcome: string }[] }
    return [
      exitCode,
      ...gates.map(({ judge, part, outcome }) => [judge, ...(part ? [part] : []), outcome].join(' ')),
    ]
  }

  test('are added to the gates that the run carries', async () => {
    expect(await outcomes()).toEqual([0, 'plain pass'])
    expect(await outcomes('--accuracy', '0.999')).toEqual([1, 'plain fail'])
    expect(await outcomes('--fail-recall', '0.97')).toEqual([1, 'plain fail'])
    expect(await outcomes('--slice', 'none:accuracy=0.5')).toEqual([
      3,
      'plain pass',
      'plain slice none no-rows',
    ])
  })

  test('are told to GitHub Actions as the reporter tells them', async () => {
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder.root, 'summary.md') }
    const failed = await folder.commandIn(environment, 'gate', '--accuracy', '0.999')
    expect(failed.stdout).toContain('\n::error title=plain · failed,file=')
    expect(await readFile(environment.GITHUB_STEP_SUMMARY, 'utf8')).toContain('plain · failed')
    const json = await folder.commandIn({ GITHUB_ACTIONS: 'true' }, 'gate', '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({ exitCode: 0 })
  })

  test('may name a judge', async () => {
    expect(await outcomes('--judge', 'PubMed > plain', '--accuracy', '0.95')).toEqual([
      1,
      'PubMed > plain inconclusive'.replace('PubMed > ', ''),
    ])
    expect(await outcomes('--judge', 'other', '--accuracy', '0.5')).toEqual([3, 'other no-rows'])
  })

  test('and settings replace those of the run', async () => {
    expect(await outcomes('--accuracy', '0.95', '--inconclusive', 'warn')).toEqual([0, 'plain inconclusive'])
  })

  test('are held to a baseline, a run by its id', async () => {
    const before = buildRun([buildSuite('PubMed', judges, buildRows('plain', 100, 100))], { id: 'before' })
    await folder.write({ '.vitest-judge/runs/before.json': JSON.stringify(before) })
    expect(await outcomes('--baseline', 'before')).toEqual([1, 'plain pass', 'plain against before fail'])
    expect(await outcomes('--baseline', 'before', '--tolerance', '0.06')).toEqual([
      0,
      'plain pass',
      'plain against before pass',
    ])
  })

  test('hold the baseline of the run to another tolerance', async () => {
    const before = buildRun([buildSuite('PubMed', judges, buildRows('plain', 100, 100))], { id: 'before' })
    const gates = [{ baseline: 'before' }, { baseline: { from: 'before', tolerance: 0.01 } }]
    const runs = gates.map((plain, place) =>
      buildRun([suite], { id: `held-${place}`, gate: { thresholds: { plain, other: { minRows: 1 } } } }),
    )
    await folder.write(
      Object.fromEntries([before, ...runs].map((run) => [`${run.id}.json`, JSON.stringify(run)])),
    )
    await folder.write({ '.vitest-judge/runs/before.json': JSON.stringify(before) })
    const against = (outcome: string) => ['plain pass', `plain against before ${outcome}`, 'other no-rows']
    for (const run of ['held-0.json', 'held-1.json']) {
      expect(await outcomes(run)).toEqual([3, ...against('fail')])
      expect(await outcomes(run, '--tolerance', '0.06')).toEqual([3, ...against('pass')])
    }
  })

  test('decide about all shards of a run together, and about none of them alone', async () => {
    const rows = buildRows('plain', 95, 100)
    const shards = [rows.slice(0, 50), rows.slice(50)].map((part, place) => ({
      ...buildRun([buildSuite('PubMed', judges, part)], {
        gate: { thresholds: { plain: { accuracy: 0.8 } } },
      }),
      id: `shard-${place + 1}`,
      complete: false,
      partial: [`it is shard ${place + 1} of 2`],
      shard: { index: place + 1, count: 2 },
    }))
    await folder.write(Object.fromEntries(shards.map((run) => [`${run.id}.json`, JSON.stringify(run)])))
    expect(await folder.command('gate', 'shard-1.json')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'error cannot-merge: The run shard-1 is shard 1 of 2 alone: give the run files of all shards.\n' +
        '  → Name them all: npx vitest-judge gate <run> <run> ...\n',
    })
    const shown = await folder.command('report', 'shard-1.json')
    expect(shown.exitCode).toBe(3)
    expect(shown.stdout).toMatch(/^PubMed · held-out rows/)
    expect(shown.stdout.split('\n\n').at(-1)).toBe(
      'No whole run, but shard 1 of 2 alone: give the run files of all shards.\n',
    )
    expect((await folder.command('report', 'shard-1.json', '--json')).exitCode).toBe(3)
    expect((await folder.command('report', 'shard-1.json', 'shard-2.json')).exitCode).toBe(0)
    expect(await outcomes('shard-2.json', 'shard-1.json')).toEqual([0, 'plain pass'])
    expect(await outcomes('shard-1.json', 'shard-2.json', '--accuracy', '0.999')).toEqual([1, 'plain fail'])
  })

  test('that are none are said to be none', async () => {
    const { exitCode, stdout } = await folder.command('gate', '--judge', 'other')
    expect(exitCode).toBe(3)
    expect(stdout.split('\n').slice(1, 3)).toEqual([
      'other: no threshold set: only unscored verdicts and the constant answer are',
      'looked at',
    ])
    expect((await folder.command('gate', '--judge', 'other', '--accuracy', '0.5')).stdout).not.toContain(
      'no threshold set',
    )
  })

  test('and why verdicts are unscored, where too many are', async () => {
    const rows = buildRows('plain', 90, 100, { unscored: 10 })
    const run = buildRun([buildSuite('PubMed', judges, rows)], { id: 'silent' })
    await folder.write({ 'silent.json': JSON.stringify(run) })
    const { stdout } = await folder.command('gate', 'silent.json', '--judge', 'plain', '--accuracy', '0.8')
    expect(stdout).toContain('\n\n  plain, unscored: 10 malformed (row row-91: no JSON)\n')
  })

  test('that are those of the run are said to be so', async () => {
    const line = 'thresholds: those of the run, set in vitest.config.ts'
    expect((await folder.command('gate')).stdout.split('\n').slice(0, 2)).toEqual([
      'run run-1, 2026-11-23T12:00:00.000Z, held-out rows',
      line,
    ])
    for (const given of [
      ['--judge', 'other'],
      ['--accuracy', '0.5'],
      ['--slice', 'none:accuracy=0.5'],
      ['--baseline', 'before'],
    ]) {
      expect((await folder.command('gate', ...given)).stdout).not.toContain(line)
    }
    expect((await folder.command('gate', '--inconclusive', 'warn')).stdout).toContain(line)
  })

  test.for([
    [['--acuracy', '0.9'], "error invalid-usage: Unknown option '--acuracy'. Did you mean --accuracy?"],
    [
      ['--accuracy', '90'],
      "error invalid-usage: Option '--accuracy <share>' argument '90' is invalid. " +
        'Expected a share from 0 to 1, received "90". Write 0.9 for 90 %.',
    ],
    [
      ['--slice', 'long'],
      "error invalid-usage: Option '--slice <slice>' argument 'long' is invalid. Expected 'slice:accuracy=0.7', " +
        'with thresholds such as accuracy, failRecall or minRows; received "long".',
    ],
    [
      ['--judge', 'plane'],
      'error unknown-judge: The run run-1 has no judge plane, which --judge names; it has plain, other, PubMed > plain, PubMed > other.',
    ],
    [
      ['--tolerance', '0.1'],
      'error invalid-usage: --tolerance 0.1 was given without a baseline to hold against: --baseline names none, and neither do the gates of the run.',
    ],
    [
      ['--min-rows', '0'],
      "error invalid-usage: Option '--min-rows <number>' argument '0' is invalid. Expected a whole number above 0, received \"0\".",
    ],
  ] as const)('%j are refused', async ([argv, message]) => {
    const { exitCode, stdout, stderr } = await folder.command('gate', ...argv)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr.split('\n')[0]).toBe(message)
    if (argv[0] === '--judge') expect(stderr.split('\n')[1]).toBe('  → Write --judge plain.')
  })

  test('cannot be applied to a cut-off run file', async () => {
    const whole = await readFile(join(folder.root, '.vitest-judge/latest.json'), 'utf8')
    await folder.write({ 'cut.json': whole.slice(0, 500) })
    const { exitCode, stderr } = await folder.command('gate', 'cut.json', '--accuracy', '0.9')
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/^error damaged-file: .*cut\.json is damaged: it is not JSON/)
  })

  test('are asked for where the run carries no gate', async () => {
    await folder.write({ 'bare.json': JSON.stringify(buildRun([suite], { id: 'bare' })) })
    expect(await folder.command('gate', 'bare.json')).toMatchObject({
      exitCode: 2,
      stderr:
        'error invalid-usage: The run bare carries no gate, and none was given; expected a threshold of either.\n' +
        '  → Give thresholds: npx vitest-judge gate --accuracy 0.8, or configure judges({ gate }) and run again.\n',
    })
    expect((await folder.command('gate', 'bare.json', '--accuracy', '0.8')).exitCode).toBe(3)
  })
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GateOptions } from '../../src/contract/index.ts'
import { buildJudge, buildRows, buildRun, buildSuite } from '../agreement/build-run.ts'
import { configWith } from '../suite/project.ts'
import { commandFolder } from './in-process.ts'
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
  ['two suites and Holm', { good: { accuracy: 0.86 }, fair: { accuracy: 0.7 }, holm: true }, 1],
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

  test.for(cases)('decide alike: %s', async ([, gate, exitCode, ...args]) => {
    await project.write({ 'vitest.config.ts': configWith({ judges: { gate, alignShare: 0.01 } }) })
    const run = await project.vitest(['run', 'evals', ...args])
    expect(run.exitCode).toBe(exitCode)
    if (Object.keys(run.run?.gate.thresholds ?? {}).length === 0) return
    const command = await project.judge(['gate'])
    expect(command.exitCode).toBe(exitCode)
    const gates = /^Gates\n[\s\S]*?\n(?=\n)/m
    expect(gates.exec(`${command.stdout}\n\n`)?.[0]).toBe(gates.exec(run.stdout)?.[0])
  })
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

  test.for([
    [['--acuracy', '0.9'], "error invalid-usage: Unknown option '--acuracy'"],
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
      'error unknown-judge: The gate `plane` matches no judge of this run; expected one of: `plain`, `PubMed > plain`, `other`, `PubMed > other`.',
    ],
    [
      ['--tolerance', '0.1'],
      'error invalid-usage: --tolerance 0.1 was given without a baseline to hold against.',
    ],
    [
      ['--min-rows', '0'],
      "error invalid-usage: Option '--min-rows <number>' argument '0' is invalid. Expected a whole number above 0, received \"0\".",
    ],
  ] as const)('%j are refused', async ([argv, message]) => {
    const { exitCode, stdout, stderr } = await folder.command('gate', ...argv)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr.split('\n')[0]).toBe(message)
    if (argv[0] === '--acuracy') expect(stderr).toContain('(Did you mean --accuracy?)')
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
        'error invalid-usage: The run bare carries no gate, and none was given.\n' +
        '  → Give thresholds: npx vitest-judge gate --accuracy 0.8, or configure judges({ gate }) and run again.\n',
    })
    expect((await folder.command('gate', 'bare.json', '--accuracy', '0.8')).exitCode).toBe(3)
  })
})

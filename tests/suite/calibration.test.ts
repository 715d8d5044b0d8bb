import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { GateOptions } from '../../src/contract/index.ts'
import { commandProject, type CommandProject } from '../cli/project.ts'
import { report } from './brief.ts'
import { configWith } from './project.ts'

const run = promisify(execFile)

/** 60 rows; the judge goes by a please, and with WORSE set overlooks it in ten answers. */
const measured = (rows = 60) => `
  import { evaluate } from 'vitest-judge'
  import { polite } from '#polite'
  const judge = polite('polite', {
    instructions: 'Is {{ outputs }} polite?',
    ...(process.env.WORSE && {
      model: async ({ messages }) => {
        const number = Number(/please (\\d+)/.exec(messages.at(-1).content)?.[1] ?? NaN)
        return JSON.stringify({ result: number > 20 ? 'yes' : 'no', rationale: 'So it seems.' })
      },
    }),
  })
  evaluate('Politeness', {
    rows: Array.from({ length: ${rows} }, (_, index) => ({ id: 'row ' + index, inputs: index })),
    predict: (inputs) => (inputs % 2 ? 'please ' + inputs : 'Now! ' + inputs),
    truth: ({ inputs }) => ((inputs % 2 === 1) === inputs > 2 ? 'yes' : 'no'),
    judges: [judge],
  })`

const used = (options: string, instructions = 'Is {{ outputs }} polite?') => `
  import { test } from 'vitest'
  import { polite } from '#polite'
  const judge = polite('polite', { instructions: ${JSON.stringify(instructions)} })
  test('a rude answer', async ({ expect }) => {
    await expect({ id: 'rude', inputs: 'Help?', outputs: 'No!' }).toPassJudge(judge${options})
  })`

/** What the report says of the comparison with the baseline, in one line. */
const against = (stdout: string, root: string) =>
  /[✓✗!] polite · against [^\n]*(\n {4}[^\n]*)+/.exec(report(stdout, root))?.[0].replaceAll(/\s+/g, ' ')

describe('a calibration', { timeout: 90_000 }, () => {
  let project: CommandProject
  const config = async (gate: GateOptions) => ({
    'vitest.config.ts': await configWith({ judges: { gate, alignShare: 0.01 } }),
  })
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: project.root })
  const failure = async (eval_: string) => {
    await project.write({ 'unit/used.test.ts': eval_ })
    const { stdout, stderr, exitCode } = await project.vitest(['run', 'unit'])
    return { exitCode, text: stdout + stderr }
  }

  beforeAll(async () => {
    project = await commandProject({ ...(await config({})), 'evals/polite/polite.eval.ts': measured() }, {})
    await git('init', '--quiet')
    await project.vitest(['run', 'evals'])
  })
  afterAll(() => project[Symbol.asyncDispose]())

  test('that is required and not there fails the test before the judge is asked', async ({ expect }) => {
    await project.asked()
    const { exitCode, text } = await failure(used(', { requireCalibration: true }'))
    expect(exitCode).toBe(1)
    expect(text).toContain('toPassJudge requires a calibration of polite that fits, and there is no ')
    expect(text).toContain('then npx vitest-judge calibrate --judge polite, and commit the file.')
    expect(await project.asked()).toEqual([])
  })

  test.runIf(process.env['LONG'])(
    'that fits is believed, and tells how often the judge is right',
    async ({ expect }) => {
      await project.vitest(['run', 'evals'])
      expect((await project.judge(['calibrate'])).exitCode).toBe(0)
      const { text } = await failure(used(", { requireCalibration: 'evals/polite/calibration' }"))
      expect(text).toMatch(
        /judge {5}polite: pass-recall 9\d\.\d % \[\d+\.\d, \d+\.\d\], fail-recall 9\d\.\d % \[\d+\.\d, \d+\.\d\] on \d\d held-out rows/,
      )
      expect((await failure(used(''))).text).not.toContain('pass-recall')
    },
  )

  test.runIf(process.env['LONG'])('of a judge that has changed since is not believed', async ({ expect }) => {
    const { text } = await failure(
      used(
        ", { requireCalibration: new URL('../evals/polite/calibration', import.meta.url) }",
        'Is {{ outputs }} kind?',
      ),
    )
    expect(text).toContain(
      'toPassJudge requires a calibration of polite that fits, and instructions have changed since',
    )
  })

  test.runIf(process.env['LONG'])(
    'committed to git is a baseline that a worse judge does not pass',
    async ({ expect }) => {
      await git('add', 'evals')
      await git('commit', '--quiet', '--message', 'Calibrate')
      await project.write(await config({ polite: { baseline: 'HEAD' } }))
      const same = await project.vitest(['run', 'evals'])
      expect(same.exitCode).toBe(0)
      expect(against(same.stdout, project.root)).toMatch(
        /^✓ polite · against HEAD · passed Accuracy 95\.0 % against 95\.0 % in the baseline HEAD on the same 60 held-out rows: no drop;/,
      )
      const worse = await project.vitest(['run', 'evals'], { WORSE: '1' })
      expect(worse.exitCode).toBe(1)
      expect(against(worse.stdout, project.root)).toBe(
        '✗ polite · against HEAD · failed Accuracy 81.7 % against 95.0 % in the baseline HEAD on the same 60 held-out rows: a drop of 13.3 points, significant (one-sided mid-p .006) and more than the 2.0 allowed; a drop of 12.9 points or more would have been seen four times in five.',
      )
    },
  )

  test.runIf(process.env['LONG'])(
    'of other rows, and a revision that is not there, are no baseline: exit 3',
    async ({ expect }) => {
      await project.write({ 'evals/polite/polite.eval.ts': measured(70) })
      const other = await project.vitest(['run', 'evals'])
      expect(other.exitCode).toBe(3)
      expect(against(other.stdout, project.root)).toBe(
        '! polite · against HEAD · no baseline The baseline HEAD cannot be compared with: it has other rows: row 60, row 61, row 62 and 7 more not in it.',
      )
      const gate = await project.judge(['gate', '--baseline', 'nowhere'])
      expect(gate.exitCode).toBe(3)
      expect(gate.stdout).toContain('There is no file, no run and no git revision nowhere')
    },
  )
})

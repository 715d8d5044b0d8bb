import { stripVTControlCharacters } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { runSchema } from '../../src/contract/index.ts'
import { commandProject, type CommandProject } from './project.ts'

const long =
  'a_judge_with_a_name_that_is_far_longer_than_any_column_of_a_report_and_wider_than_80_columns_too'
const folder = `evals/${'a-folder-whose-name-goes-on/'.repeat(4)}`

/** Names, texts and folders that are wider than a terminal; the judge is wrong on every row. */
const files = {
  [`${folder}long.eval.ts`]: `
    import { aligned, evaluate, makeJudge } from 'vitest-judge'
    const judge = makeJudge({ name: '${long}', instructions: 'Is {{ outputs }} right?', values: ['yes', 'no'] })
    evaluate('${'A suite with a long name '.repeat(5)}', {
      rows: Array.from({ length: 8 }, (_, index) => ({
        id: 'row ' + index + ' ' + 'x'.repeat(90),
        inputs: { text: 'word '.repeat(60) + '\\u001B[2J' },
      })),
      predict: () => ({ answer: 'long '.repeat(40) }),
      truth: () => 'no',
      judges: [judge, aligned(judge)],
    })`,
}

let judged: CommandProject
let runId: string
let printed: string

beforeAll(async () => {
  judged = await commandProject(files)
  const { run, stdout } = await judged.vitest(['run', 'evals'])
  runId = run?.id ?? ''
  printed = stdout
  return () => judged[Symbol.asyncDispose]()
}, 60_000)

const tooWide = (text: string, width: number) =>
  text.split('\n').filter((line) => stripVTControlCharacters(line).length > width)

describe.concurrent('report', { timeout: 60_000 }, () => {
  test('shows the run again as Vitest showed it, the latest by default, else by id or path', async () => {
    const shown = await judged.judge(['report'])
    expect({ exitCode: shown.exitCode, stderr: shown.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(shown.stdout.length).toBeGreaterThan(500)
    expect(printed).toContain(shown.stdout)
    expect(await judged.judge(['report', runId])).toEqual(shown)
    expect(await judged.judge(['report', `.vitest-judge/runs/${runId}.json`])).toEqual(shown)
  })

  test('gives the run file as JSON', async () => {
    const { exitCode, stdout } = await judged.judge(['report', '--json'])
    expect(exitCode).toBe(0)
    const run = runSchema.parse(JSON.parse(stdout))
    expect(run).toEqual(JSON.parse(await judged.read('.vitest-judge/latest.json')))
    expect(run.id).toBe(runId)
  })

  test('of runs that do not make one run says why, and ends with 3', async () => {
    expect(await judged.judge(['report', runId, '.vitest-judge/latest.json'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        `error cannot-merge: ${runId} and .vitest-judge/latest.json are the same run ${runId}; expected different runs.\n` +
        '  → Name each run once.\n',
    })
  })

  test('of a run that is not there names what was expected', async () => {
    expect(await judged.judge(['report', 'yesterday'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error no-run: There is no run yesterday; expected a path or an id in .vitest-judge/runs.\n' +
        '  → Run the evaluations first: npx vitest run evals.\n',
    })
  })
})

const isLong = Boolean(process.env['LONG'])
const commands = [['report'], ['align', '--dry-run']]

test(
  'neither report nor align prints a line wider than the terminal, nor what a model puts into a text',
  { timeout: 60_000 },
  async () => {
    for (const [width, color] of [
      [80, false],
      [40, true],
      ...(isLong
        ? ([
            [80, true],
            [40, false],
          ] as const)
        : []),
    ] as const) {
      const environment = { COLUMNS: String(width), ...(color && { NO_COLOR: '', FORCE_COLOR: '1' }) }
      for (const command of isLong ? [...commands, ['align', '--dry-run', '--feedback', 'none']] : commands) {
        const { exitCode, stdout } = await judged.program(command, { environment })
        expect({ command, exitCode, tooWide: tooWide(stdout, width) }).toEqual({
          command,
          exitCode: 0,
          tooWide: [],
        })
        expect(stdout).not.toContain('\u001B[2J')
      }
    }
  },
)

test.each([
  [{ NO_COLOR: '' }, false],
  [{ NO_COLOR: '', FORCE_COLOR: '1' }, true],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  [{ NO_COLOR: '', FORCE_COLOR: '0' }, false],
])(
  'with %j colour is %s, and the text is the same',
  { timeout: 60_000 },
  async (environment: Record<string, string>, color) => {
    const plain = await judged.judge(['report'])
    const { stdout } = await judged.program(['report'], { environment })
    expect(stdout.includes('\u001B[')).toBe(color)
    expect(stripVTControlCharacters(stdout)).toBe(plain.stdout)
  },
)

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { glob } from 'tinyglobby'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { commandProject, type CommandProject } from '../cli/project.ts'
import { blocksIn } from './pages.ts'
import { shellCommands } from './shell-lines.ts'
import { root } from './source-files.ts'

/** One step of a job, as GitHub reads it. */
interface Step {
  uses?: string
  run?: string
  if?: string
  env?: Record<string, string>
  with?: Record<string, string | number | boolean>
}

/** The workflow, in what of it the test reads. */
interface Workflow {
  jobs: {
    evaluate: { strategy: { matrix: { shard: number[] } }; steps: Step[] }
    gate: { needs: string; steps: Step[] }
  }
}

const source = await readFile(join(root, 'docs/github-workflow.yml'), 'utf8')
const workflow = parse(source) as Workflow

/** An eval file whose judge says yes where the answer matches; the truth agrees with it on the first rows. */
const evalFile = (name: string, right: number) => `
  import { evaluate, makeJudge } from 'vitest-judge'
  evaluate('Suite', {
    rows: Array.from({ length: 60 }, (_, inputs) => ({ id: '${name} ' + inputs, inputs, expectations: 'no. ' + inputs })),
    predict: (inputs) => (inputs % 2 > 0 ? 'no. ' + inputs : 'nothing'),
    truth: ({ inputs }) => ((inputs % 2 > 0) === (inputs < ${right}) ? 'yes' : 'no'),
    judges: [makeJudge({ name: '${name}', instructions: 'Does {{ outputs }} match {{ expectations }}?', values: ['yes', 'no'] })],
  })`

/** A checkout in which the steps of a job run, one after the other; artifacts are folders beside it. */
class Runner {
  readonly #project: CommandProject
  readonly #artifacts: string
  readonly commands: string[] = []
  readonly exitCodes: (number | null)[] = []

  constructor(project: CommandProject, artifacts: string) {
    this.#project = project
    this.#artifacts = artifacts
  }

  async job(steps: readonly Step[], expressions: Record<string, string>): Promise<void> {
    for (const { uses = '', run = '', with: given = {} } of steps) {
      const filled = (text: string) =>
        text.replaceAll(/\$\{\{ (.*?) \}\}/g, (whole, name: string) => expressions[name] ?? whole)
      if (uses.startsWith('actions/upload-artifact')) await this.#move('up', filled(String(given['path'])))
      if (uses.startsWith('actions/download-artifact')) await this.#move('down', String(given['path']))
      for (const { words } of shellCommands(filled(run))) {
        await this.#command(words, / > (\S+)$/.exec(filled(run))?.[1])
      }
    }
  }

  async #move(way: 'up' | 'down', path: string): Promise<void> {
    const here = join(this.#project.root, path)
    const [from, to] = way === 'up' ? [here, this.#artifacts] : [this.#artifacts, here]
    await cp(from, to, { recursive: true })
  }

  async #command(given: readonly string[], output: string | undefined): Promise<void> {
    const { root: cwd } = this.#project
    const words: string[] = []
    for (const word of given) {
      if (word.includes('*')) words.push(...(await glob(word, { cwd })).toSorted())
      else words.push(word)
    }
    this.commands.push(words.join(' '))
    const [program, ...rest] = words
    if (program === 'mkdir') await mkdir(join(cwd, rest.at(-1) ?? ''), { recursive: true })
    else if (program === 'cp') await cp(join(cwd, rest[0] ?? ''), join(cwd, rest[1] ?? ''))
    else if (program === 'gh') await readFile(join(cwd, rest.at(-1) ?? ''), 'utf8')
    else if (rest[0] === 'vitest') {
      const { exitCode } = await this.#project.vitest(rest.slice(1), { CI: 'true' })
      this.exitCodes.push(exitCode)
    } else if (rest[0] === 'vitest-judge') {
      const summary = join(cwd, 'summary.md')
      const environment = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
      const { exitCode, stdout } = await this.#project.judge(rest.slice(1), { environment })
      this.exitCodes.push(exitCode)
      if (output !== undefined) await writeFile(join(cwd, output), stdout)
    } else if (words.join(' ') !== 'npm ci') throw new Error(`no step knows ${words.join(' ')}`)
  }
}

async function checkout(right: number): Promise<CommandProject> {
  const project = await commandProject(
    { 'evals/first.eval.ts': evalFile('first', 60), 'evals/second.eval.ts': evalFile('second', right) },
    { judges: { offline: true, gate: { second: { accuracy: 0.7 }, allowOffline: true } } },
  )
  onTestFinished(() => project[Symbol.asyncDispose]())
  return project
}

/** Runs the whole workflow over a project, each job in the same checkout, which is cleaned in between. */
async function runWorkflow(right: number): Promise<{ runner: Runner; report: string; summary: string }> {
  const project = await checkout(right)
  const { evaluate, gate } = workflow.jobs
  const { shard: shards } = evaluate.strategy.matrix
  const runner = new Runner(project, join(project.root, 'artifacts'))
  const total = String(shards.length)
  for (const shard of shards) {
    await runner.job(evaluate.steps, { 'matrix.shard': String(shard), 'strategy.job-total': total })
  }
  await runner.job(gate.steps, { 'github.event.number': '7' })
  const [report, summary] = await Promise.all([project.read('report.md'), project.read('summary.md')])
  return { runner, report, summary }
}

test(
  'every command of the workflow does its work: shards, merge, report, gate',
  { timeout: 60_000 },
  async () => {
    const { runner, report, summary } = await runWorkflow(60)
    expect(runner.commands).toEqual([
      ...[1, 2].flatMap((shard) => [
        'npm ci',
        `npx vitest run evals --shard=${shard}/2`,
        'mkdir -p runs',
        `cp .vitest-judge/latest.json runs/${shard}.json`,
      ]),
      'npm ci',
      'npx vitest-judge report runs/1.json runs/2.json --markdown',
      'gh pr comment 7 --edit-last --create-if-none --body-file report.md',
      'npx vitest-judge gate runs/1.json runs/2.json',
    ])
    expect(runner.exitCodes).toEqual([0, 0, 0, 0])
    expect(report).toMatch(/^## LLM judges against the truth\n/)
    for (const name of ['first', 'second']) expect(report).toMatch(new RegExp(`\\| *${name} *\\|`))
    expect(summary).toContain('✅ **Suite &gt; second · passed**')
  },
)

test.runIf(process.env['LONG'])(
  'a judge that misses its gate fails the last step alone, after the comment',
  { timeout: 60_000 },
  async () => {
    const { runner, summary } = await runWorkflow(20)
    expect(runner.exitCodes).toEqual([0, 0, 0, 1])
    expect(summary).toContain('❌ **Suite &gt; second · failed**')
  },
)

test('docs/ci.md shows the workflow as the file has it', () => {
  const shown = blocksIn('yaml').filter(({ text }) => text.startsWith('# Evaluations on a pull request'))
  expect(shown.map(({ text, page }) => [page.path, text])).toEqual([['docs/ci.md', source]])
})

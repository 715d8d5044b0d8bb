import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { runSchema, type Run } from '../../src/contract/index.ts'
import { builtPackage } from '../suite/built-package.ts'
import { execute } from './execute.ts'
import { supportFiles } from './support-files.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const vitestPath = 'node_modules/vitest/vitest.mjs'
const commandPath = 'node_modules/vitest-judge/dist/src/cli/main.js'
const snapshotPath = 'evals/__snapshots__/polite.aligned.md'

let folder: string
let unpacked: string
let dependencies: string[]

// Packed of a build of its own: other tests build and read the repository's own dist at the same time.
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'vitest-judge-tarball-')))
  const copy = join(folder, 'repository')
  await cp(await builtPackage(root), join(copy, 'dist'), { recursive: true })
  for (const name of ['package.json', 'README.md']) await cp(join(root, name), join(copy, name))
  const succeed = async (program: string, parameters: readonly string[]) => {
    const { exitCode, stdout, stderr } = await execute(program, parameters, copy)
    if (exitCode !== 0) throw new Error(`${program} ${parameters.join(' ')} failed:\n${stdout}${stderr}`)
  }
  await succeed('npm', ['pack', '--offline', '--ignore-scripts', '--pack-destination', folder])
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? 'no tarball'
  unpacked = join(folder, 'unpacked')
  await mkdir(unpacked)
  await succeed('tar', ['xzf', join(folder, tarball), '--strip-components=1', '-C', unpacked])
  const manifest = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8')) as {
    [kind in 'dependencies' | 'optionalDependencies' | 'peerDependencies']: Record<string, string>
  }
  dependencies = Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  })
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** A project with the unpacked package and, of all else, only what the package declares to depend on. */
async function project(name: string, without?: string) {
  const home = join(folder, name)
  await cp(unpacked, join(home, 'node_modules/vitest-judge'), { recursive: true })
  for (const dependency of dependencies.filter((dependency) => dependency !== without)) {
    const link = join(home, 'node_modules', dependency)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(root, 'node_modules', dependency), link, 'junction')
  }
  for (const [path, text] of Object.entries(supportFiles)) {
    await mkdir(dirname(join(home, path)), { recursive: true })
    await writeFile(join(home, path), text)
  }
  return {
    node: (...parameters: string[]) => execute(process.execPath, parameters, home),
    read: (path: string) => readFile(join(home, path), 'utf8'),
    list: async (path: string) => (await readdir(join(home, path))).toSorted(),
    latest: async () =>
      runSchema.parse(JSON.parse(await readFile(join(home, '.vitest-judge/latest.json'), 'utf8'))),
  }
}

/** Our own part of what a run printed, without what differs from run to run. */
function report(stdout: string): string {
  const own = stdout.slice(stdout.indexOf('Support answers'))
  return own.replace(/tokens: .*/, 'tokens: <counts>').replace(/runs\/\S+\.json/, 'runs/<id>.json')
}

/** What a judge said of every row, and how many examples it was shown. */
function said(run: Run, judge: string): string[] {
  const rows = run.suites.flatMap((suite) => suite.rows)
  return rows.map(({ id, split, verdicts }) => {
    const verdict = verdicts.find((verdict) => verdict.judge === judge)
    if (verdict?.outcome !== 'scored') return `${id} (${split}): ${verdict?.reason}`
    const shown = verdict.guidance === undefined ? '' : `, shown ${verdict.guidance.examples.length}`
    return `${id} (${split}): ${verdict.value}${shown}`
  })
}

describe.concurrent('a project that installed the tarball', { timeout: 60_000 }, () => {
  test('evaluates with one line of configuration, and only when asked to', async ({ expect }) => {
    const { node, latest } = await project('first')

    const evaluation = await node(vitestPath, 'run', 'evals')
    expect(evaluation).toMatchObject({ exitCode: 0 })
    expect(report(evaluation.stdout)).toMatchInlineSnapshot(`
      "Support answers · held-out rows

        judge           rows  unscored  accuracy 95 % interval  pass-recall  fail-recall  balanced  kappa
        polite             5         0    60.0 % [23.1, 88.2]       100.0 %        0.0 %    50.0 %  0.000
        polite@aligned  not asked: no memory yet (run \`npx vitest-judge align\`)
        always yes         5              60.0 % [23.1, 88.2]

        align rows: 3, accuracy 33.3 % – no measure of quality: these rows may teach
        tokens: <counts>

        polite · 2 mismatches
        ✗ invoice · verdict yes, truth no · wrongly passed
          why      Nothing speaks against it.
          inputs   question: A question about my invoice
          outputs  Read the manual.
        ✗ password · verdict yes, truth no · wrongly passed
          why      Nothing speaks against it.
          inputs   question: A question about my password
          outputs  Do it yourself.

      What else the verdicts show
        · polite: too few rows for length and leniency: 5 of 30

      Notes
        · Verdicts come from the offline stand-in, which is no language model.

      Next
        → npx vitest-judge align
        → npx vitest run evals

       Run file: .vitest-judge/runs/<id>.json

      "
    `)
    const run = await latest()
    expect(run).toMatchObject({ complete: true, offline: true })
    expect(said(run, 'polite')).toMatchInlineSnapshot(`
      [
        "refund (heldout): yes",
        "cancel (align): yes",
        "thanks (heldout): yes",
        "invoice (heldout): yes",
        "delay (heldout): yes",
        "password (heldout): yes",
        "colour (align): yes",
        "phone (align): yes",
      ]
    `)
    expect(new Set(said(run, 'polite@aligned').map((line) => line.split(': ')[1]))).toEqual(
      new Set(['not-aligned']),
    )

    const units = await node(vitestPath, 'run')
    expect(units).toMatchObject({ exitCode: 0 })
    expect(units.stdout).toMatch(
      /✓ sum\.test\.js .*\n\n Test Files {2}1 passed \(1\)\n {6}Tests {2}1 passed \(1\)\n/,
    )
    expect(units.stdout.trim().split('\n').at(-1)).toBe(
      ' 1 eval file was not run; run it with: npx vitest run evals',
    )
    expect(await latest()).toEqual(run)
  })

  test('aligns its judge, and the next run asks the aligned one', async ({ expect }) => {
    const { node, latest, list, read } = await project('aligned')
    expect(await node(vitestPath, 'run', 'evals')).toMatchObject({ exitCode: 0 })

    const align = await node(commandPath, 'align')
    expect(align).toMatchObject({ exitCode: 0, stderr: '' })
    expect(align.stdout).toMatchInlineSnapshot(`
      "polite evals/memory/polite
        mismatches  2 align rows judged otherwise than the truth
        written     2 lines of feedback from the truth
        taught by   0 lines of people (HUMAN); 2 lines of the truth (CODE), which count where no person
                    has spoken
        samples     2 new, 0 changed, 0 retracted, 0 as before
        guidelines  0 new, 0 dropped, 0 in all (by offline)
        examples    2 in all
        instructions:
          +# polite@aligned
          +
          +Model: offline  
          +Answers with one of "yes", "no".
          +
          +## Instructions
          +
          +Is {{ outputs }} a polite answer to {{ inputs }}?
          +
          +## Guidelines (0)
          +
          +None.
          +
          +## Examples (2, the 5 nearest are shown)
          +
          +- cancel: "no"
          +- phone: "no"

      Next: npx vitest run evals -u (review the instructions, then judge again)
      "
    `)
    expect(await list('evals/memory/polite')).toEqual(['memory.json', 'vectors.jsonl', 'versions'])

    const next = await node(vitestPath, 'run', 'evals')
    expect(next).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 written') as string })
    expect(next.stderr).not.toContain('exact scan')
    expect(said(await latest(), 'polite@aligned')).toMatchInlineSnapshot(`
      [
        "refund (heldout): yes, shown 2",
        "cancel (align): yes, shown 1",
        "thanks (heldout): yes, shown 2",
        "invoice (heldout): no, shown 2",
        "delay (heldout): yes, shown 2",
        "password (heldout): no, shown 2",
        "colour (align): yes, shown 2",
        "phone (align): yes, shown 1",
      ]
    `)
    expect(await read(snapshotPath)).toMatchInlineSnapshot(`
      "# polite@aligned

      Model: offline  
      Answers with one of "yes", "no".

      ## Instructions

      Is {{ outputs }} a polite answer to {{ inputs }}?

      ## Guidelines (0)

      None.

      ## Examples (2, the 5 nearest are shown)

      - cancel: "no"
      - phone: "no"
      "
    `)
  })

  test.runIf(process.env['LONG'])(
    'judges in a plain script where Vitest is not installed',
    async ({ expect }) => {
      const { node } = await project('script', 'vitest')
      const script = `
      import { makeJudge } from 'vitest-judge'
      await import('vitest').then(() => console.log('Vitest is here'), ({ code }) => console.log(code))
      const polite = makeJudge({ name: 'polite', instructions: 'Is {{ outputs }} polite?', values: ['yes', 'no'] })
      const { outcome, value } = await polite.judge({ inputs: 'Where is my refund?', outputs: 'Please wait.' })
      console.log(outcome, value)`
      expect(await node('--input-type=module', '--eval', script)).toEqual({
        exitCode: 0,
        stdout: 'ERR_MODULE_NOT_FOUND\nscored yes\n',
        stderr: '',
      })
    },
  )

  test('loads an aligned judge from its memory in a plain script where Vitest is not installed', async ({
    expect,
  }) => {
    const { node } = await project('service', 'vitest')
    const memory = join(root, 'evals/pubmed/memory/pubmed_reference_free')
    await cp(memory, join(folder, 'service/memory'), { recursive: true })
    const script = `
      import { loadJudge } from 'vitest-judge'
      await import('vitest').then(() => console.log('Vitest is here'), ({ code }) => console.log(code))
      const judge = await loadJudge('memory')
      const sample = { inputs: { text: 'Adults were randomly assigned to two groups.' }, outputs: { label: 'METHODS' } }
      const { outcome, value, guidance } = await judge.judge(sample)
      console.log(judge.id, outcome, value, guidance.examples.length)
      await loadJudge('nowhere').catch(({ code, exitCode }) => console.log(code, exitCode))`
    expect(await node('--input-type=module', '--eval', script)).toEqual({
      exitCode: 0,
      stdout: 'ERR_MODULE_NOT_FOUND\npubmed_reference_free@aligned scored yes 5\nmissing-file 3\n',
      stderr: '',
    })
  })

  test.runIf(process.env['LONG'])(
    'is told that an exact scan serves where hnswlib-node is not installed',
    async ({ expect }) => {
      const { node, latest } = await project('exact', 'hnswlib-node')
      expect(await node(vitestPath, 'run', 'evals')).toMatchObject({ exitCode: 0 })
      expect(await node(commandPath, 'align')).toMatchObject({ exitCode: 0 })

      const next = await node(vitestPath, 'run', 'evals')
      expect(next).toMatchObject({ exitCode: 0 })
      const notices = next.stdout.replaceAll(/\s+/g, ' ').match(/The HNSW[^.]*\./g)
      expect(notices).toMatchInlineSnapshot(`
      [
        "The HNSW engine hnswlib-node cannot be used (Cannot find package 'hnswlib-node'), so an exact scan searches the memory.",
      ]
    `)
      expect(said(await latest(), 'polite@aligned')).toMatchInlineSnapshot(`
      [
        "refund (heldout): yes, shown 2",
        "cancel (align): yes, shown 1",
        "thanks (heldout): yes, shown 2",
        "invoice (heldout): no, shown 2",
        "delay (heldout): yes, shown 2",
        "password (heldout): no, shown 2",
        "colour (align): yes, shown 2",
        "phone (align): yes, shown 1",
      ]
    `)
    },
  )
})

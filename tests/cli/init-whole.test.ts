import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codeBlocks } from '../repository/code-blocks.ts'
import { builtPackage } from '../suite/built-package.ts'
import { repository } from '../suite/project.ts'
import { commandProject, texts, type CommandProject } from './project.ts'
import { answerAt } from './terminal.ts'

const unitTest = `import { expect, test } from 'vitest'\ntest('a unit test', () => expect(1 + 1).toBe(2))\n`
const noRun = '1 eval file was not run; run it with: npx vitest run evals'

/** A project as people have it, with the built package in its `node_modules` and no configuration but its own. */
async function userProject(files: Record<string, string>): Promise<CommandProject> {
  const project = await commandProject({})
  await rm(join(project.root, 'vitest.config.ts'))
  await project.write(files)
  const home = join(project.root, 'node_modules/vitest-judge')
  await mkdir(home, { recursive: true })
  await cp(await builtPackage(repository), join(home, 'dist'), { recursive: true })
  await cp(join(repository, 'package.json'), join(home, 'package.json'))
  return project
}

/** All files of the user's, by path. */
const own = async (project: CommandProject) =>
  Object.fromEntries(
    Object.entries(texts(await project.files())).filter(
      ([path]) => !/^(node_modules|\.vitest-judge)\//.test(path),
    ),
  )

/**
 * What holds after `init` in any project: evaluations run offline and nothing else does then, unit tests run and no
 * evaluation does then, and a second `init` changes no byte.
 */
async function expectSetUp(project: CommandProject, unitTests: number): Promise<void> {
  const first = await project.judge(['init', '--yes'])
  expect([first.exitCode, first.stderr]).toEqual([0, ''])
  const written = await own(project)

  const evals = await project.vitest(['run', 'evals'])
  expect(evals.stderr).toBe('')
  expect(evals.exitCode).toBe(0)
  expect(evals.stdout).toContain('Tests  5 passed | 1 skipped (6)')
  expect(evals.stdout).toMatch(/^ {2}helpful +2 +0 +50\.0 % /m)
  expect(evals.run?.suites[0]?.rows.map(({ id, split }) => `${id} ${split}`)).toEqual([
    'refund heldout',
    'sign-in align',
    'delivery align',
    'invoice heldout',
    'cancel align',
  ])
  expect(evals.run).toMatchObject({ complete: true, offline: true })

  const unit = await project.vitest(['run'])
  expect(unit.exitCode).toBe(0)
  expect(unit.stdout).toContain(`Tests  ${unitTests} passed (${unitTests})`)
  expect(unit.stdout).toContain(noRun)
  expect(unit.run).toBeUndefined()

  const second = await project.judge(['init', '--yes'])
  expect(second.exitCode).toBe(0)
  expect(second.stdout).toContain('Nothing to do: the project is set up.')
  expect(await own(project)).toEqual(written)
}

describe.concurrent('init, and then Vitest', { timeout: 120_000 }, () => {
  test('in TypeScript with unit tests and plugins of its own', async () => {
    await using project = await userProject({
      'package.json': '{\n  "name": "desk",\n  "type": "module",\n  "scripts": { "test": "vitest run" }\n}\n',
      'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "strict": true } }\n',
      'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import { banner } from "./banner.ts"; // ours

export default defineConfig(async ({ mode }) => ({
  plugins: [
    banner(mode), // says hello
  ],
  test: { include: ['src/**/*.test.ts'] },
}));
`,
      'banner.ts': `import type { Plugin } from 'vite'
export const banner = (mode: string): Plugin => ({ name: 'banner', config: () => ({ define: { MODE: JSON.stringify(mode) } }) })
`,
      'src/sum.test.ts': `import { expect, test } from 'vitest'
declare const MODE: string
test('the plugin is there', () => expect(MODE).toBe('test'))
`,
    })
    await expectSetUp(project, 1)
    expect(await project.read('vitest.config.ts')).toBe(`import { defineConfig } from 'vitest/config'
import { banner } from "./banner.ts"; // ours
import { judges } from "vitest-judge/plugin";

export default defineConfig(async ({ mode }) => ({
  plugins: [
    banner(mode), // says hello
    judges({ offline: true }),
  ],
  test: { include: ['src/**/*.test.ts'] },
}));
`)
  })

  test.runIf(process.env['LONG'])(
    'in JavaScript without a configuration, up to the aligned judge',
    async () => {
      await using project = await userProject({
        'package.json': '{ "name": "shop" }\n',
        'src/sum.test.js': unitTest,
      })
      await expectSetUp(project, 1)
      const evals = await project.vitest(['run', 'evals'])
      expect(evals.exitCode).toBe(0)
      expect((await project.judge(['align'])).exitCode).toBe(0)
      const aligned = await project.vitest(['run', 'evals'])
      expect(aligned.exitCode).toBe(0)
      expect(aligned.stdout).toMatch(/^ {2}helpful@aligned +2 +0 +100\.0 % /m)
      expect((await project.judge(['init', '--yes'])).stdout).toContain('Nothing to do')
    },
  )

  test.runIf(process.env['LONG'])('in a workspace whose packages are projects of Vitest', async () => {
    await using project = await userProject({
      'package.json':
        '{\n\t"workspaces": ["packages/*"],\n\t"type": "module",\n\t"devDependencies": { "vitest": "^5.0.0" }\n}\n',
      'vitest.config.js': `import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['checks/*.test.js'],
    projects: ['packages/*', { test: { name: 'root' } }],
  },
})
`,
      'checks/all.test.js': unitTest,
      'packages/a/package.json': '{ "name": "a", "type": "module" }\n',
      'packages/a/vitest.config.js': `export default { test: { name: 'a' } }\n`,
      'packages/a/sum.test.js': unitTest,
      'packages/b/package.json': '{ "name": "b", "type": "module" }\n',
      'packages/b/vitest.config.js': `export default { test: { name: 'b' } }\n`,
      'packages/b/sum.test.js': unitTest,
    })
    await expectSetUp(project, 3)
  })

  test.runIf(process.env['LONG'])('with a CommonJS configuration', async () => {
    await using project = await userProject({
      'package.json': '{ "name": "old" }\n',
      'vitest.config.js': `const { defineConfig } = require('vitest/config')\n\nmodule.exports = defineConfig({ test: {} })\n`,
      'src/sum.test.js': unitTest,
    })
    await expectSetUp(project, 1)
  })

  test.runIf(process.env['LONG'])("as docs/getting-started.md goes on, with rows of one's own", async () => {
    const page = await readFile(join(repository, 'docs/getting-started.md'), 'utf8')
    const block = (path: string) => {
      const found = codeBlocks(page).find(({ text }) => text.startsWith(`// ${path}\n`))
      if (found === undefined) throw new Error(`the page has no ${path}`)
      return found.text
    }
    await using project = await userProject({ 'package.json': '{ "name": "first" }\n' })
    await project.judge(['init', '--yes'])
    const answers = [
      'Please look into our help pages.',
      'Your parcel left today.',
      'Be patient.',
      'Reply with your number.',
    ]
    const things = 'parcel invoice lamp chair kettle jacket screen ticket carpet bottle'.split(' ')
    const faults = 'late broken lost wet'.split(' ')
    const rows = things.flatMap((thing, place) =>
      faults.map((fault, index) => ({
        id: `row-${place * faults.length + index}`,
        inputs: { question: `My ${thing} is ${fault}` },
        outputs: answers[(place + index) % answers.length],
      })),
    )
    const keyOf = (id: string) =>
      /pages|patient/.test(rows.find((row) => row.id === id)?.outputs ?? '') ? 'n' : 'y'
    await project.write({
      'evals/support/rows.jsonl': rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
      'evals/support/support.eval.mjs': block('evals/support/support.eval.ts'),
    })
    const judged = await project.vitest(['run', 'evals'])
    expect([judged.exitCode, judged.stderr]).toEqual([0, ''])
    expect(judged.stdout).toContain('rows without a known truth')

    const label = (...flags: string[]) =>
      answerAt(project.root, ['feedback', '--annotator', 'ada', ...flags], (id) => [keyOf(id), '\r'])
    expect((await label('--only', 'all')).stdout).toMatch(
      /\n\d+ answers stored\. Next: npx vitest-judge align\n$/,
    )
    expect((await project.judge(['align'])).exitCode).toBe(0)
    expect((await project.vitest(['run', 'evals'])).exitCode).toBe(0)
    expect((await label('--measure', '30')).stdout).toMatch(
      /\n\d+ answers stored\. Next: npx vitest run evals\n$/,
    )
    const measured = await project.vitest(['run', 'evals'], {}, { keepsLatest: true })
    expect(measured.exitCode).toBe(0)
    expect(measured.stdout).toMatch(/^ {2}helpful@aligned +\d\d +0 +\d/m)

    const plan = await project.judge(['plan', '--judge', 'helpful@aligned', '--accuracy', '0.8'])
    expect([plan.exitCode, plan.stderr]).toEqual([0, ''])
    await project.write({ 'vitest.config.mjs': block('vitest.config.ts') })
    const gated = await project.vitest(['run', 'evals'])
    expect(gated.exitCode).toBe(1)
    expect(gated.stdout).toContain('helpful@aligned · refused')
    const flags = ['--judge', 'helpful@aligned', '--allow-offline', '--accuracy']
    expect((await project.judge(['gate', ...flags, '0.99'])).exitCode).toBe(1)
    expect((await project.judge(['gate', ...flags, '0.1'])).exitCode).toBe(0)
  })
})

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { commandAt } from './in-process.ts'
import { terminalAt } from './terminal.ts'

const manifest = (fields: object) =>
  `${JSON.stringify({ name: 'shop', type: 'module', ...fields }, null, 2)}\n`
const installed = (version: string) => ({
  'node_modules/vitest/package.json': JSON.stringify({ name: 'vitest', version }),
})

/** A project on disk, outside of this repository. */
async function project(files: Record<string, string>) {
  const root = await mkdtemp(join(tmpdir(), 'vitest-judge-init-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return {
    root,
    init: (...flags: string[]) => commandAt(root, ['init', ...flags]),
    initIn: (environment: Record<string, string>, ...flags: string[]) =>
      commandAt(root, ['init', ...flags], environment),
    read: (path: string) => readFile(join(root, path), 'utf8'),
    /** All files but installed packages and git's own, by path. */
    files: async () => {
      const entries = await readdir(root, { recursive: true, withFileTypes: true })
      const paths = entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
        .filter((path) => !/^node_modules|^\.git\//.test(path))
        .toSorted()
      return Object.fromEntries(
        await Promise.all(
          paths.map(async (path) => [path, await readFile(join(root, path), 'latin1')] as const),
        ),
      )
    },
  }
}

describe('init', () => {
  test('shows every change with --dry-run, and writes nothing', async () => {
    const { init, files } = await project({
      'package.json': manifest({ scripts: { test: 'vitest run' } }),
      'vitest.config.js': 'export default {\n  test: {},\n}\n',
      ...installed('5.1.1'),
    })
    const before = await files()
    const { exitCode, stdout, stderr } = await init('--dry-run')
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout.slice(0, stdout.indexOf('evals/support/rows.jsonl')))
      .toBe(`shop: npm, JavaScript, ES modules, Vitest 5.1.1, vitest.config.js

vitest.config.js
  +import { judges } from 'vitest-judge/plugin'
  +
   export default {
  +  plugins: [judges({ offline: true })],
     test: {},
   }

package.json
     "type": "module",
     "scripts": {
  -    "test": "vitest run"
  +    "test": "vitest run",
  +    "evals": "vitest run evals",
  +    "evals:feedback": "vitest-judge feedback",
  +    "evals:align": "vitest-judge align"
     }
   }

`)
    expect(stdout).toContain('evals/support/support.eval.js (new)\n')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      'Nothing was written. To write it: npx vitest-judge init --yes',
    )
    expect(await files()).toEqual(before)
  })

  test('writes with --yes, says how to go on, and changes no byte the second time', async () => {
    const { init, files } = await project({
      'package.json': manifest({ packageManager: 'pnpm@10.1.0', devDependencies: { vitest: '^5.0.0' } }),
      'tsconfig.json': '{}',
    })
    const first = await init('--yes')
    expect(first.exitCode).toBe(0)
    expect(first.stdout.slice(first.stdout.indexOf('\nNext:'))).toBe(`
Next:
  pnpm add -D vitest vitest-judge zod
  pnpm run evals                # judge every row, and the judge by the truth
  pnpm exec vitest-judge align  # teach it what it got wrong
  pnpm run evals                # judge again, aligned beside plain

For a real judge, put a line OPENAI_API_KEY=... into .env, or
OPENAI_BASE_URL=... for another service or a local one.

Then put your own rows into evals/support/rows.jsonl, and your system and your
judge into evals/support/support.eval.ts.
`)
    const after = await files()
    expect(Object.keys(after)).toEqual([
      '.gitignore',
      'evals/support/rows.jsonl',
      'evals/support/support.eval.ts',
      'package.json',
      'tsconfig.json',
      'vitest.config.ts',
    ])
    expect(after['vitest.config.ts']).toBe(`import { defineConfig } from 'vitest/config'
import { judges } from 'vitest-judge/plugin'

export default defineConfig({ plugins: [judges({ offline: true })] })
`)
    const again = await init('--yes')
    expect(again.exitCode).toBe(0)
    expect(again.stdout).toContain('\nNothing to do: the project is set up.\nNext:\n  pnpm add -D vitest')
    expect(await files()).toEqual(after)
  })

  test('keeps .env out of git where it is not yet', async () => {
    const { root, init, files, read } = await project({ 'package.json': manifest({}), '.gitignore': 'dist' })
    await promisify(execFile)('git', ['init', '--quiet'], { cwd: root })
    await init('--yes')
    expect(await read('.gitignore')).toBe('dist\n.env\n')
    const after = await files()
    await init('--yes')
    expect(await files()).toEqual(after)
  })

  test('takes the endings that are ES modules in a CommonJS package', async () => {
    const javascript = await project({ 'package.json': manifest({ type: 'commonjs' }) })
    await javascript.init('--yes')
    expect(Object.keys(await javascript.files())).toEqual([
      '.gitignore',
      'evals/support/rows.jsonl',
      'evals/support/support.eval.mjs',
      'package.json',
      'vitest.config.mjs',
    ])
    const typescript = await project({ 'package.json': '{ "devDependencies": { "typescript": "^7.0.0" } }' })
    await typescript.init('--yes')
    expect(Object.keys(await typescript.files())).toContain('evals/support/support.eval.mts')
  })

  test('asks for no stand-in where there is a key, and keeps evaluations out of a browser environment', async () => {
    const { initIn, read } = await project({
      'package.json': manifest({}),
      'vite.config.js': `export default { test: { environment: 'jsdom' } }`,
    })
    const { stdout } = await initIn(
      { OPENAI_API_KEY: 'k', npm_config_user_agent: 'yarn/4.0.0 npm/? node/v24' },
      '--yes',
    )
    expect(stdout).toContain('  yarn add -D vitest vitest-judge\n  yarn run evals ')
    expect(stdout).not.toContain('OPENAI_API_KEY')
    expect(await read('vite.config.js')).toContain('plugins: [judges()], test:')
    expect(await read('evals/support/support.eval.js')).toMatch(/^\/\/ @vitest-environment node\nimport /)
  })

  test('leaves evaluations, rows and scripts that are there, and a configuration that it cannot read', async () => {
    const theirs = await project({
      'package.json': manifest({ scripts: { evals: 'python evals.py' } }),
      'vitest.config.js': 'export default make()',
      'vitest.workspace.js': 'export default []',
      'evals/support/rows.jsonl': '{}',
    })
    const { exitCode, stdout } = await theirs.init('--yes')
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`vitest.workspace.js is not read by Vitest any more: move its projects to
test.projects of the configuration.

vitest.config.js was left as it is: the object that it exports cannot be told
from the file alone. Add these two lines, the second to the object with the
options:
  import { judges } from 'vitest-judge/plugin'
  plugins: [judges({ offline: true })],

package.json has other scripts under the names evals: they stay as they are.

No example was written, as evals/support/rows.jsonl is there already.
`)
    expect(Object.keys(await theirs.files())).toEqual([
      '.gitignore',
      'evals/support/rows.jsonl',
      'package.json',
      'vitest.config.js',
      'vitest.workspace.js',
    ])
    expect(JSON.parse(await theirs.read('package.json'))).toMatchObject({
      scripts: { evals: 'python evals.py' },
    })

    const own = await project({ 'package.json': manifest({}), 'evals/tone.eval.ts': '' })
    await own.init('--yes')
    expect(Object.keys(await own.files())).not.toContain('evals/support/rows.jsonl')
  })

  test('refuses what it cannot work with, and says how to go on', async () => {
    const empty = await project({ 'below/package.json': '{ broken' })
    expect(await empty.init('--yes')).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: `error missing-file: ${empty.root} holds no package.json; expected the folder of a project.
  → npm init --yes makes one; then run the command again.
`,
    })
    const broken = await empty.init('--yes', '--package', 'below')
    expect(broken.exitCode).toBe(3)
    expect(broken.stderr).toContain(`error damaged-file: below/package.json is damaged: it is not JSON`)

    const old = await project({ 'package.json': manifest({}), ...installed('3.2.4'), 'src/a.js': '' })
    const { peerDependencies } = JSON.parse(
      await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { peerDependencies: { vitest: string } }
    expect(await old.init('--yes')).toMatchObject({
      exitCode: 2,
      stderr: `error invalid-usage: Vitest 3.2.4 is installed; expected ${peerDependencies.vitest}.
  → Write: npm install --save-dev vitest@5
`,
    })
    const asked = await project({
      'package.json': manifest({ devDependencies: { vitest: '^2.0.0' } }),
      'bun.lock': '',
    })
    expect((await asked.init('--yes')).stderr).toBe(
      `error invalid-usage: Vitest ^2.0.0 is asked for in package.json; expected ${peerDependencies.vitest}.
  → Write: bun add --dev vitest@5
`,
    )
    const below = await commandAt(join(old.root, 'src'), ['init', '--yes'])
    expect(below.stderr)
      .toBe(`error missing-file: ${old.root}/src holds no package.json; expected the folder of a project. There is one in ${old.root}.
  → cd ${old.root}
`)
    expect(await old.init()).toMatchObject({
      exitCode: 2,
      stderr: `error invalid-usage: Input is read from a pipe or a file; expected a terminal, at which a person answers.
  → npx vitest-judge init --yes asks nothing and writes; npx vitest-judge init --dry-run shows what that would be.
`,
    })
  })
})

const workspace = {
  'package.json': '{ "workspaces": ["packages/*"] }',
  'packages/api/package.json': manifest({ name: 'api' }),
  'packages/web/package.json': manifest({ name: 'web' }),
}

describe('in a workspace', () => {
  test('the root is taken where it uses Vitest, else the only package that does', async () => {
    const root = await project({ ...workspace, 'vitest.config.js': 'export default {}' })
    expect((await root.init('--yes')).exitCode).toBe(0)
    expect(await root.read('vitest.config.js')).toContain('judges(')

    const { init, files } = await project({
      ...workspace,
      'packages/web/vitest.config.js': 'export default {}',
    })
    const { stdout } = await init('--yes')
    expect(stdout).toContain('web in packages/web: npm, JavaScript')
    expect(stdout).toContain('\nNext:\n  cd packages/web\n  npm install')
    expect(Object.keys(await files()).filter((path) => path.startsWith('packages/web/evals'))).toHaveLength(2)
  })

  test('otherwise one is named, or asked for', async () => {
    const { root, init, files } = await project({ ...workspace, 'pnpm-workspace.yaml': '' })
    const before = await files()
    const refused = await init('--yes')
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr)
      .toBe(`error invalid-usage: This is a workspace of 2 packages, and not just one of them uses Vitest; expected the name of the one that is to hold the evaluations.
  → For example: npx vitest-judge init --yes --package packages/api (or . for the root).
`)
    const named = await init('--yes', '--package', '.')
    expect(named.stdout).toContain('\nNext:\n  pnpm add -D -w vitest vitest-judge\n')

    const other = await project(workspace)
    const session = terminalAt(other.root, ['init'], { width: 60 })
    const answer = async (question: string, text: string) => {
      await vi.waitFor(() => expect(session.screen().endsWith(question)).toBe(true), 5000)
      session.send(text)
    }
    await answer('Number: ', '7\n')
    await answer('Expected a number from 1 to 3.\nNumber: ', '2\n')
    await answer('Allow it? [Y/n] ', 'n\n')
    await answer('Write these 5 files? [Y/n] ', 'n\n')
    const declined = await session.ended
    expect(declined).toMatchObject({ exitCode: 0, stderr: '' })
    expect(declined.stdout).toContain('  2  packages/api\n')
    expect(declined.stdout).toContain('+export default defineConfig({ plugins: [judges()] })')
    expect(declined.stdout).toMatch(/Nothing was written\.\n$/)
    expect(await other.files()).toEqual({ ...before, 'pnpm-workspace.yaml': undefined })

    const stopped = terminalAt(root, ['init'])
    await vi.waitFor(() => expect(stopped.screen()).toContain('Number'), 5000)
    stopped.hangUp()
    expect(await stopped.ended).toMatchObject({ exitCode: 130 })
  })
})

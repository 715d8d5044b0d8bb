import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { builtPackage } from '../suite/built-package.ts'
import { execute } from './execute.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Has Node print the packages that were loaded, sorted, as the last line of standard error. */
const watchLoads = `
  import { registerHooks } from 'node:module'
  const packages = new Set()
  registerHooks({
    load(url, context, next) {
      const [, name] = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? []
      if (name !== undefined) packages.add(name)
      return next(url, context)
    },
  })
  process.on('exit', () => console.error([...packages].sort().join(' ')))`

/** The packages that a program of ours loads. */
async function loadedBy(...parameters: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-start-'))
  try {
    const hooks = join(folder, 'watch.mjs')
    await writeFile(hooks, watchLoads)
    const { exitCode, stderr } = await execute(process.execPath, ['--import', hooks, ...parameters], root)
    expect(exitCode).toBe(0)
    return (stderr.trim().split('\n').at(-1) ?? '').split(' ').filter((name) => name !== '')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('a command loads neither pages nor figures nor parsers before it needs them', async () => {
  const built = await builtPackage(root)
  expect(await loadedBy(join(built, 'src/cli/main.js'), '--help')).toMatchInlineSnapshot(`
    [
      "chalk",
      "commander",
      "csv-parse",
      "diff",
      "fdir",
      "openai",
      "picomatch",
      "tinyglobby",
      "zod",
    ]
  `)
})

test('the plugin and the statistics load next to nothing', async () => {
  const built = await builtPackage(root)
  expect(await loadedBy(join(built, 'src/suite/plugin.js'))).toMatchInlineSnapshot(`
    [
      "fdir",
      "picomatch",
      "tinyglobby",
      "zod",
    ]
  `)
  expect(await loadedBy(join(built, 'src/agreement/statistics.js'))).toMatchInlineSnapshot(`[]`)
})

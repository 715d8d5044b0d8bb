import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { subset } from 'semver'
import { expect, test } from 'vitest'
import { root } from './source-files.ts'

const home = resolve(root)

interface Manifest {
  version: string
  engines?: { node?: string; npm?: string }
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

async function manifestAt(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** The folder of a package as Node finds it from another package's folder; undefined where it is not installed. */
function installedFolder(name: string, from: string): string | undefined {
  for (let folder = from; folder.startsWith(home); folder = resolve(folder, '..')) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
  }
  return undefined
}

/** Every package that users install with ours, once: its folder and its manifest. */
async function installedWithOurs(): Promise<Map<string, Manifest>> {
  const found = new Map<string, Manifest>()
  const waiting = [home]
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const { dependencies, optionalDependencies } = await manifestAt(from)
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const folder = installedFolder(name, from)
      // An optional one may be for another system.
      if (folder === undefined && optionalDependencies?.[name] !== undefined) continue
      if (folder === undefined) throw new Error(`${name}, which ${from} depends on, is not installed`)
      if (found.has(folder)) continue
      found.set(folder, await manifestAt(folder))
      waiting.push(folder)
    }
  }
  return found
}

test('every Node that we promise is one that all our dependencies promise', async () => {
  const { engines } = await manifestAt(home)
  const ours = engines?.node ?? ''
  expect(ours).toBe('>=22.12')
  const found = await installedWithOurs()
  const names = [...found.keys()].map((folder) => folder.slice(join(home, 'node_modules/').length))
  expect(names).toEqual(expect.arrayContaining(['openai', 'zod', 'commander', 'hono', 'preact', 'd3-array']))
  const misfits = [...found].flatMap(([folder, { engines }]) =>
    engines?.node === undefined || subset(ours, engines.node) ? [] : [`${folder} wants ${engines.node}`],
  )
  expect(misfits).toEqual([])
})

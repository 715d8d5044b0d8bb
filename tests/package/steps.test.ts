import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { execute } from './execute.ts'
import { buildAndPack, copyForPacking } from './pack.ts'
import { takeStep } from './step.ts'
import { steps } from './steps.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

// The pinned pair of Node and Vitest; `npm run versions` takes the same steps with others, from npm.
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'vitest-judge-steps-')))
  if (!process.env['LONG']) return
  const copy = join(folder, 'repository')
  await mkdir(copy)
  await copyForPacking(repository, copy)
  const { tarball } = await buildAndPack(copy, folder)
  const home = join(folder, 'node_modules/vitest-judge')
  await mkdir(home, { recursive: true })
  const unpacked = await execute('tar', ['xzf', tarball, '--strip-components=1', '-C', home], folder)
  expect(unpacked).toMatchObject({ exitCode: 0 })
  await symlink(join(repository, 'node_modules'), join(home, 'node_modules'), 'junction')
  for (const name of ['vitest', 'typescript', 'zod', '@types/node']) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(repository, 'node_modules', name), link, 'junction')
  }
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('where the package is installed, works:', { timeout: 120_000 }, () => {
  test('every step has a name of its own', () => {
    const names = steps.map(({ name }) => name)
    expect([...new Set(names)]).toEqual(names)
    expect(names.length).toBeGreaterThan(10)
  })

  test.runIf(process.env['LONG']).for(steps.map((step) => [step.name, step] as const))('%s', ([, step]) =>
    takeStep(step, { root: folder, node: process.execPath }),
  )
})

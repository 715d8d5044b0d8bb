import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removeLeftovers, withLock } from '../../src/io/index.ts'

/** The id of a process that ran and ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid
}

test('what a dead process left in a folder and below it goes, all else stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-leftovers-'))
  const dead = deadProcess()
  const staying = [
    'memory.json',
    'notes.tmp',
    `memory.json.${process.pid}.0a1b2c3d.tmp`,
    `memory.json.${dead}.tmp`,
    'versions/parts.jsonl',
  ]
  const going = [
    `memory.json.${dead}.0a1b2c3d.tmp`,
    `versions/parts.jsonl.${dead}.0a1b2c3d.tmp`,
    `.lock.${dead}.0a1b2c3d`,
    `.lock.${dead}.0a1b2c3d.stale`,
  ]
  await mkdir(join(folder, 'versions'))
  for (const name of [...staying, ...going]) await writeFile(join(folder, name), 'text')
  await writeFile(join(folder, '.lock'), String(dead))
  await removeLeftovers(folder)
  const left = await readdir(folder, { recursive: true })
  expect(left.toSorted()).toEqual([...staying, 'versions'].toSorted())
  await rm(folder, { recursive: true })
})

test('a lock that a living process holds stays, and a folder that is not there is no error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-leftovers-'))
  const names = await withLock(join(folder, '.lock'), async () => {
    await removeLeftovers(folder)
    return readdir(folder)
  })
  expect(names).toEqual(['.lock'])
  await removeLeftovers(join(folder, 'none'))
  await rm(folder, { recursive: true })
})

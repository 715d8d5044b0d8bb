import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exists, withLock } from '../../src/io/index.ts'
import { failureOf, temporaryFolder } from './support.ts'

test('holds the lock while it works, gives the result, and releases', async () => {
  const path = join(await temporaryFolder(), 'memory/.lock')
  const result = await withLock(path, async () => {
    expect(await readFile(path, 'utf8')).toBe(String(process.pid))
    return 7
  })
  expect(result).toBe(7)
  expect(await exists(path)).toBe(false)
})

test('releases after the work throws, and passes its error on', async () => {
  const path = join(await temporaryFolder(), '.lock')
  await expect(withLock(path, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await exists(path)).toBe(false)
  expect(await withLock(path, async () => 'again')).toBe('again')
})

test('refuses while a living process holds it, and leaves its lock alone', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, '.lock')
  const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' })
  onTestFinished(() => void other.kill('SIGKILL'))
  await once(other, 'spawn')
  await writeFile(path, String(other.pid))
  const failure = await failureOf(() => withLock(path, async () => 'never'), folder)
  expect(failure.replaceAll(String(other.pid), 'PID')).toMatchInlineSnapshot(`
    "locked: …/.lock is held by process PID; expected no other writer.
      → Wait for it to end; if no such process writes here, remove …/.lock."
  `)
  expect(await readFile(path, 'utf8')).toBe(String(other.pid))
  other.kill('SIGKILL')
  await once(other, 'exit')
  expect(await withLock(path, async () => 'taken over')).toBe('taken over')
  expect(await exists(path)).toBe(false)
})

test('lets no two works of one process overlap', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, '.lock')
  let inside = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 30))
    inside--
  }
  const ends = await Promise.allSettled(Array.from({ length: 5 }, () => withLock(path, work)))
  expect(most).toBe(1)
  expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1)
})

test.for(['not a pid', '-1', '0'])('takes over a lock whose holder reads %j', async (holder) => {
  const path = join(await temporaryFolder(), '.lock')
  await writeFile(path, holder)
  expect(await withLock(path, async () => 'done')).toBe('done')
})

test('does not swallow an error other than a lock that is there', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  await expect(withLock(join(folder, 'file/.lock'), async () => 1)).rejects.toThrow(
    /file\/\.lock could not be written: (ENOTDIR|EEXIST)/,
  )
  await mkdir(join(folder, 'free'))
  expect(await withLock(join(folder, 'free/.lock'), async () => 2)).toBe(2)
})

test('lets no two processes in at once', { timeout: 30_000 }, async () => {
  const folder = await temporaryFolder()
  const child = fileURLToPath(new URL('./lock-child.ts', import.meta.url))
  const times = process.env['LONG'] ? '3000' : '300'
  const run = () => promisify(execFile)(process.execPath, [child, folder, times])
  const outputs = await Promise.all([run(), run()])
  expect(outputs.map(({ stdout }) => stdout)).toEqual(['0', '0'])
})

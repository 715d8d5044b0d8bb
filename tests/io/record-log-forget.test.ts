import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forgetRecords, verifyRecordLog } from '../../src/io/index.ts'
import { filesOf, found, write } from './record-log-support.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitest-judge-forget-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const has = (text: string) => (line: string) => line.includes(text)

test('records that hold a text go, with those of the same key before them, and all others stay', async () => {
  write(folder, [
    [1, { said: 'a secret' }],
    [2, { said: 'nothing' }],
    [1, { said: 'nothing more' }],
  ])
  write(folder, [[3, { said: 'the secret again' }]], { runToken: 'run2' })
  expect(await forgetRecords(folder, has('secret'), { dryRun: true })).toBe(2)
  expect(found(folder, [1, 2, 3])).toEqual([
    { said: 'nothing more' },
    { said: 'nothing' },
    { said: 'the secret again' },
  ])
  expect(await forgetRecords(folder, has('secret'))).toBe(2)
  expect(found(folder, [1, 2, 3])).toEqual([{ said: 'nothing more' }, { said: 'nothing' }, undefined])
  expect(JSON.stringify(await filesOf(folder))).not.toContain('secret')
  expect(await verifyRecordLog(folder)).toEqual({ records: 2, damaged: [] })
  expect((await readdir(folder)).filter((name) => name.endsWith('.jsonl'))).toHaveLength(1)
  expect(await forgetRecords(folder, has('secret'))).toBe(0)
})

test('damaged lines that hold it go too, and a file without it is not touched', async () => {
  write(folder, [[1, { said: 'well' }]])
  const name = (await readdir(folder)).find((each) => each.endsWith('.jsonl')) ?? ''
  const before = await filesOf(folder)
  expect(await forgetRecords(folder, has('secret'))).toBe(0)
  expect(await filesOf(folder)).toEqual(before)
  await appendFile(join(folder, name), '{"key":"torn with a secret\n')
  expect(await forgetRecords(folder, has('secret'))).toBe(1)
  expect(await filesOf(folder)).toEqual(before)
})

test('where there is no folder there is nothing to forget', async () => {
  expect(await forgetRecords(join(folder, 'none'), () => true)).toBe(0)
})

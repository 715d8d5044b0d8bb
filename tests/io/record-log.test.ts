import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/contract/index.ts'
import { openRecordLog, verifyRecordLog } from '../../src/io/index.ts'
import { day, filesOf, found, keyOf, midnight, write } from './record-log-support.ts'
import { failureOf, temporaryFolder } from './support.ts'

const cases = process.env['LONG'] ? 500 : 40

test('a record is a line with its checksum, in a file of its own process', async () => {
  const folder = join(await temporaryFolder(), 'recordings')
  const log = write(folder, [
    [1, { request: { model: 'small' }, answer: 'yes' }],
    [2, {}],
  ])
  expect(log.fault).toBe(undefined)
  expect(await filesOf(folder)).toEqual({
    '.gitignore': 'used*\n*.tmp\n',
    '20261125T000000000Z-run1-W.jsonl':
      `{"key":"${keyOf(1)}","checksum":"cc0f99de3850941b","time":"2026-11-25T00:00:00.000Z","request":{"model":"small"},"answer":"yes"}\n` +
      `{"key":"${keyOf(2)}","checksum":"b3f425350c4dd885","time":"2026-11-25T00:00:00.000Z"}\n`,
  })
})

test('a folder that was there keeps its own .gitignore, or none', async () => {
  const folder = await temporaryFolder()
  write(folder, [[1, {}]])
  expect(await readdir(folder)).toEqual([
    expect.stringMatching(/^20261125T000000000Z-run1-[0-9a-f]{8}\.jsonl$/),
  ])
})

test('nothing is made by looking', async () => {
  const folder = join(await temporaryFolder(), 'recordings')
  const log = openRecordLog(folder, { runToken: 'run1', clock: () => midnight })
  expect(log.find(keyOf(1))).toBe(undefined)
  expect([...log.records()]).toEqual([])
  expect(log.bytes).toBe(0)
  await log.flush()
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})

test('what is added is found, by the same process at once and by the next', async () => {
  const parent = await temporaryFolder()
  let run = 0
  const record = fc.dictionary(fc.string(), fc.jsonValue())
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: 5 }), record, fc.boolean()), { maxLength: 12 }),
      async (additions) => {
        const folder = join(parent, String(run++))
        const newest = new Map<number, string>()
        let log = write(folder, [])
        for (const [index, [number, value, isNext]] of additions.entries()) {
          if (isNext) log = write(folder, [], { time: midnight + index })
          log.add(keyOf(number), value as JsonObject)
          newest.set(number, JSON.stringify(value))
          expect(JSON.stringify(log.find(keyOf(number)))).toBe(JSON.stringify(value))
        }
        const numbers = [0, 1, 2, 3, 4, 5]
        const expected = numbers.map((number) => newest.get(number))
        expect(found(folder, numbers).map((value) => JSON.stringify(value))).toEqual(expected)
        const all = [...write(folder, []).records()]
        expect(new Map(all.map(({ key, record }) => [key, JSON.stringify(record)]))).toEqual(
          new Map([...newest].map(([number, text]) => [keyOf(number), text])),
        )
        expect((await verifyRecordLog(folder)).records).toBe(additions.length)
      },
    ),
    { numRuns: cases },
  )
})

test('the newest counts: files by their names, lines in their order', async () => {
  const folder = await temporaryFolder()
  write(folder, [[1, { is: 'second' }]], { time: midnight + 1 })
  write(
    folder,
    [
      [1, { is: 'first' }],
      [2, { is: 'old' }],
      [2, { is: 'new' }],
    ],
    { time: midnight },
  )
  expect(found(folder, [1, 2])).toEqual([{ is: 'second' }, { is: 'new' }])
  const log = openRecordLog(folder, { runToken: 'run2', clock: () => midnight - day })
  expect(log.find(keyOf(1))).toEqual({ is: 'second' })
  log.add(keyOf(1), { is: 'of this process' })
  expect(log.find(keyOf(1))).toEqual({ is: 'of this process' })
  const next = write(folder, [[1, { is: 'added before the first look' }]], { time: midnight - 2 * day })
  expect(next.find(keyOf(1))).toEqual({ is: 'added before the first look' })
  expect(found(folder, [1])).toEqual([{ is: 'second' }])
})

test('records come with the time at which they were made', async () => {
  const folder = await temporaryFolder()
  write(folder, [[1, { time: 'own' }]], { time: midnight + 1 })
  expect([...write(folder, []).records()]).toEqual([
    { key: keyOf(1), time: '2026-11-25T00:00:00.001Z', record: { time: 'own' } },
  ])
})

test('what is indexed is found after the files went away', async () => {
  const folder = await temporaryFolder()
  write(folder, [[1, { is: 'here' }]])
  const log = write(folder, [])
  expect(log.find(keyOf(2))).toBe(undefined)
  await rm(folder, { recursive: true })
  expect(log.find(keyOf(1))).toEqual({ is: 'here' })
})

test('lines of another checkout, with carriage returns, are found', async () => {
  const folder = await temporaryFolder()
  write(folder, [
    [1, { is: 'one' }],
    [2, { is: 'two' }],
  ])
  const [name = ''] = await readdir(folder)
  const text = Object.values(await filesOf(folder))[0] ?? ''
  await writeFile(join(folder, name), text.replaceAll('\n', '\r\n'))
  expect(found(folder, [1, 2])).toEqual([{ is: 'one' }, { is: 'two' }])
})

test('uses are noted in a file of the process, each once', async () => {
  const folder = await temporaryFolder()
  write(folder, [
    [1, {}],
    [2, {}],
  ])
  const log = write(folder, [], { runToken: 'run2' })
  log.find(keyOf(1))
  log.find(keyOf(1))
  log.find(keyOf(3))
  await log.flush()
  log.find(keyOf(2))
  await log.flush()
  await log.flush()
  expect((await filesOf(folder))['used-run2-W.txt']).toBe(`${keyOf(1)}\n${keyOf(2)}\n`)
})

test('from the size limit on nothing is written, and what was left out is counted', async () => {
  const folder = await temporaryFolder()
  const before = write(folder, [[1, { is: 'one' }]]).bytes
  const log = openRecordLog(folder, { runToken: 'run2', clock: () => midnight, maxBytes: before + 1 })
  expect(log.bytes).toBe(before)
  for (const number of [2, 3, 4]) log.add(keyOf(number), { is: 'more' })
  expect([log.leftOut, log.fault, log.bytes]).toEqual([2, undefined, 2 * before + 1])
  expect(found(folder, [1, 2, 3])).toEqual([{ is: 'one' }, { is: 'more' }, undefined])
})

test('a write that fails is kept in words, and the next one is tried', async () => {
  const parent = await temporaryFolder()
  const folder = join(parent, 'recordings')
  await writeFile(folder, 'a file')
  const log = openRecordLog(folder, { runToken: 'run1', clock: () => midnight, maxBytes: 1000 })
  log.add(keyOf(1), { is: 'lost' })
  expect(log.fault?.replace(parent, '…')).toMatch(/ENOTDIR|could not be read/)
  await rm(folder)
  log.add(keyOf(2), { is: 'kept' })
  expect(found(folder, [1, 2])).toEqual([undefined, { is: 'kept' }])
  await rm(folder, { recursive: true })
  log.add(keyOf(3), { is: 'kept too' })
  expect(log.find(keyOf(3))).toEqual({ is: 'kept too' })
  expect(found(folder, [2, 3])).toEqual([undefined, { is: 'kept too' }])
})

test('a folder that cannot be read is said to be so', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'sub.jsonl'))
  const failure = await failureOf(() => found(folder, [1]), folder)
  expect(failure).toMatchInlineSnapshot(`
    "missing-file: …/sub.jsonl could not be read: EISDIR: illegal operation on a directory, read.
      → Check the path and its permissions."
  `)
  await writeFile(join(folder, 'file'), '')
  expect(await failureOf(() => found(join(folder, 'file'), [1]), folder)).toMatchInlineSnapshot(`
    "missing-file: …/file could not be read: ENOTDIR: not a directory, scandir '…/file'.
      → Check the path and its permissions."
  `)
})

test.skipIf(process.getuid?.() === 0)('a read-only folder serves, and notes no use', async () => {
  const folder = await temporaryFolder()
  write(folder, [[1, { is: 'one' }]])
  await chmod(folder, 0o500)
  const log = write(folder, [])
  expect(log.find(keyOf(1))).toEqual({ is: 'one' })
  await log.flush()
  expect(log.fault).toBe(undefined)
  await chmod(folder, 0o700)
})

import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/contract/index.ts'
import { settleRecordLog, verifyRecordLog } from '../../src/io/index.ts'
import { found, keyOf, midnight, write } from './record-log-support.ts'
import { temporaryFolder } from './support.ts'

const cases = process.env['LONG'] ? 3000 : 60
const numbers = [0, 1, 2, 3, 4]
const records = numbers.map((number): [number, JsonObject] => [
  number,
  { text: `Grüße 😀 \uFFFD ${number}`, deep: [{ key: 'x' }, number] },
])

async function fileWith(entries: readonly [number, JsonObject][]) {
  const folder = await temporaryFolder()
  write(folder, entries)
  const [name = ''] = await readdir(folder)
  const path = join(folder, name)
  const bytes = await readFile(path)
  // Where each line begins, and where the last ends.
  const starts = [0, ...[...bytes.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))]
  return { folder, name, path, bytes, starts }
}

test('a changed byte makes its line absent, never wrong, and harms no other', async () => {
  const { folder, path, bytes, starts } = await fileWith(records)
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: bytes.length - 1 }),
      fc.oneof(fc.integer({ min: 1, max: 255 }), fc.constantFrom('\n', '}', '{', '"', '\r')),
      async (at, change) => {
        const changed = Buffer.from(bytes)
        const old = bytes[at] ?? 0
        changed[at] = typeof change === 'number' ? old ^ change : change.charCodeAt(0)
        await writeFile(path, changed)
        const hit = starts.findLastIndex((start) => start <= at)
        const values = found(folder, numbers)
        for (const [number, record] of records) {
          if (number !== hit) expect(values[number]).toEqual(record)
          else if (values[number] !== undefined) expect(values[number]).toEqual(record)
        }
        const isOwnEnd = bytes[at] === 10
        if (changed[at] !== old && !isOwnEnd) expect(values[hit]).toBe(undefined)
        const { records: whole, damaged } = await verifyRecordLog(folder)
        expect(whole).toBe(values.filter((value) => value !== undefined).length)
        expect(damaged.length > 0).toBe(whole < numbers.length)
      },
    ),
    { numRuns: cases },
  )
})

test('bytes that are no UTF-8 are damage, though they read as the U+FFFD that was written', async () => {
  const { folder, name, path, bytes } = await fileWith([[1, { text: 'a \uFFFD b' }]])
  const at = bytes.indexOf('\uFFFD')
  const changed = Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 3)])
  expect(changed.toString('utf8')).toBe(bytes.toString('utf8'))
  await writeFile(path, changed)
  expect(found(folder, [1])).toEqual([undefined])
  expect((await verifyRecordLog(folder)).damaged).toEqual([{ file: name, line: 1 }])
})

test('a torn file keeps every line before the tear', async () => {
  const { folder, path, bytes, starts } = await fileWith(records)
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length }), async (length) => {
      await writeFile(path, bytes)
      await truncate(path, length)
      // A line that lacks nothing but its `\n` is whole.
      const kept = numbers.filter((number) => (starts[number + 1] ?? 0) - 1 <= length)
      expect(found(folder, numbers)).toEqual(
        records.map(([number, record]) => (kept.includes(number) ? record : undefined)),
      )
      expect((await verifyRecordLog(folder)).records).toBe(kept.length)
    }),
    { numRuns: cases },
  )
})

test('a damaged line is met when it is used, once, and the record before it serves', async () => {
  const { folder, name, path, bytes } = await fileWith([
    [1, { is: 'old' }],
    [1, { is: 'new' }],
    [2, { is: 'other' }],
  ])
  await writeFile(path, bytes.toString().replace('"new"', '"nuw"').replace('"other"', '"odder"'))
  const log = write(folder, [])
  expect([log.find(keyOf(1)), log.find(keyOf(1)), log.find(keyOf(2)), log.find(keyOf(2))]).toEqual([
    { is: 'old' },
    { is: 'old' },
    undefined,
    undefined,
  ])
  expect(log.damaged).toEqual([
    { file: name, line: 2 },
    { file: name, line: 3 },
  ])
})

test('a line without a head is met while reading; one that does not end yet is not', async () => {
  const { folder, name, path, bytes } = await fileWith([[1, { is: 'whole' }]])
  await writeFile(path, `<<<<<<< ours\n\n${bytes.toString()}{"key":"${keyOf(2)}","chec`)
  const log = write(folder, [])
  expect(log.find(keyOf(1))).toEqual({ is: 'whole' })
  expect(log.damaged).toEqual([{ file: name, line: 1 }])
  expect(await verifyRecordLog(folder)).toEqual({
    records: 1,
    damaged: [
      { file: name, line: 1 },
      { file: name, line: 4 },
    ],
  })
})

test('a record under the key of another is not believed', async () => {
  const { folder, path, bytes } = await fileWith([[1, { is: 'whole' }]])
  await writeFile(path, bytes.toString().replace(keyOf(1), keyOf(2)))
  expect(found(folder, [1, 2])).toEqual([undefined, undefined])
})

test('settling leaves torn lines behind', async () => {
  const { folder, path, bytes } = await fileWith(records)
  await writeFile(path, bytes.subarray(0, -3))
  await settleRecordLog(folder, { runToken: 'run1', clock: () => midnight })
  expect(await verifyRecordLog(folder)).toEqual({ records: 4, damaged: [] })
  expect(found(folder, numbers)).toEqual([...records.slice(0, 4).map(([, record]) => record), undefined])
})

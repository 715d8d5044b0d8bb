import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pruneRecordLog, settleRecordLog, verifyRecordLog } from '../../src/io/index.ts'
import { day, filesOf, found, keyOf, midnight, write } from './record-log-support.ts'
import { failureOf, temporaryFolder } from './support.ts'

const clock = () => midnight

test('the files of one run become one, in their order, and those of others stay', async () => {
  const folder = await temporaryFolder()
  write(folder, [[1, { is: 'later' }]], { time: midnight + 2 })
  write(folder, [[1, { is: 'earlier' }]], { time: midnight + 1 })
  write(folder, [[2, { is: 'of another run' }]], { runToken: 'run2' })
  write(folder, [[3, { is: 'of another run' }]], { runToken: 'run' })
  await settleRecordLog(folder, { runToken: 'run1', clock })
  expect(Object.keys(await filesOf(folder))).toEqual([
    '20261125T000000000Z-run-W.jsonl',
    '20261125T000000000Z-run2-W.jsonl',
    '20261125T000000001Z-run1.jsonl',
  ])
  expect(found(folder, [1, 2, 3]).map((record) => record?.['is'])).toEqual([
    'later',
    'of another run',
    'of another run',
  ])
  expect(await verifyRecordLog(folder)).toEqual({ records: 4, damaged: [] })
})

test('a process that goes on after its run was settled, or its file pruned, finds what it adds and what it had', async () => {
  const folder = await temporaryFolder()
  const log = write(folder, [[1, { is: 'one' }]])
  expect(log.find(keyOf(1))).toEqual({ is: 'one' })
  await settleRecordLog(folder, { runToken: 'run1', clock })
  log.add(keyOf(2), { is: 'two' })
  expect([1, 2].map((number) => log.find(keyOf(number)))).toEqual([{ is: 'one' }, { is: 'two' }])
  await pruneRecordLog(folder, { unusedSince: '2027-01-01' })
  log.add(keyOf(3), { is: 'three' })
  expect([1, 2, 3].map((number) => log.find(keyOf(number))?.['is'])).toEqual(['one', 'two', 'three'])
  expect(log.damaged).toEqual([])
  expect(found(folder, [1, 2, 3])).toEqual([undefined, undefined, { is: 'three' }])
})

test('a run that is settled twice keeps what it had', async () => {
  const folder = await temporaryFolder()
  for (const number of [1, 2]) {
    write(folder, [[number, { number }]])
    await settleRecordLog(folder, { runToken: 'run1', clock })
  }
  write(folder, [[3, { number: 3 }]], { time: midnight + 1 })
  await settleRecordLog(folder, { runToken: 'run1', clock })
  expect(Object.keys(await filesOf(folder))).toEqual([
    '20261125T000000000Z-run1.jsonl',
    '20261125T000000001Z-run1.jsonl',
  ])
  expect(found(folder, [1, 2, 3])).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }])
})

test('a kill before the parts went leaves records twice, which harms nobody', async () => {
  const folder = await temporaryFolder()
  write(folder, [[1, { number: 1 }]])
  write(folder, [[2, { number: 2 }]], { time: midnight + 1 })
  const parts = await readdir(folder)
  const aside = join(await temporaryFolder(), 'aside')
  await mkdir(aside)
  for (const name of parts) await copyFile(join(folder, name), join(aside, name))
  await settleRecordLog(folder, { runToken: 'run1', clock })
  for (const name of parts.slice(1)) await copyFile(join(aside, name), join(folder, name))
  expect(found(folder, [1, 2])).toEqual([{ number: 1 }, { number: 2 }])
  await settleRecordLog(folder, { runToken: 'run1', clock })
  expect(found(folder, [1, 2])).toEqual([{ number: 1 }, { number: 2 }])
})

test('where nothing was recorded nothing is made', async () => {
  const folder = join(await temporaryFolder(), 'recordings')
  await settleRecordLog(folder, { runToken: 'run1', clock })
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})

test('uses are entered by day, the newest day staying', async () => {
  const folder = await temporaryFolder()
  write(folder, [
    [1, {}],
    [2, {}],
  ])
  const useOf = async (number: number, runToken: string, time: number) => {
    const log = write(folder, [], { runToken })
    log.find(keyOf(number))
    await log.flush()
    await settleRecordLog(folder, { runToken, clock: () => time })
  }
  await useOf(1, 'run2', midnight)
  await useOf(2, 'run3', midnight)
  await useOf(2, 'run4', midnight + day)
  const files = await filesOf(folder)
  expect(Object.keys(files)).toEqual(['20261125T000000000Z-run1-W.jsonl', 'used.json'])
  expect(JSON.parse(files['used.json'] ?? '')).toEqual({ [keyOf(1)]: '2026-11-25', [keyOf(2)]: '2026-11-26' })
})

test('uses that cannot be entered are left for the next time', async () => {
  const folder = await temporaryFolder()
  const log = write(folder, [[1, {}]])
  log.find(keyOf(1))
  await log.flush()
  await writeFile(join(folder, 'used.lock'), String(process.pid))
  await settleRecordLog(folder, { runToken: 'run1', clock })
  expect(Object.keys(await filesOf(folder))).toEqual([
    '20261125T000000000Z-run1.jsonl',
    'used-run1-W.txt',
    'used.lock',
  ])
})

test('pruning drops what was neither made nor used since a day, and damaged lines', async () => {
  const folder = await temporaryFolder()
  const old = midnight - 40 * day
  write(
    folder,
    [1, 2, 3, 4].map((number) => [number, { number }]),
    { time: old },
  )
  write(folder, [[4, { number: 'new' }]], { time: midnight - 20 * day })
  write(folder, [[5, { number: 5 }]], { time: midnight - 10 * day })
  write(folder, [[6, { number: 6 }]], { time: old + 1 })
  const [oldest = '', lonely = '', , newest = ''] = await readdir(folder)
  await writeFile(join(folder, newest), `damaged\n${await readFile(join(folder, newest), 'utf8')}`)
  await writeFile(
    join(folder, 'used.json'),
    JSON.stringify({
      [keyOf(1)]: '2026-10-31',
      [keyOf(2)]: '2026-10-26',
      [keyOf(4)]: '2026-11-25',
      [keyOf(9)]: '2026-11-25',
    }),
  )
  await writeFile(join(folder, 'used-run9-aaaaaaaa.txt'), `${keyOf(3)}\n${keyOf(1).slice(0, 5)}`)
  const before = await filesOf(folder)
  const dry = await pruneRecordLog(folder, { unusedSince: '2026-10-27', dryRun: true })
  expect(await filesOf(folder)).toEqual(before)
  const outcome = await pruneRecordLog(folder, { unusedSince: '2026-10-27' })
  expect(outcome).toEqual(dry)
  expect(outcome).toEqual({
    kept: 4,
    dropped: 3,
    damaged: 1,
    bytesBefore: Object.entries(before)
      .filter(([name]) => name.endsWith('.jsonl'))
      .reduce((total, [, { length }]) => total + length, 0),
    bytesAfter: outcome.bytesAfter,
  })
  const after = await filesOf(folder)
  expect(outcome.bytesAfter).toBe(
    Object.entries(after).reduce(
      (total, [name, { length }]) => total + (name.endsWith('.jsonl') ? length : 0),
      0,
    ),
  )
  expect(found(folder, [1, 2, 3, 4, 5, 6]).map((record) => record?.['number'])).toEqual([
    1,
    undefined,
    3,
    'new',
    5,
    undefined,
  ])
  expect(await verifyRecordLog(folder)).toEqual({ records: 4, damaged: [] })
  expect(await readdir(folder)).toContain(oldest)
  expect(await readdir(folder)).not.toContain(lonely)
  expect(JSON.parse(after['used.json'] ?? '')).toEqual({ [keyOf(1)]: '2026-10-31', [keyOf(4)]: '2026-11-25' })
})

test('pruning says what stands in its way', async () => {
  const folder = await temporaryFolder()
  expect(await pruneRecordLog(join(folder, 'none'), { unusedSince: '2026-10-27' })).toEqual({
    kept: 0,
    dropped: 0,
    damaged: 0,
    bytesBefore: 0,
    bytesAfter: 0,
  })
  write(folder, [[1, {}]])
  await writeFile(join(folder, 'used.json'), '{"a":1}')
  const failure = await failureOf(() => pruneRecordLog(folder, { unusedSince: '2026-10-27' }), folder)
  expect(failure).toMatchInlineSnapshot(`
    "damaged-file: …/used.json is damaged: at a, Invalid input: expected string, received number.
      → Remove …/used.json: recordings then count as used when they were made."
  `)
})

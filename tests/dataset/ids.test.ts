import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadRows, sampleId, splitOf, toRows } from '../../src/dataset/index.ts'
import { contentHash } from '../../src/io/index.ts'
import { failureOf, temporaryFile } from './support.ts'

test('gives a row without an id the hash of its inputs and expectations', () => {
  expect(
    toRows([
      { inputs: { a: 1, b: 2 }, expectations: 'x', group: 'g' },
      { id: 'own', inputs: { a: 3, b: 4 }, weight: 2, pickedBy: 'verdict' },
    ]),
  ).toEqual([
    {
      id: contentHash({ expectations: 'x', inputs: { b: 2, a: 1 } }),
      inputs: { a: 1, b: 2 },
      expectations: 'x',
      group: 'g',
    },
    { id: 'own', inputs: { a: 3, b: 4 }, weight: 2, pickedBy: 'verdict' },
  ])
})

test('gives no rows for no rows', () => {
  expect(toRows([])).toEqual([])
})

test('keeps rows that have their ids as they are', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.jsonValue().filter((value) => value !== null),
        { selector: contentHash },
      ),
      (values) => {
        const rows = toRows(values.map((inputs) => ({ inputs })))
        expect(toRows(rows)).toEqual(rows)
      },
    ),
    { numRuns: 50 },
  )
})

test('names both lines of a duplicate id', async () => {
  const path = await temporaryFile('rows.jsonl', '{"id":1,"inputs":1}\n\n{"id":"1","inputs":2}')
  expect(await failureOf(loadRows(path))).toMatchInlineSnapshot(`
    "duplicate-row: …/rows.jsonl:1 and …/rows.jsonl:3 have the same id "1"; expected each id once.
      → Give one of them another \`id\`, or leave ids out: the hash of the content serves."
  `)
})

test('says that two rows without ids have the same content', () => {
  const rows = [{ inputs: { a: 1, b: 2 } }, { inputs: { a: 3, b: 4 } }, { inputs: { b: 2, a: 1 } }]
  expect(() => toRows(rows)).toThrowErrorMatchingInlineSnapshot(`
    [VitestJudgeError: rows[0] and rows[2] have the same content (inputs and expectations) and no id; expected each row once.
      → Remove one of them, or give both an \`id\`.]
  `)
})

test('names a row of an array by its index', () => {
  expect(() => toRows([{ inputs: 1 }, { id: '', inputs: 2 }])).toThrow('rows[1] is not a valid row: at id')
})

test('splits by group, else by id', () => {
  expect(splitOf({ id: 'a', group: 'g' })).toBe(splitOf({ id: 'b', group: 'g' }))
  expect(splitOf({ id: 'g' })).toBe(splitOf({ id: 'x', group: 'g' }))
  const ids = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6']
  expect(ids.map((id) => splitOf({ id }))).toMatchInlineSnapshot(`
    [
      "heldout",
      "heldout",
      "heldout",
      "align",
      "heldout",
      "heldout",
    ]
  `)
})

test('puts about the asked share on the align side, and all or none at the ends', () => {
  const ids = Array.from({ length: 2000 }, (_, index) => ({ id: `row-${index}` }))
  const share = (alignShare?: number) =>
    ids.filter((row) => splitOf(row, alignShare) === 'align').length / ids.length
  expect(Math.abs(share() - 0.5)).toBeLessThan(0.04)
  expect(Math.abs(share(0.2) - 0.2)).toBeLessThan(0.04)
  expect(share(0)).toBe(0)
  expect(share(1)).toBe(1)
})

test('never moves a row out of align when the share grows', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (id, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)]
        expect(splitOf({ id }, small) === 'align' && splitOf({ id }, large) === 'heldout').toBe(false)
      },
    ),
  )
})

test.for([-0.1, 1.1, Number.NaN])('refuses %d as a share', (share) => {
  expect(() => splitOf({ id: 'a' }, share)).toThrow('expected a number from 0 to 1')
})

test('gives a changed answer another sample id, and key order none', () => {
  const sample = { rowId: 'r', inputs: { a: 1, b: 2 }, outputs: 'x' }
  expect(sampleId(sample)).toBe(contentHash(sample))
  expect(sampleId({ ...sample, inputs: { b: 2, a: 1 } })).toBe(sampleId(sample))
  expect(sampleId({ ...sample, outputs: 'y' })).not.toBe(sampleId(sample))
  expect(sampleId({ ...sample, rowId: 's' })).not.toBe(sampleId(sample))
})

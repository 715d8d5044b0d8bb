import { expect, test } from 'vitest'
import { loadRows } from '../../src/dataset/index.ts'
import { failureOf, temporaryFile } from './support.ts'

test('a key of a row that is a known one misspelt is refused, with line and the key that was meant', async () => {
  const path = await temporaryFile('rows.jsonl', '{"inputs":1,"weight":1}\n{"inputs":2,"wieght":20}')
  expect(await failureOf(loadRows(path))).toMatchInlineSnapshot(`
    "invalid-rows: …/rows.jsonl:2 is not a valid row: at wieght received 20; expected no such key: weight is one.
      → Write weight in place of wieght; what is no part of the row belongs into inputs, or is left out by \`fields\` or \`map\`."
  `)
})

test.for([
  ['pickedby', 'pickedBy'],
  ['expectation', 'expectations'],
  ['Group', 'group'],
  ['tag', 'tags'],
  ['ID', 'id'],
] as const)('%s was meant to be %s', async ([key, meant]) => {
  const rows: { inputs: number }[] = [{ inputs: 1, [key]: 'a' }]
  const refusal = `rows[0] is not a valid row: at ${key} received "a"; expected no such key: ${meant} is one.`
  expect(await failureOf(loadRows(rows))).toContain(refusal)
  expect(await failureOf(loadRows([1], { map: () => rows[0] as { inputs: number } }))).toContain(refusal)
})

test('other keys, and columns that make no row by themselves, stay as they are', async () => {
  const row = { inputs: 1, price: 'x', label: 'y', source: 'z', score: 1, text: 't' }
  expect(await loadRows([{ id: 'a', ...row }])).toEqual([{ id: 'a', inputs: 1 }])
  const path = await temporaryFile('rows.jsonl', '{"ID":"a","wieght":2,"inputs":"x"}')
  expect(await loadRows(path, { fields: { id: 'ID', inputs: ['inputs'] } })).toEqual([
    { id: 'a', inputs: { inputs: 'x' } },
  ])
})

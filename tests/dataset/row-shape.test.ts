import { expect, test } from 'vitest'
import { loadRows } from '../../src/dataset/index.ts'
import { failureOf, temporaryFile } from './support.ts'

test('turns numbers as id and group into strings, and takes null as absent', async () => {
  const path = await temporaryFile(
    'rows.jsonl',
    '{"id":7,"inputs":"x","group":12,"tags":null}\n{"id":"8","inputs":"y","group":null,"expectations":null}',
  )
  expect(await loadRows(path)).toEqual([
    { id: '7', inputs: 'x', group: '12' },
    { id: '8', inputs: 'y', expectations: null },
  ])
})

test('keeps how a row was picked, and takes null as absent', async () => {
  const path = await temporaryFile(
    'rows.jsonl',
    '{"id":"a","inputs":1,"weight":2.5,"pickedBy":"random"}\n{"id":"b","inputs":2,"weight":null,"pickedBy":null}',
  )
  expect(await loadRows(path)).toEqual([
    { id: 'a', inputs: 1, weight: 2.5, pickedBy: 'random' },
    { id: 'b', inputs: 2 },
  ])
})

test('names line and path of a weight that is none', async () => {
  const path = await temporaryFile('rows.jsonl', '{"inputs":1,"weight":1}\n\n{"inputs":2,"weight":0}')
  expect(await failureOf(loadRows(path))).toMatchInlineSnapshot(`
    "invalid-rows: …/rows.jsonl:3 is not a valid row: at weight received 0; expected a number from 1e-9 to 1e9.
      → A row is \`{ id?, inputs, expectations?, group?, tags?, weight?, pickedBy?, outputs?, conversation?, trace? }\`; for another shape use \`fields\` or \`map\`."
  `)
})

test('keeps what was recorded with a row, null too, and not what is absent', async () => {
  const path = await temporaryFile(
    'rows.jsonl',
    '{"id":"a","inputs":1,"outputs":null,"conversation":[{"role":"user","content":"x"}],"trace":{"name":"t"}}\n{"id":"b","inputs":2}',
  )
  expect(await loadRows(path)).toEqual([
    {
      id: 'a',
      inputs: 1,
      outputs: null,
      conversation: [{ role: 'user', content: 'x' }],
      trace: { name: 't' },
    },
    { id: 'b', inputs: 2 },
  ])
  expect(await failureOf(loadRows([{ inputs: 1, outputs: { at: 1n } }]))).toContain(
    'rows[0] is not a valid row: at outputs.at received 1n; expected a value that JSON can hold.',
  )
})

test('leaves out keys that are not part of a row', async () => {
  const source = [{ id: 'a', inputs: 1, source: 'elsewhere' }]
  expect(await loadRows(source)).toEqual([{ id: 'a', inputs: 1 }])
})

test('asks for fields where a record has no inputs', async () => {
  const path = await temporaryFile('rows.jsonl', '{"sentence":"x","label":"Y"}')
  expect(await failureOf(loadRows(path))).toMatchInlineSnapshot(`
    "invalid-rows: …/rows.jsonl:1 is not a valid row: at inputs received nothing, beside columns sentence, label; expected a value.
      → Say which column is what: \`fields: { inputs: ['text'], expectations: ['label'] }\`."
  `)
})

test('asks for fields where a CSV has no column of inputs', async () => {
  const path = await temporaryFile('rows.csv', 'sentence,label\nx,Y\n')
  expect(await failureOf(loadRows(path))).toMatchInlineSnapshot(`
    "invalid-rows: …/rows.csv:2 is not a valid row: received columns sentence, label; expected columns \`inputs.…\`.
      → Say which column is what: \`fields: { inputs: ['text'], expectations: ['label'] }\`."
  `)
})

test.for([
  ['inputs,inputs.text\na,b', 'expected either a column `inputs` or columns `inputs.…`'],
  ['inputs.text,expectation.label\na,b', 'expected `inputs.` and `expectations.`, not `expectation.label`'],
  ['input.text,inputs.text\na,b', 'expected `inputs.` and `expectations.`, not `input.text`'],
] as const)('refuses a CSV that starts with %j', async ([csv, expected]) => {
  expect(await failureOf(loadRows(await temporaryFile('rows.csv', csv)))).toContain(expected)
})

const cycle: { self?: unknown } = {}
cycle.self = cycle

test.for([
  ['text', ': received "text"; expected an object with `inputs`'],
  [[1], ': received [1]; expected an object with `inputs`'],
  [{ inputs: null }, ' at inputs received null; expected a value'],
  [{ inputs: 1, id: '' }, ' at id received ""; expected a string that is not empty'],
  [{ inputs: 1, id: { a: 1 } }, ' at id received {"a":1}; expected a string that is not empty'],
  [{ inputs: 1, id: Number.NaN }, ' at id received NaN; expected a string that is not empty'],
  [{ inputs: 1, group: true }, ' at group received true; expected a string that is not empty'],
  [{ inputs: 1, tags: 'a' }, ' at tags received "a"; expected an array of strings'],
  [{ inputs: 1, tags: [1] }, ' at tags received [1]; expected an array of strings'],
  [{ inputs: 1, weight: 0 }, ' at weight received 0; expected a number from 1e-9 to 1e9'],
  [{ inputs: 1, weight: -0.5 }, ' at weight received -0.5; expected a number from 1e-9 to 1e9'],
  [{ inputs: 1, weight: Infinity }, ' at weight received Infinity; expected a number from 1e-9 to 1e9'],
  [{ inputs: 1, weight: Number.NaN }, ' at weight received NaN; expected a number from 1e-9 to 1e9'],
  [{ inputs: 1, weight: '2' }, ' at weight received "2"; expected a number from 1e-9 to 1e9'],
  [{ inputs: 1, pickedBy: 'hand' }, ' at pickedBy received "hand"; expected "random", "verdict" or "hard"'],
  [{ inputs: 1, pickedBy: true }, ' at pickedBy received true; expected "random", "verdict" or "hard"'],
  [{ inputs: { a: [0, Number.NaN] } }, ' at inputs.a.1 received NaN; expected a value that JSON can hold'],
  [{ inputs: { f: () => 1 } }, ' at inputs.f received a function; expected a value that JSON can hold'],
  [{ inputs: new Map([[1, 2]]) }, ' at inputs received {}; expected a value that JSON can hold'],
  [
    { inputs: 1, expectations: { n: 3n } },
    ' at expectations.n received 3n; expected a value that JSON can hold',
  ],
  [
    { inputs: cycle },
    ' at inputs.self received an object that JSON cannot hold; expected a value that JSON can hold',
  ],
] as const)('refuses %o as a row', async ([value, message]) => {
  const source: readonly unknown[] = [{ inputs: 0 }, value]
  const failure = await failureOf(loadRows(source, { map: (item) => item as { inputs: unknown } }))
  expect(failure).toMatch(/^invalid-rows: rows\[1\] is not a valid row/)
  expect(failure).toContain(message)
})

test('holds the same object in two places, and dates', async () => {
  const shared = { a: 1 }
  const day = new Date('2026-01-02T03:04:05Z')
  const [row] = await loadRows([{ id: 'x', inputs: { left: shared, right: shared, day } }])
  expect(row).toEqual({ id: 'x', inputs: { left: { a: 1 }, right: { a: 1 }, day } })
})

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { loadRows } from '../../src/dataset/index.ts'
import { contentHash } from '../../src/io/index.ts'
import { failureOf, temporaryFile, temporaryFolder } from './support.ts'

const twoRows = [
  { id: 'a', inputs: { text: 'one' }, expectations: { label: 'X' } },
  { id: 'b', inputs: { text: 'two' }, group: 'g', tags: ['t'] },
]
const lines = twoRows.map((row) => JSON.stringify(row)).join('\n')

test.for(['rows.jsonl', 'rows.ndjson', 'ROWS.JSONL'])('reads JSON lines from %s', async (name) => {
  expect(await loadRows(await temporaryFile(name, `${lines}\n\n`))).toEqual(twoRows)
})

test('reads a JSON array, and an object with a rows array', async () => {
  expect(await loadRows(await temporaryFile('rows.json', JSON.stringify(twoRows)))).toEqual(twoRows)
  const wrapped = JSON.stringify({ schema: 'x', rows: twoRows })
  expect(await loadRows(await temporaryFile('rows.json', wrapped))).toEqual(twoRows)
})

test('reads from a file URL, as URL and as text', async () => {
  const url = pathToFileURL(await temporaryFile('rows.jsonl', lines))
  expect(await loadRows(url)).toEqual(twoRows)
  expect(await loadRows(url.href)).toEqual(twoRows)
})

test('passes over a byte order mark in each format', async () => {
  for (const [name, text] of [
    ['rows.jsonl', '{"inputs":1}'],
    ['rows.json', '[{"inputs":1}]'],
    ['rows.csv', 'inputs\n1'],
  ] as const) {
    const rows = await loadRows(await temporaryFile(name, `\uFEFF${text}`))
    expect(rows.map(({ inputs }) => Number(inputs))).toEqual([1])
  }
})

test('reads rows from CSV by the names of its columns', async () => {
  const csv =
    'id,inputs.text,inputs.lang,expectations.label,group,tags,note\r\n' +
    '7,"a, ""b""\r\nc",en,X,d1,"s; t",n\r\n\r\n,plain,,Y,,,\r\n'
  const inputs = { text: 'plain', lang: '' }
  const expectations = { label: 'Y' }
  expect(await loadRows(await temporaryFile('rows.csv', csv))).toEqual([
    {
      id: '7',
      inputs: { text: 'a, "b"\nc', lang: 'en' },
      expectations: { label: 'X' },
      group: 'd1',
      tags: ['s', 't'],
    },
    { id: contentHash({ inputs, expectations }), inputs, expectations, tags: [] },
  ])
})

test('reads from CSV how a row was picked', async () => {
  const csv = 'id,inputs,weight,pickedBy\na,x,2.50,verdict\nb,y,1e2,\nc,z,,random\nd,v, 3 ,\n'
  expect(await loadRows(await temporaryFile('rows.csv', csv))).toEqual([
    { id: 'a', inputs: 'x', weight: 2.5, pickedBy: 'verdict' },
    { id: 'b', inputs: 'y', weight: 100 },
    { id: 'c', inputs: 'z', pickedBy: 'random' },
    { id: 'd', inputs: 'v', weight: 3 },
  ])
})

test.for([
  ['weight', 'heavy', 'received "heavy"; expected a number from 1e-9 to 1e9'],
  ['weight', '"1,5"', 'received "1,5"; expected a number from 1e-9 to 1e9'],
  ['weight', '-1', 'received -1; expected a number from 1e-9 to 1e9'],
  ['weight', ' ', 'received " "; expected a number from 1e-9 to 1e9'],
  ['weight', 'Infinity', 'received Infinity; expected a number from 1e-9 to 1e9'],
  ['pickedBy', 'Random', 'received "Random"; expected "random", "verdict" or "hard"'],
] as const)('refuses a CSV whose column %s holds %s', async ([column, cell, message]) => {
  const path = await temporaryFile('rows.csv', `inputs,${column}\nx,\ny,${cell}\n`)
  const failure = await failureOf(loadRows(path))
  expect(failure).toContain(`invalid-rows: …/rows.csv:3 is not a valid row: at ${column} ${message}.`)
})

test('reads TSV with stray quotes', async () => {
  const path = await temporaryFile('rows.tsv', 'inputs.a\tinputs.b\nsay "x"\ty, z\n')
  expect((await loadRows(path)).map(({ inputs }) => inputs)).toEqual([{ a: 'say "x"', b: 'y, z' }])
})

test('gives the same ids whatever the line ends of the checkout', async () => {
  const csv = 'inputs.text\n"a\nb"\n'
  const unix = await loadRows(await temporaryFile('rows.csv', csv))
  expect(await loadRows(await temporaryFile('rows.csv', csv.replaceAll('\n', '\r\n')))).toEqual(unix)
})

test('names the record line of a CSV cell that spans lines', async () => {
  const path = await temporaryFile('rows.csv', 'id,inputs.text\n1,"a\nb"\n\n1,"c\nd"\n')
  expect(await failureOf(loadRows(path))).toMatchInlineSnapshot(`
    "duplicate-row: …/rows.csv:2 and …/rows.csv:5 have the same id "1"; expected each id once.
      → Give one of them another \`id\`, or leave ids out: the hash of the content serves."
  `)
})

test.for([
  ['rows.jsonl', '{"inputs":1}\n{"inputs": xyz}\n', 2],
  ['rows.jsonl', '{"inputs":1}\n{"inputs": {"a":', 2],
  ['rows.json', '[\n{"inputs": 1},\n{"inputs": oops}\n]', 3],
  ['rows.json', '[\n{"inputs": [1, 2,]}\n]', 2],
  ['rows.json', '[\n{"inputs": "a\nb"}]', 2],
  ['rows.json', '[{"inputs": {}},\n[],\n{"a" 1}]', 3],
  ['rows.json', '[{"inputs": 1}]\n]', 2],
  ['rows.json', '[{"inputs": 1,\n"b": -1.5e3, "c": "\\u00e9\\n"\n', 3],
  ['rows.json', '[{"inputs": 1}, {\n 2: 3}]', 2],
  ['rows.csv', 'inputs.a,inputs.b\n1,2\n3\n', 3],
  ['rows.csv', 'inputs.a,inputs.b\n1,2\n\n3,"4\n5,6\n7,8\n', 3],
  ['rows.csv', 'inputs.a,inputs.b\n1,"2"x\n', 2],
  ['rows.csv', 'inputs.a,inputs.a\n1,2\n', 1],
] as const)('names the damaged line of %s: %j', async ([name, text, line]) => {
  expect(await failureOf(loadRows(await temporaryFile(name, text)))).toMatch(
    new RegExp(`^damaged-file: …/${name}:${line} is damaged: `),
  )
})

test('says what is wrong with broken JSON', async () => {
  const path = await temporaryFile('rows.jsonl', '{"inputs":1}\n{"inputs": xyz}\n')
  expect(await failureOf(loadRows(path))).toMatchInlineSnapshot(`
    "damaged-file: …/rows.jsonl:2 is damaged: received text that is not JSON (Unexpected token 'x', "{"inputs": xyz}" is not valid JSON); expected JSON.
      → Mend line 2 of …/rows.jsonl."
  `)
})

test('says where a quote was opened and never closed', async () => {
  const path = await temporaryFile('rows.csv', 'inputs.a\n"x\n')
  expect(await failureOf(loadRows(path))).toMatchInlineSnapshot(`
    "damaged-file: …/rows.csv:2 is damaged: a quote opened here is never closed.
      → Mend line 2 of …/rows.csv; a cell with a quote, a line end or a separator is written in double quotes."
  `)
})

test.for([
  ['rows.jsonl', '\n \n'],
  ['rows.json', '[]'],
  ['rows.json', '{"rows": []}'],
  ['rows.json', ''],
  ['rows.csv', ''],
  ['rows.csv', 'id,inputs.text\n'],
] as const)('refuses %s without rows: %j', async ([name, text]) => {
  expect(await failureOf(loadRows(await temporaryFile(name, text)))).toBe(
    `no-rows: …/${name} holds no rows; expected one at least.\n  → Add rows, or check that this is the source you mean.`,
  )
})

test('refuses an empty array', async () => {
  expect(await failureOf(loadRows([]))).toMatch(/^no-rows: The array holds no rows/)
})

test('refuses JSON that holds no list of rows', async () => {
  const path = await temporaryFile('rows.json', '{"data": []}')
  expect(await failureOf(loadRows(path))).toMatchInlineSnapshot(`
    "invalid-rows: …/rows.json holds no rows: received {"data":[]}; expected an array, or an object with a \`rows\` array.
      → Put the rows into an array: \`[{ "inputs": { … } }]\`."
  `)
})

test('refuses a file that is not there, and a folder in its place', async () => {
  const folder = await temporaryFolder()
  expect(await failureOf(loadRows(join(folder, 'none.csv')))).toMatch(
    /^missing-file: …\/none.csv does not exist/,
  )
  await mkdir(join(folder, 'folder.csv'))
  expect(await failureOf(loadRows(join(folder, 'folder.csv')))).toMatch(
    /^missing-file: …\/folder.csv could not/,
  )
})

test.for([
  'rows.xlsx',
  'rows',
  'rows.jsonl.gz',
  's3://bucket/rows.csv',
  'https://example.org/rows.jsonl',
  'hugging-face:',
  'hugging-face:../x',
  'hugging-face:a/b/c',
])('does not know the source %s', async (source) => {
  expect(await failureOf(loadRows(source))).toMatch(/^unknown-source: /)
})

test('lists the known sources', async () => {
  expect(await failureOf(loadRows('rows.xlsx'))).toMatchInlineSnapshot(`
    "unknown-source: rows.xlsx is no known source; expected a file that ends in .jsonl, .ndjson, .json, .csv, .tsv, or hugging-face:<owner/name>.
      → Convert the file to one of these, or pass an array of rows."
  `)
  expect(await failureOf(loadRows(new URL('https://example.org/rows.jsonl')))).toMatch(
    /^unknown-source: https:\/\/example.org\/rows.jsonl is no known source/,
  )
})

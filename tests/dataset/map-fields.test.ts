import { expect, test } from 'vitest'
import { loadRows, type LoadOptions, type RowFields } from '../../src/dataset/index.ts'
import { failureOf, temporaryFile } from './support.ts'

const pubmed = 'pmid,sentence,label,section,kind\n1,First.,METHODS,a,"x, y"\n2,Second.,RESULTS,,\n'

test('picks and renames columns', async () => {
  const rows = await loadRows(await temporaryFile('pubmed.csv', pubmed), {
    fields: {
      id: 'pmid',
      inputs: { text: 'sentence' },
      expectations: ['label'],
      group: 'section',
      tags: ['kind', 'label'],
    },
  })
  expect(rows).toEqual([
    {
      id: '1',
      inputs: { text: 'First.' },
      expectations: { label: 'METHODS' },
      group: 'a',
      tags: ['x', 'y', 'METHODS'],
    },
    { id: '2', inputs: { text: 'Second.' }, expectations: { label: 'RESULTS' }, tags: ['RESULTS'] },
  ])
})

test('picks columns of any JSON value', async () => {
  const path = await temporaryFile('rows.json', '[{"n":1,"turns":[{"a":null}],"kinds":["p"],"doc":9}]')
  const fields = { id: 'n', inputs: ['turns'], group: 'doc', tags: 'kinds' }
  expect(await loadRows(path, { fields })).toEqual([
    { id: '1', inputs: { turns: [{ a: null }] }, group: '9', tags: ['p'] },
  ])
})

test('picks how a record was picked, from texts and from numbers', async () => {
  const fields = { id: 'n', inputs: ['q'], weight: 'share', pickedBy: 'how' }
  const csv = 'n,q,share,how\n1,a,4,random\n2,b,,\n'
  expect(await loadRows(await temporaryFile('rows.csv', csv), { fields })).toEqual([
    { id: '1', inputs: { q: 'a' }, weight: 4, pickedBy: 'random' },
    { id: '2', inputs: { q: 'b' } },
  ])
  const json = '[{"n":1,"q":"a","share":0.5,"how":"verdict"},{"n":2,"q":"b","share":null,"how":null}]'
  expect(await loadRows(await temporaryFile('rows.json', json), { fields })).toEqual([
    { id: '1', inputs: { q: 'a' }, weight: 0.5, pickedBy: 'verdict' },
    { id: '2', inputs: { q: 'b' } },
  ])
})

test('picks columns of items in an array', async () => {
  const rows = await loadRows([{ question: 'q', answer: 'a' }], {
    fields: { inputs: ['question'], expectations: ['answer'] },
  })
  expect(rows.map(({ inputs, expectations }) => [inputs, expectations])).toEqual([
    [{ question: 'q' }, { answer: 'a' }],
  ])
})

test('maps records of another shape, with their index', async () => {
  const path = await temporaryFile('rows.jsonl', '{"q":{"text":"one"}}\n{"q":{"text":"two"}}')
  const rows = await loadRows(path, { map: (record, index) => ({ id: index + 1, inputs: record['q'] }) })
  expect(rows).toEqual([
    { id: '1', inputs: { text: 'one' } },
    { id: '2', inputs: { text: 'two' } },
  ])
})

test('maps items of an array by their own type', async () => {
  const rows = await loadRows(['one', 'two'], { map: (text) => ({ id: text, inputs: text.length }) })
  expect(rows).toEqual([
    { id: 'one', inputs: 3 },
    { id: 'two', inputs: 3 },
  ])
})

test('maps how a record was picked', async () => {
  const rows = await loadRows([4, 5], {
    map: (chance) => ({ id: chance, inputs: 'x', weight: 1 / chance, pickedBy: 'random' }),
  })
  expect(rows).toEqual([
    { id: '4', inputs: 'x', weight: 0.25, pickedBy: 'random' },
    { id: '5', inputs: 'x', weight: 0.2, pickedBy: 'random' },
  ])
})

test('names the column that a record lacks', async () => {
  const path = await temporaryFile('rows.jsonl', '{"text":"a","label":"X"}\n{"text":"b"}')
  const promise = loadRows(path, { fields: { inputs: ['text'], expectations: ['label'] } })
  expect(await failureOf(promise)).toMatchInlineSnapshot(`
    "invalid-rows: …/rows.jsonl:2 is not a valid row: received columns text; expected a column \`label\`, as \`fields\` says.
      → Correct \`fields\`; where some records lack a column, use \`map\`."
  `)
})

test('does not take inherited properties for columns', async () => {
  const path = await temporaryFile('rows.jsonl', '{"text":"a"}')
  expect(await failureOf(loadRows(path, { fields: { inputs: ['toString'] } }))).toContain(
    'expected a column `toString`',
  )
})

test('names the record on which map fails', async () => {
  const path = await temporaryFile('rows.jsonl', '{"text":"a"}\n{}')
  const map = (record: Record<string, unknown>) => {
    if (record['text'] === undefined) throw new Error('no text')
    return { inputs: record['text'] }
  }
  expect(await failureOf(loadRows(path, { map }))).toMatchInlineSnapshot(`
    "invalid-rows: \`map\` failed on …/rows.jsonl:2: it threw "no text"; expected a row.
      → Make \`map\` return \`{ inputs, expectations? }\` for every record."
  `)
})

test('refuses records that are not objects', async () => {
  const path = await temporaryFile('rows.json', '["text"]')
  expect(await failureOf(loadRows(path, { map: () => ({ inputs: 1 }) }))).toMatch(
    /^invalid-rows: …\/rows.json\[0\] is not a valid row: received "text"; expected an object/,
  )
  expect(await failureOf(loadRows(path, { fields: { inputs: ['a'] } }))).toMatch(
    /^invalid-rows: …\/rows.json\[0\] is not a valid row: received "text"; expected an object/,
  )
})

test.for<[string, LoadOptions, string]>([
  ['map with fields', { map: () => ({ inputs: 1 }), fields: { inputs: ['a'] } }, 'Both `map` and `fields`'],
  ['fields without inputs', { fields: { inputs: {} } }, '`fields.inputs` names no column'],
  [
    'an option that nobody knows',
    { feilds: { inputs: ['text'] } } as LoadOptions,
    'loadRows has the unknown option feilds; expected only map, fields, sample, schema, config, split, revision, limit, baseURL, cacheFolder, token, sleep.\n' +
      '  → Write fields in place of feilds.',
  ],
  [
    'a part of a row that nobody knows',
    { fields: { inputs: ['text'], wieght: 'share' } as RowFields },
    '`fields` has the unknown option wieght; expected only id, inputs, expectations, group, tags, weight, pickedBy.\n' +
      '  → Write weight in place of wieght.',
  ],
  ['a limit for a file', { limit: 5 }, 'The option `limit` was given for a source that is not Hugging Face'],
  ['a split for a file', { split: 'train' }, 'The option `split` was given'],
  ['an empty sample', { sample: { size: 0, seed: 1 } }, 'The sample has size 0 and seed 1'],
])('refuses %s', async ([, options, message]) => {
  const path = await temporaryFile('rows.jsonl', '{"inputs":1}')
  const failure = await failureOf(loadRows(path, options))
  expect(failure).toMatch(/^invalid-options: /)
  expect(failure).toContain(message)
})

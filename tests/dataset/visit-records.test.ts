import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { visitRecords } from '../../src/dataset/index.ts'
import { failureOf, temporaryFolder } from './support.ts'

async function recordsOf(path: string): Promise<[record: unknown, place: string][]> {
  const records: [unknown, string][] = []
  await visitRecords(path, (record, place) => records.push([record, place.replace(/^.*\//, '')]))
  return records
}

test('hands over records of every kind of file as they are, each with its place', async () => {
  const folder = await temporaryFolder()
  const texts = {
    'rows.jsonl': '\uFEFF{"a":1,"b":{"c":null}}\r\n\n{"a":"x"}',
    'rows.json': '[{"a":1},{"a":"x"}]',
    'inside.json': '{"rows":[{"a":1}]}',
    'rows.csv': '\uFEFFa,b\r\n1,"x\r\ny"\r\n\r\n,"say ""no"""\r\n',
    'rows.tsv': 'a\tb\n1\t2"\n',
    'empty.jsonl': '',
    'empty.csv': '',
  }
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text)
  const found = await Promise.all(
    Object.keys(texts).map(async (name) => [name, await recordsOf(join(folder, name))] as const),
  )
  expect(Object.fromEntries(found)).toEqual({
    'rows.jsonl': [
      [{ a: 1, b: { c: null } }, 'rows.jsonl:1'],
      [{ a: 'x' }, 'rows.jsonl:3'],
    ],
    'rows.json': [
      [{ a: 1 }, 'rows.json[0]'],
      [{ a: 'x' }, 'rows.json[1]'],
    ],
    'inside.json': [[{ a: 1 }, 'inside.json.rows[0]']],
    'rows.csv': [
      [{ a: '1', b: 'x\ny' }, 'rows.csv:2'],
      [{ a: '', b: 'say "no"' }, 'rows.csv:5'],
    ],
    'rows.tsv': [[{ a: '1', b: '2"' }, 'rows.tsv:2']],
    'empty.jsonl': [],
    'empty.csv': [],
  })
})

test('names the line of what is broken, and of what is no record', async () => {
  const folder = await temporaryFolder()
  const failure = async (name: string, text: string) => {
    await writeFile(join(folder, name), text)
    return (await failureOf(recordsOf(join(folder, name)))).split('\n')[0]
  }
  expect(await failure('rows.jsonl', '{"a":1}\n\n{"a":\n')).toMatch(
    /^damaged-file: …\/rows\.jsonl:3 is damaged: received text that is not JSON \(/,
  )
  expect(await failure('rows.jsonl', '{"a":1}\n7\n')).toBe(
    'invalid-rows: …/rows.jsonl:2 is not a valid row: received 7; expected an object.',
  )
  expect(await failure('rows.csv', 'a,a\n1,2\n')).toBe(
    'damaged-file: …/rows.csv:1 is damaged: received two columns named "a"; expected one.',
  )
  expect(await failure('rows.csv', 'a,b\n1,2\n"3,4\n')).toBe(
    'damaged-file: …/rows.csv:3 is damaged: a quote opened here is never closed.',
  )
  expect(await failure('rows.xlsx', '')).toMatch(/^unknown-source: …\/rows\.xlsx is no known source;/)
})

test('lets through what the visitor throws', async () => {
  const folder = await temporaryFolder()
  for (const [name, text] of [
    ['rows.jsonl', '{"a":1}'],
    ['rows.csv', 'a\n1\n'],
    ['rows.json', '[{"a":1}]'],
  ] as const) {
    await writeFile(join(folder, name), text)
    await expect(
      visitRecords(join(folder, name), () => {
        throw new RangeError('enough')
      }),
    ).rejects.toThrow(new RangeError('enough'))
  }
})

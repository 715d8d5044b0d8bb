import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { loadRows } from '../../src/dataset/index.ts'
import { failureOf, loopback, sendJson, temporaryFolder, type Loopback } from './support.ts'

beforeEach(() => {
  vi.stubEnv('HF_TOKEN', undefined)
  return () => vi.unstubAllEnvs()
})

const source = 'hugging-face:owner/name'
const fields = { id: 'n', inputs: ['text'] }
const splits = [
  { dataset: 'owner/name', config: 'plain', split: 'test' },
  { dataset: 'owner/name', config: 'plain', split: 'train' },
  { dataset: 'owner/name', config: 'other', split: 'validation' },
]

const page = (offset: number, length: number, total: number) => ({
  features: [{ feature_idx: 0, name: 'text', type: { dtype: 'string', _type: 'Value' } }],
  rows: Array.from({ length: Math.max(0, Math.min(length, total - offset)) }, (_, index) => ({
    row_idx: offset + index,
    row: { n: offset + index, text: `text ${offset + index}` },
    truncated_cells: [],
  })),
  num_rows_total: total,
  num_rows_per_page: 100,
  partial: false,
})

/** Answers as the public server does. */
function answer(url: URL, response: ServerResponse, total: number): void {
  if (url.pathname === '/splits') return sendJson(response, { splits, pending: [], failed: [] })
  const [offset, length] = ['offset', 'length'].map((name) => Number(url.searchParams.get(name)))
  return sendJson(response, page(offset ?? 0, length ?? 0, total))
}

const serve = (total: number): Promise<Loopback> => loopback((url, response) => answer(url, response, total))

const asked = (server: Loopback) => server.requests.map(({ url }) => `${url.pathname}${url.search}`)

test('finds the split, reads page by page, and gives rows like any file', async () => {
  const server = await serve(230)
  const rows = await loadRows(source, {
    baseURL: `${server.baseURL}/`,
    cacheFolder: await temporaryFolder(),
    fields,
  })
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 230 }, (_, index) => String(index)))
  expect(rows[229]).toEqual({ id: '229', inputs: { text: 'text 229' } })
  expect(asked(server)).toEqual([
    '/splits?dataset=owner%2Fname',
    '/rows?dataset=owner%2Fname&config=plain&split=train&offset=0&length=100',
    '/rows?dataset=owner%2Fname&config=plain&split=train&offset=100&length=100',
    '/rows?dataset=owner%2Fname&config=plain&split=train&offset=200&length=100',
  ])
})

test('reads no further than the limit, and passes the revision on', async () => {
  const server = await serve(230)
  const rows = await loadRows(source, {
    baseURL: server.baseURL,
    cacheFolder: await temporaryFolder(),
    config: 'plain',
    split: 'test',
    revision: 'abc123',
    limit: 120,
    fields,
  })
  expect(rows).toHaveLength(120)
  expect(asked(server)).toEqual([
    '/rows?dataset=owner%2Fname&config=plain&split=test&offset=0&length=100&revision=abc123',
    '/rows?dataset=owner%2Fname&config=plain&split=test&offset=100&length=20&revision=abc123',
  ])
})

test.for([
  [{}, 'plain/train'],
  [{ config: 'other' }, 'other/validation'],
  [{ split: 'test' }, 'plain/test'],
  [{ split: 'validation' }, 'other/validation'],
] as const)('chooses for %j the split %s', async ([choice, chosen]) => {
  const server = await serve(1)
  await loadRows(source, { baseURL: server.baseURL, cacheFolder: await temporaryFolder(), fields, ...choice })
  const query = server.requests.at(-1)?.url.searchParams
  expect(`${query?.get('config')}/${query?.get('split')}`).toBe(chosen)
})

test('lists the splits there are when the asked one is not', async () => {
  const server = await serve(1)
  const options = { baseURL: server.baseURL, cacheFolder: await temporaryFolder(), split: 'dev' }
  expect(await failureOf(loadRows(source, options))).toMatchInlineSnapshot(`
    "invalid-options: owner/name has no split dev; expected one of (config/split) plain/test, plain/train, other/validation.
      → Set \`config\` and \`split\` to one of these."
  `)
})

test('says that a dataset has no splits', async () => {
  const server = await loopback((_, response) => sendJson(response, { splits: [] }))
  const options = { baseURL: server.baseURL, cacheFolder: await temporaryFolder() }
  expect(await failureOf(loadRows(source, options))).toMatch(
    /^invalid-options: owner\/name has no split; expected one of \(config\/split\) none\./,
  )
})

test('asks nobody when the cache is complete', async () => {
  const server = await serve(150)
  const options = { baseURL: server.baseURL, cacheFolder: await temporaryFolder(), fields }
  const first = await loadRows(source, options)
  await server.close()
  expect(await loadRows(source, options)).toEqual(first)
  expect(server.requests).toHaveLength(3)
})

test('keeps revisions, splits and servers apart in the cache', async () => {
  const server = await serve(3)
  const other = await serve(2)
  const options = { baseURL: server.baseURL, cacheFolder: await temporaryFolder(), fields }
  await loadRows(source, options)
  await loadRows(source, { ...options, revision: 'r2' })
  await loadRows(source, { ...options, config: 'plain', split: 'test' })
  expect(server.requests).toHaveLength(5)
  expect(await loadRows(source, { ...options, baseURL: other.baseURL })).toHaveLength(2)
})

test('fetches a damaged cache file again, and no other', async () => {
  const server = await serve(150)
  const cacheFolder = await temporaryFolder()
  const options = { baseURL: server.baseURL, cacheFolder, fields }
  const first = await loadRows(source, options)
  const folder = join(cacheFolder, 'owner--name')
  const files = await readdir(folder)
  expect(files).toHaveLength(3)
  const damages = [
    (text: string) => text.slice(0, text.length / 2),
    (text: string) => text.replace('plain', 'plane'),
    () => '',
    () => '{}',
  ]
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8')
    for (const damage of damages) {
      const before = server.requests.length
      await writeFile(join(folder, file), damage(text))
      expect(await loadRows(source, options)).toEqual(first)
      expect(server.requests.length - before).toBe(1)
      expect(await readFile(join(folder, file), 'utf8')).toBe(text)
    }
  }
})

test('takes a sample of what it reads', async () => {
  const server = await serve(150)
  const options = { baseURL: server.baseURL, cacheFolder: await temporaryFolder(), fields }
  expect(await loadRows(source, { ...options, sample: { size: 10, seed: 1 } })).toHaveLength(10)
})

test('waits and asks again when the server is busy', async () => {
  const server = await loopback((url, response, count) => {
    if (count === 2) return response.writeHead(429, { 'retry-after': '7' }).end()
    if (count === 3) return response.writeHead(502).end()
    return answer(url, response, 1)
  })
  const waits: number[] = []
  const rows = await loadRows(source, {
    baseURL: server.baseURL,
    cacheFolder: await temporaryFolder(),
    fields,
    sleep: async (milliseconds) => void waits.push(milliseconds),
  })
  expect(rows).toHaveLength(1)
  expect(waits).toEqual([7000, 1000])
})

test('gives up on a server that stays busy, and keeps nothing', async () => {
  const server = await loopback((_, response) => sendJson(response, { error: 'busy' }, 503))
  const cacheFolder = await temporaryFolder()
  const promise = loadRows(source, { baseURL: server.baseURL, cacheFolder, sleep: async () => undefined })
  expect(await failureOf(promise)).toMatch(/^request-failed: .* failed after 4 attempts: received status 503/)
  expect(await readdir(cacheFolder)).toEqual([])
})

test('names HF_TOKEN for a gated dataset', async () => {
  const server = await loopback((_, response) => sendJson(response, { error: 'Unauthorized' }, 401))
  const promise = loadRows(source, { baseURL: server.baseURL, cacheFolder: await temporaryFolder() })
  expect(await failureOf(promise)).toMatchInlineSnapshot(`
    "request-failed: GET http://localhost/splits?dataset=owner%2Fname failed after 1 attempt: received status 401 ({"error":"Unauthorized"}); expected JSON.
      → owner/name is gated, private or misspelt: the server wants a token. Accept its terms on huggingface.co and set HF_TOKEN."
  `)
  expect(server.requests.map(({ authorization }) => authorization)).toEqual([undefined])
})

test('doubts the name after 404', async () => {
  const server = await loopback((_, response) => sendJson(response, { error: 'Not found' }, 404))
  const promise = loadRows(source, { baseURL: server.baseURL, cacheFolder: await temporaryFolder() })
  expect(await failureOf(promise)).toMatchInlineSnapshot(`
    "request-failed: GET http://localhost/splits?dataset=owner%2Fname failed after 1 attempt: received status 404 ({"error":"Not found"}); expected JSON.
      → Check the name owner/name, its config and its split on huggingface.co/datasets."
  `)
})

test('sends the token of the environment, or the one given, and stores neither', async () => {
  const server = await serve(1)
  vi.stubEnv('HF_TOKEN', 'hf_environment')
  const cacheFolder = await temporaryFolder()
  const options = { baseURL: server.baseURL, cacheFolder, fields }
  await loadRows(source, options)
  await loadRows(source, { ...options, revision: 'r', token: 'hf_given' })
  expect(server.requests.map(({ authorization }) => authorization)).toEqual([
    'Bearer hf_environment',
    'Bearer hf_environment',
    'Bearer hf_given',
    'Bearer hf_given',
  ])
  const folder = join(cacheFolder, 'owner--name')
  for (const file of await readdir(folder)) {
    expect(await readFile(join(folder, file), 'utf8')).not.toContain('hf_')
  }
})

const broken: [string, (url: URL, response: ServerResponse) => void, RegExp][] = [
  ['text that is not JSON', (_, response) => void response.end('{"rows": ['), /a body that is not JSON/],
  [
    'JSON of another shape',
    (_, response) => sendJson(response, { rows: 3 }),
    /gave JSON of another shape: at rows, Invalid input: expected array/,
  ],
  [
    'no rows before the end',
    (_, response) => sendJson(response, { rows: [], num_rows_total: 5 }),
    /gave JSON of another shape: at rows, there are no rows, before the end/,
  ],
  [
    'another total on the second page',
    (url, response) => answer(url, response, url.searchParams.get('offset') === '0' ? 150 : 160),
    /changed between two pages: received totals of 150 and 160 rows/,
  ],
]

test.for(broken)('refuses %s', async ([, send, message]) => {
  const server = await loopback(send)
  const cacheFolder = await temporaryFolder()
  const options = { baseURL: server.baseURL, cacheFolder, config: 'plain', split: 'train' }
  const failure = await failureOf(loadRows(source, options))
  expect(failure).toMatch(/^request-failed: /)
  expect(failure).toMatch(message)
})

test('names the row and the cells that the server cut short', async () => {
  const server = await loopback((_, response) => {
    const whole = page(0, 2, 2)
    const [first, second] = whole.rows
    return sendJson(response, { ...whole, rows: [first, { ...second, truncated_cells: ['text'] }] })
  })
  const options = {
    baseURL: server.baseURL,
    cacheFolder: await temporaryFolder(),
    config: 'plain',
    split: 'train',
  }
  expect(await failureOf(loadRows(source, options))).toMatchInlineSnapshot(`
    "invalid-rows: owner/name (plain/train) row 1 is not a valid row: at text received a cell that the server cut short; expected the whole cell.
      → Download the dataset and load its file; the server shortens rows that are very long."
  `)
})

test('has no rows in an empty split', async () => {
  const server = await serve(0)
  const promise = loadRows(source, { baseURL: server.baseURL, cacheFolder: await temporaryFolder() })
  expect(await failureOf(promise)).toMatch(/^no-rows: hugging-face:owner\/name holds no rows/)
})

test.for([0, 1.5, -3, Number.NaN])('refuses %d as a limit', async (limit) => {
  expect(await failureOf(loadRows(source, { limit }))).toMatch(/^invalid-options: `limit` is/)
})

test('keeps the default cache out of git, and leaves a .gitignore that is there', async () => {
  const server = await serve(1)
  const options = { baseURL: server.baseURL, fields }
  const home = process.cwd()
  process.chdir(await temporaryFolder())
  onTestFinished(() => process.chdir(home))
  await loadRows(source, options)
  expect(await readdir('.vitest-judge/datasets/owner--name')).toHaveLength(2)
  expect(await readFile('.vitest-judge/.gitignore', 'utf8')).toBe('*\n')
  await writeFile('.vitest-judge/.gitignore', '*\n!kept\n')
  await loadRows(source, { ...options, revision: 'r' })
  expect(await readFile('.vitest-judge/.gitignore', 'utf8')).toBe('*\n!kept\n')
})

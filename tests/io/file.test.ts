import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  appendText,
  exists,
  parseJsonFile,
  prettyJson,
  readText,
  readTextIfAny,
  writeWhole,
} from '../../src/io/index.ts'
import { failureOf, temporaryFolder } from './support.ts'

test('writes a new file, making its folder, and leaves nothing else', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a/b/file.json')
  await writeWhole(path, 'é\n')
  expect(await readFile(path, 'utf8')).toBe('é\n')
  expect(await readdir(join(folder, 'a/b'))).toEqual(['file.json'])
})

test('shows a reader the old text or a new one and never a part, with many writers', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'file.txt')
  const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(200_000))
  await writeWhole(path, 'old')
  const writing = new AbortController()
  const seen = new Set<string>()
  const reading = (async () => {
    while (!writing.signal.aborted) seen.add(await readText(path))
  })()
  await Promise.all(texts.map((text) => writeWhole(path, text)))
  writing.abort()
  await reading
  seen.add(await readText(path))
  expect([...seen].filter((text) => text !== 'old' && !texts.includes(text))).toEqual([])
  expect(texts).toContain(await readText(path))
  expect(await readdir(folder)).toEqual(['file.txt'])
})

test('leaves the old text and no temporary file when writing fails', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'taken/inside'), { recursive: true })
  await expect(writeWhole(join(folder, 'taken'), 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
  expect(await readdir(folder)).toEqual(['taken'])
  expect(await readdir(join(folder, 'taken'))).toEqual(['inside'])
})

test('appends to a file, and makes it where there is none', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'file.md')
  await appendText(path, 'one\n')
  await appendText(path, 'two\n')
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\n')
  await expect(appendText(join(folder, 'none/file.md'), 'x')).rejects.toThrow('ENOENT')
})

test('tells whether something stands at a path', async () => {
  const folder = await temporaryFolder()
  expect(await exists(folder)).toBe(true)
  expect(await exists(join(folder, 'none'))).toBe(false)
})

test('gives undefined for a file that is not there, and an error where one was expected', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'none.json')
  expect(await readTextIfAny(path)).toBeUndefined()
  expect(await failureOf(() => readText(path), folder)).toMatchInlineSnapshot(`
    "missing-file: …/none.json does not exist; expected a file.
      → Check the path; relative paths start at the folder the command runs in."
  `)
})

test('does not take a file that cannot be read for one that is not there', async () => {
  const folder = await temporaryFolder()
  expect(await failureOf(() => readTextIfAny(folder), folder)).toMatchInlineSnapshot(`
    "missing-file: … could not be read: EISDIR: illegal operation on a directory, read.
      → Check the path and its permissions."
  `)
})

test('writes JSON that it can parse again', async () => {
  const path = join(await temporaryFolder(), 'file.json')
  const value = { name: 'x', list: [1, 2] }
  await writeFile(path, prettyJson(value))
  const schema = z.object({ name: z.string(), list: z.array(z.number()) })
  expect(parseJsonFile(path, await readText(path), schema, 'none')).toEqual(value)
  expect(prettyJson({ a: 1 })).toBe('{\n  "a": 1\n}\n')
})

test('names the file and the fault of damaged JSON', async () => {
  const schema = z.object({ list: z.array(z.number()) })
  const parse = (text: string) => () => parseJsonFile('memory.json', text, schema, 'Roll back.')
  expect(await failureOf(parse('{"list": [1'), '//')).toMatchInlineSnapshot(`
    "damaged-file: memory.json is damaged: it is not JSON (Expected ',' or ']' after array element in JSON at position 11 (line 1 column 12)).
      → Roll back."
  `)
  expect(await failureOf(parse('{"list": [1, "2"]}'), '//')).toMatchInlineSnapshot(`
    "damaged-file: memory.json is damaged: at list.1, Invalid input: expected number, received string.
      → Roll back."
  `)
  expect(await failureOf(parse('7'), '//')).toMatchInlineSnapshot(`
    "damaged-file: memory.json is damaged: at the top, Invalid input: expected object, received number.
      → Roll back."
  `)
})

test('refuses to write, with the reason, where the system does, and leaves nothing behind', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'file.json/in the way'), { recursive: true })
  expect(await failureOf(() => writeWhole(join(folder, 'file.json'), '{}'), folder)).toMatch(
    /^cannot-write: …\/file\.json could not be written: [^]*→ Check the permissions of the file and its folder/,
  )
  expect(await readdir(folder)).toEqual(['file.json'])
})

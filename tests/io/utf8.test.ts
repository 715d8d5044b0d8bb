import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { readLines, readText, readTextIfAny, streamLines } from '../../src/io/index.ts'
import { failureOf, temporaryFolder } from './support.ts'

const text = '{"name":"Zoë"}\n'

/** Every way in which a text is read that somebody wrote. */
const readings: [string, (path: string) => Promise<unknown>][] = [
  ['whole', readText],
  ['by lines', (path) => readLines(path, z.object({ name: z.string() }))],
  ['as a stream', (path) => streamLines(path, () => {})],
]

test.for(readings)('%s, another encoding is refused', async ([, read]) => {
  const folder = await temporaryFolder()
  const path = join(folder, 'rows.jsonl')
  const failure = async (bytes: Buffer) => {
    await writeFile(path, bytes)
    return failureOf(() => read(path), folder)
  }
  const latin = 'damaged-file: …/rows.jsonl is no UTF-8; it may be Latin-1 or Windows-1252.'
  expect(await failure(Buffer.from(text, 'latin1'))).toContain(latin)
  expect(await failure(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toContain(
    'damaged-file: …/rows.jsonl is no UTF-8; it may be UTF-16.',
  )
  const cut = Buffer.from(`${text}Zoë`).subarray(0, -1)
  expect(await failure(cut)).toContain(latin)
})

test('the hint is the command that mends it', async () => {
  const path = join(await temporaryFolder(), 'rows.jsonl')
  await writeFile(path, text, 'latin1')
  await expect(readText(path)).rejects.toMatchObject({
    hint: `Save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8 ${path} > utf8-file`,
  })
})

test('what looks through files of others reads any bytes', async () => {
  const path = join(await temporaryFolder(), 'memory.json')
  await writeFile(path, Buffer.from([0xff, 0xfe, 0x41]))
  expect(await readTextIfAny(path)).toBe('\uFFFD\uFFFDA')
})

test('U+FFFD itself and a byte order mark are text', async () => {
  const path = join(await temporaryFolder(), 'text.txt')
  await writeFile(path, '\uFEFFa\uFFFDb')
  expect(await readText(path)).toBe('\uFEFFa\uFFFDb')
})

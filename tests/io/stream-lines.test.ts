import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { streamLines } from '../../src/io/index.ts'
import { failureOf, temporaryFolder } from './support.ts'

async function linesOf(path: string): Promise<[number, string][]> {
  const lines: [number, string][] = []
  await streamLines(path, (line, number) => lines.push([number, line]))
  return lines
}

test('hands over each line with its number, without a byte order mark and an empty line at the end', async () => {
  const path = join(await temporaryFolder(), 'lines.txt')
  await writeFile(path, '\uFEFFone\n\n three\r\n')
  expect(await linesOf(path)).toEqual([
    [1, 'one'],
    [2, ''],
    [3, ' three\r'],
  ])
  await writeFile(path, 'one\ntwo')
  expect(await linesOf(path)).toEqual([
    [1, 'one'],
    [2, 'two'],
  ])
  await writeFile(path, '')
  expect(await linesOf(path)).toEqual([])
})

test('hands over lines longer than what is read at once, and letters that lie across', async () => {
  const path = join(await temporaryFolder(), 'long.txt')
  const lines = ['é'.repeat(300_000), 'x', `y${'漢字🙂'.repeat(200_000)}`, 'z']
  await writeFile(path, lines.join('\n'))
  expect((await linesOf(path)).map(([, line]) => line)).toEqual(lines)
})

test('gives what splitting the whole text gives', async () => {
  const path = join(await temporaryFolder(), 'any.txt')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é', '🙂') }), async (text) => {
      await writeFile(path, text)
      const expected = text.split('\n')
      if (expected.at(-1) === '') expected.pop()
      expect((await linesOf(path)).map(([, line]) => line)).toEqual(expected)
    }),
    { numRuns: process.env['LONG'] ? 1000 : 50 },
  )
})

test('says what cannot be read, and lets through what the visitor throws', async () => {
  const folder = await temporaryFolder()
  expect(await failureOf(() => linesOf(join(folder, 'none.txt')), folder)).toMatch(
    /^missing-file: …\/none\.txt does not exist; expected a file\./,
  )
  expect(await failureOf(() => linesOf(folder), folder)).toMatch(/^missing-file: … could not be read: EISDIR/)
  await writeFile(join(folder, 'one.txt'), 'one\ntwo\n')
  await expect(
    streamLines(join(folder, 'one.txt'), (_, number) => {
      if (number === 2) throw new RangeError('enough')
    }),
  ).rejects.toThrow(new RangeError('enough'))
})

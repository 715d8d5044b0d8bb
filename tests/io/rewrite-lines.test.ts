import { appendFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rewriteLines } from '../../src/io/index.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitest-judge-rewrite-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('lines go and come, the others stay byte for byte, and a last line needs no end', async () => {
  const path = join(folder, 'log.jsonl')
  await writeFile(path, '{"a": 1}\r\n\n{"b":2}\n{"c":"ü"}')
  const isWritten = await rewriteLines(path, (lines) => [
    ...lines.filter((line) => line !== '{"b":2}'),
    '{"d":4}',
  ])
  expect([isWritten, await readFile(path, 'utf8')]).toEqual([true, '{"a": 1}\r\n{"c":"ü"}\n{"d":4}\n'])
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('nothing is written where nothing changes or no file is', async () => {
  const path = join(folder, 'same.jsonl')
  await writeFile(path, 'a\n\nb')
  expect(await rewriteLines(path, (lines) => lines)).toBe(false)
  expect(await readFile(path, 'utf8')).toBe('a\n\nb')
  expect(await rewriteLines(join(folder, 'none.jsonl'), () => ['a'])).toBe(false)
  expect((await readdir(folder)).includes('none.jsonl')).toBe(false)
})

test('a line that another process appends meanwhile is not lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[a-zü ]{0,20}[a-z]$/u), { maxLength: 8 }),
      fc.stringMatching(/^[a-zü]{1,20}$/u),
      async (lines, late) => {
        const path = join(folder, 'shared.jsonl')
        await writeFile(path, [...lines, 'gone', ''].join('\n'))
        await rewriteLines(path, (old) => {
          appendFileSync(path, `${late}\n`)
          return old.filter((line) => line !== 'gone')
        })
        const left = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
        expect(left).toEqual([...lines.filter((line) => line.trim() !== ''), late])
      },
    ),
    { numRuns: process.env['LONG'] === undefined ? 20 : 1000 },
  )
})

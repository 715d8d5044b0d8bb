import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { appendLines, readLines } from '../../src/io/index.ts'
import { failureOf, temporaryFolder } from './support.ts'

const schema = z.object({ n: z.number() })

test('has no lines where there is no file', async () => {
  expect(await readLines(join(await temporaryFolder(), 'none.jsonl'), schema)).toEqual([])
})

test('appends line after line, making the folder', async () => {
  const path = join(await temporaryFolder(), 'feedback/log.jsonl')
  await appendLines(path, [{ n: 1 }, { n: 2 }])
  await appendLines(path, [])
  await appendLines(path, [{ n: 3 }])
  expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":3}\n')
  expect(await readLines(path, schema)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
})

test('makes no file for no lines', async () => {
  const folder = await temporaryFolder()
  await appendLines(join(folder, 'log.jsonl'), [])
  await expect(readFile(join(folder, 'log.jsonl'))).rejects.toThrow('ENOENT')
})

test('keeps a torn last line apart from the next', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl')
  await writeFile(path, '{"n":1}\n{"n":2')
  await appendLines(path, [{ n: 3 }])
  expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":2\n{"n":3}\n')
})

test('completes a last line that only lacks its end', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl')
  await writeFile(path, '{"n":1}\n{"n":2}')
  await appendLines(path, [{ n: 3 }])
  expect(await readLines(path, schema)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
})

test('loses no line to writers at the same time', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl')
  const numbers = Array.from({ length: 20 }, (_, n) => n)
  await appendLines(path, [{ n: -1 }])
  await Promise.all(numbers.map((n) => appendLines(path, [{ n }])))
  const read = (await readLines(path, schema)).map(({ n }) => n)
  expect(read.toSorted((left, right) => left - right)).toEqual([-1, ...numbers])
})

test('passes over blank lines and reads lines of another checkout', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl')
  await writeFile(path, '\n{"n":1}\r\n  \r\n{"n":2}\r\n')
  expect(await readLines(path, schema)).toEqual([{ n: 1 }, { n: 2 }])
})

test('names the damaged line', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'log.jsonl')
  await writeFile(path, '{"n":1}\n\n{"n":\n')
  expect(await failureOf(() => readLines(path, schema), folder)).toMatchInlineSnapshot(`
    "damaged-file: …/log.jsonl:3 is damaged: it is not JSON (Unexpected end of JSON input).
      → Mend or remove line 3; \`git diff …/log.jsonl\` may show what happened to it."
  `)
  await writeFile(path, '{"n":1}\n{"n":"2"}\n')
  expect(await failureOf(() => readLines(path, schema), folder)).toMatchInlineSnapshot(`
    "damaged-file: …/log.jsonl:2 is damaged: at n, Invalid input: expected number, received string.
      → Mend or remove line 2; \`git diff …/log.jsonl\` may show what happened to it."
  `)
})

test('gives back any JSON values, in order', async () => {
  const folder = await temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.jsonValue(), { maxLength: 3 }), { maxLength: 4 }),
      async (batches) => {
        const path = join(folder, `${run++}.jsonl`)
        for (const batch of batches) await appendLines(path, batch)
        const expected = batches.flat().map((value) => JSON.stringify(value))
        expect((await readLines(path, z.json())).map((value) => JSON.stringify(value))).toEqual(expected)
      },
    ),
    { numRuns: 25 },
  )
})

test('refuses with the reason where the system does', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'feedback'), 'in the way')
  const path = join(folder, 'feedback/log.jsonl')
  expect(await failureOf(() => appendLines(path, [{ n: 1 }]), folder)).toMatch(
    /^cannot-write: …\/feedback\/log\.jsonl could not be written: [^]*→ Check the permissions of the file and its folder/,
  )
})

test.runIf(process.platform !== 'win32')('leaves no part of a line for which there was no room', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl')
  await writeFile(path, '{"n":1}\n')
  const lines = JSON.stringify(join(import.meta.dirname, '../../src/io/lines.ts'))
  const program = `
    import { appendLines } from ${lines}
    const [path] = process.argv.slice(1)
    const failed = await appendLines(path, ['x'.repeat(4000)]).catch(({ message }) => message)
    await appendLines(path, [{ n: 2 }])
    console.log(failed)`
  // No file may grow beyond 1 or 2 KB, by the shell's unit.
  const { stdout } = await promisify(execFile)('/bin/sh', [
    '-c',
    'ulimit -f 2; exec "$@"',
    'sh',
    process.execPath,
    '--input-type=module-typescript',
    '--eval',
    program,
    path,
  ])
  expect(stdout).toMatch(/could not be written: EFBIG: [^]*→ Make room on the disk/)
  expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n')
})

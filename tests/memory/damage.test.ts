import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadMemory, saveMemory } from '../../src/memory/index.ts'
import { refusal, temporaryFolder } from './folder.ts'
import { episode, guideline, memoryOf, tableOf } from './sample-memory.ts'

const folder = temporaryFolder()
const two = [episode(2, 'second'), episode(1, 'first')]
const error = (work: Promise<unknown>) => refusal(work, folder.path)

describe('damage', () => {
  async function damage(file: string, change: (text: string) => string) {
    await saveMemory(folder.path, memoryOf(two, { guidelines: [guideline('a')] }), tableOf(two))
    const path = join(folder.path, file)
    await writeFile(path, change(await readFile(path, 'utf8')))
    const loading = await error(loadMemory(folder.path))
    expect(await error(saveMemory(folder.path, memoryOf([]), tableOf([])))).toEqual(loading)
    expect(loading.code).toBe('damaged-file')
    return loading.text
  }

  test('of memory.json that is no JSON', async () => {
    expect(await damage('memory.json', (text) => text.slice(0, 1))).toMatchInlineSnapshot(`
      "FOLDER/memory.json is damaged: it is not JSON (Expected property name or '}' in JSON at position 1 (line 1 column 2)).
        → Mend the file by hand, or run \`git checkout FOLDER/memory.json\` to have the last good one."
    `)
  })

  test('of memory.json that misses its schema', async () => {
    expect(await damage('memory.json', (text) => text.replace('"k": 5', '"k": "5"'))).toMatchInlineSnapshot(`
      "FOLDER/memory.json is damaged: at k, Invalid input: expected number, received string.
        → Mend the file by hand, or run \`git checkout FOLDER/memory.json\` to have the last good one."
    `)
  })

  test('by a sample or a guideline that stands twice', async () => {
    expect(await damage('memory.json', (text) => text.replace('"s2"', '"s1"'))).toMatchInlineSnapshot(`
      "FOLDER/memory.json is damaged: the episode of sample s1 stands twice; expected it once.
        → Mend the file by hand, or run \`git checkout FOLDER/memory.json\` to have the last good one."
    `)
    await rm(folder.path, { recursive: true })
    const twice = (text: string) => {
      const memory = JSON.parse(text) as { guidelines: unknown[] }
      return JSON.stringify({ ...memory, guidelines: [...memory.guidelines, ...memory.guidelines] })
    }
    expect(await damage('memory.json', twice)).toMatchInlineSnapshot(`
      "FOLDER/memory.json is damaged: guideline a stands twice; expected it once.
        → Mend the file by hand, or run \`git checkout FOLDER/memory.json\` to have the last good one."
    `)
  })

  test('by any change of what nobody edits by hand; guidelines may be edited, and a merge may drop the checksum', async () => {
    const refused = await damage('memory.json', (text) =>
      text.replace('It states a method', 'It states a result'),
    )
    expect(refused.replaceAll(/[0-9a-f]{16}/g, 'HASH')).toMatchInlineSnapshot(`
      "FOLDER/memory.json is damaged: the checksum of all but its guidelines is HASH; expected HASH.
        → Run \`git checkout FOLDER/memory.json\` to have the last good one; where the change is meant, as after a merge, remove the line "checksum"."
    `)
    const path = join(folder.path, 'memory.json')
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace(/ {2}"checksum".*\n/, ''))
    expect((await loadMemory(folder.path))?.memory.episodes[0]?.rationale).toBe('It states a result.')
    await rm(folder.path, { recursive: true })
    await saveMemory(folder.path, memoryOf(two, { guidelines: [guideline('a')] }), tableOf(two))
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace('Judge the sentence alone.', 'Judge it alone.'),
    )
    expect((await loadMemory(folder.path))?.memory.guidelines[0]?.text).toBe('Judge it alone.')
  })

  test('of a memory about to be saved is refused before anything is written', async () => {
    const refused = await error(saveMemory(folder.path, memoryOf(two, { k: Number.NaN }), tableOf(two)))
    expect(refused.text).toMatchInlineSnapshot(`
      "The memory to be saved as FOLDER/memory.json is damaged: at k, Invalid input: expected number, received null.
        → Nothing was written; save a memory that fits the schema \`vitest-judge/memory@1\`."
    `)
    expect(await readdir(folder.path)).toEqual([])
  })

  const line = (hash: string, elements: number[], crc?: string) => {
    const bytes = Buffer.from(Float32Array.from(elements).buffer)
    return JSON.stringify({ hash, vector: bytes.toString('base64'), crc: crc ?? crcOf(bytes) })
  }
  const crcOf = (bytes: Buffer) => {
    let crc = 0xffffffff
    for (const byte of bytes) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    }
    return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0')
  }

  test.each<[string, (text: string) => string, string]>([
    ['an empty file', () => '', ':1 is damaged: expected a header line'],
    ['a missing header', (text) => text.slice(text.indexOf('\n') + 1), ':1 is damaged: at schema'],
    ['another schema', (text) => text.replace('vectors@1', 'vectors@2'), ':1 is damaged: at schema'],
    ['a header that stands twice', (text) => text + text, ':4 is damaged: the same header stands twice'],
    ['a torn last line', (text) => text.slice(0, -9), ':3 is damaged: Unterminated string in JSON'],
    [
      'a wrong checksum',
      (text) => `${text}${line('x', [1, 2, 3, 4], '00000000')}\n`,
      ':4 is damaged: the checksum is',
    ],
    [
      'a wrong length',
      (text) => `${text}${line('x', [1, 2, 3])}\n`,
      ':4 is damaged: the vector has 12 bytes; expected 16',
    ],
    [
      'an element that is not finite',
      (text) => `${text}${line('x', [1, 2, 3, Number.NaN])}\n`,
      ':4 is damaged: An embedding cannot be used: element 3 of a vector is NaN',
    ],
    [
      'a hash that stands twice',
      (text) => `${text}${line('x', [1, 2, 3, 4])}\n${line('x', [1, 2, 3, 4])}\n`,
      ':5 is damaged: the hash x stands twice',
    ],
  ])('of vectors.jsonl by %s names file and line', async (_, change, expected) => {
    expect(await damage('vectors.jsonl', change)).toContain(`FOLDER/vectors.jsonl${expected}`)
  })

  test('by any flipped bit of a vector is noticed', async () => {
    await saveMemory(folder.path, memoryOf(two), tableOf(two))
    const path = join(folder.path, 'vectors.jsonl')
    const text = await readFile(path, 'utf8')
    const lines = text.split('\n')
    const { hash, vector, crc } = JSON.parse(lines[1] ?? '') as { hash: string; vector: string; crc: string }
    for (let bit = 0; bit < 128; bit++) {
      const bytes = Buffer.from(vector, 'base64')
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const flipped = JSON.stringify({ hash, vector: bytes.toString('base64'), crc })
      await writeFile(path, [lines[0], flipped, lines[2], ''].join('\n'))
      expect((await error(loadMemory(folder.path))).text).toContain(':2 is damaged: the checksum is')
    }
  })

  test('of vectors.jsonl is explained with the way on', async () => {
    expect(await damage('vectors.jsonl', (text) => `${text}{"hash":"x"}\n`)).toMatchInlineSnapshot(`
      "FOLDER/vectors.jsonl:4 is damaged: at vector, Invalid input: expected string, received undefined.
        → Run \`git checkout FOLDER/vectors.jsonl\`, or delete it and run \`npx vitest-judge align\` to embed again."
    `)
  })

  test('leaves unknown optional fields and blank lines alone', async () => {
    await saveMemory(folder.path, memoryOf(two), tableOf(two))
    const path = join(folder.path, 'vectors.jsonl')
    const text = await readFile(path, 'utf8')
    await writeFile(path, `${text.replace('"crc"', '"note":"kept","crc"').replaceAll('\n', '\r\n')}\r\n`)
    expect((await loadMemory(folder.path))?.table).toEqual(tableOf(two))
  })
})

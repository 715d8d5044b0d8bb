import { access, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadMemory, memoryFingerprint, saveMemory } from '../../src/memory/index.ts'
import { refusal, temporaryFolder } from './folder.ts'
import { anyMemory, episode, guideline, lexical, memoryOf, remote, tableOf } from './sample-memory.ts'

const folder = temporaryFolder()
const two = [episode(2, 'second'), episode(1, 'first')]
const error = (work: Promise<unknown>) => refusal(work, folder.path)

describe('saving and loading', () => {
  test('a folder without memory.json holds no memory', async () => {
    expect(await loadMemory(folder.path)).toBeUndefined()
    expect(await loadMemory(join(folder.path, 'nowhere'))).toBeUndefined()
  })

  test('the files read as a person and git want them', async () => {
    const memory = memoryOf(two, { guidelines: [guideline('z'), guideline('a')] })
    expect(await saveMemory(folder.path, memory, tableOf(two))).toBe('written')
    expect((await readdir(folder.path)).toSorted()).toEqual(['memory.json', 'vectors.jsonl'])
    expect(await readFile(join(folder.path, 'vectors.jsonl'), 'utf8')).toMatchInlineSnapshot(`
      "{"schema":"vitest-judge/vectors@1","model":"offline-lexical","dimensions":4,"endpoint":"offline"}
      {"hash":"94ab7b8dc26a375e","vector":"mpkVQZqZLEEzM/lAmpkOQQ==","crc":"a3b534ef"}
      {"hash":"a6ed1c596ebafc47","vector":"mpknQZqZbkHNzOw/MzO1QA==","crc":"b7b602c9"}
      "
    `)
    expect(await readFile(join(folder.path, 'memory.json'), 'utf8')).toMatchInlineSnapshot(`
      "{
        "checksum": "34c0de26078560c6",
        "embedder": {
          "dimensions": 4,
          "endpoint": "offline",
          "model": "offline-lexical"
        },
        "episodes": [
          {
            "fingerprint": "f1",
            "inputs": {
              "text": "first"
            },
            "outputs": "RESULTS",
            "rationale": "It states a method.",
            "rowId": "r1",
            "sampleId": "s1",
            "sources": [
              {
                "name": "ada",
                "type": "HUMAN"
              }
            ],
            "value": "no",
            "vector": "a6ed1c596ebafc47"
          },
          {
            "fingerprint": "f2",
            "inputs": {
              "text": "second"
            },
            "outputs": "RESULTS",
            "rationale": "It states a method.",
            "rowId": "r2",
            "sampleId": "s2",
            "sources": [
              {
                "name": "ada",
                "type": "HUMAN"
              }
            ],
            "value": "no",
            "vector": "94ab7b8dc26a375e"
          }
        ],
        "fingerprint": "51ad8e07b946895f",
        "guidelines": [
          {
            "id": "z",
            "muted": false,
            "origin": "distilled",
            "pinned": false,
            "sources": [
              "s1"
            ],
            "text": "Judge the sentence alone."
          },
          {
            "id": "a",
            "muted": false,
            "origin": "distilled",
            "pinned": false,
            "sources": [
              "s1"
            ],
            "text": "Judge the sentence alone."
          }
        ],
        "judge": {
          "instructions": "Is {{ outputs }} right?",
          "kind": "instructions",
          "model": "offline",
          "name": "pubmed",
          "rationaleFirst": false,
          "sampleRate": 1,
          "valueType": {
            "type": "label",
            "values": [
              "yes",
              "no"
            ]
          }
        },
        "k": 5,
        "reflectionModel": "offline",
        "schema": "vitest-judge/memory@1"
      }
      "
    `)
  })

  test('what is loaded is what was saved, episodes in order of rows', async () => {
    const memory = memoryOf(two, { guidelines: [guideline('z'), guideline('a')] })
    await saveMemory(folder.path, memory, tableOf(two))
    expect(await loadMemory(folder.path)).toEqual({
      memory: { ...memory, episodes: two.toReversed(), fingerprint: memoryFingerprint(memory) },
      table: tableOf(two),
      missing: [],
    })
  })

  test('saving again touches nothing, whatever the order of episodes', async () => {
    await saveMemory(folder.path, memoryOf(two), tableOf(two))
    const before = await stat(join(folder.path, 'memory.json'), { bigint: true })
    expect(await saveMemory(folder.path, memoryOf(two.toReversed()), tableOf(two.toReversed()))).toBe(
      'unchanged',
    )
    const after = await stat(join(folder.path, 'memory.json'), { bigint: true })
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs])
    await expect(access(join(folder.path, '.lock'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('any memory survives the way to disk and back', async () => {
    await fc.assert(
      fc.asyncProperty(anyMemory, fc.jsonValue(), async (memory, json) => {
        const inputs = JSON.parse(JSON.stringify(json).replaceAll('__proto__', 'proto')) as string
        const given = { ...memory, episodes: memory.episodes.map((each) => ({ ...each, inputs })) }
        const place = await mkdtemp(join(folder.path, 'case-'))
        await saveMemory(place, given, tableOf(given.episodes, given.embedder))
        const stored = await loadMemory(place)
        expect(stored?.memory.fingerprint).toBe(memoryFingerprint(given))
        expect(new Set(stored?.memory.episodes)).toEqual(new Set(given.episodes))
        expect(stored?.table).toEqual(tableOf(given.episodes, given.embedder))
        expect(stored?.missing).toEqual([])
        if (stored) expect(await saveMemory(place, stored.memory, stored.table)).toBe('unchanged')
      }),
      { numRuns: 25 },
    )
  })

  test('vectors of forgotten episodes leave the disk', async () => {
    await saveMemory(folder.path, memoryOf(two), tableOf(two))
    const kept = two.slice(0, 1)
    await saveMemory(folder.path, memoryOf(kept), tableOf(two))
    expect((await loadMemory(folder.path))?.table).toEqual(tableOf(kept))
    expect(await readFile(join(folder.path, 'vectors.jsonl'), 'utf8')).not.toContain(two[1]?.vector)
  })

  test('vectors already on disk need not be given again', async () => {
    await saveMemory(folder.path, memoryOf(two), tableOf(two))
    const grown = [...two, episode(3, 'third')]
    await saveMemory(folder.path, memoryOf(grown), tableOf(grown.slice(2)))
    expect(await loadMemory(folder.path)).toMatchObject({ table: tableOf(grown), missing: [] })
  })

  test('vectors that nobody has are listed as missing, each once', async () => {
    const shared = [...two, episode(3, 'first')]
    await saveMemory(folder.path, memoryOf(shared), tableOf(two.slice(0, 1)))
    expect((await loadMemory(folder.path))?.missing).toEqual([two[1]?.vector])
    await rm(join(folder.path, 'vectors.jsonl'))
    const stored = await loadMemory(folder.path)
    expect(stored?.missing).toEqual(two.map(({ vector }) => vector).toSorted())
    expect(stored?.table).toEqual({ identity: lexical, vectors: new Map() })
  })

  test('vectors of another embedder are not used', async () => {
    await saveMemory(folder.path, memoryOf(two), tableOf(two))
    await writeFile(
      join(folder.path, 'vectors.jsonl'),
      '{"schema":"vitest-judge/vectors@1","model":"other","dimensions":4,"endpoint":"offline"}\n',
    )
    expect((await loadMemory(folder.path))?.missing).toHaveLength(2)
    const refused = await error(saveMemory(folder.path, memoryOf(two), tableOf(two, remote)))
    expect(refused.code).toBe('invalid-vector')
    expect(refused.text).toMatchInlineSnapshot(`
      "The vectors to save were made by small (3 dimensions, http://127.0.0.1/v1); expected those of the memory's offline-lexical (4 dimensions, offline).
        → Embed the episodes again with the embedder of the memory."
    `)
  })

  test('a living writer keeps others out', async () => {
    await writeFile(join(folder.path, '.lock'), String(process.ppid))
    expect((await error(saveMemory(folder.path, memoryOf(two), tableOf(two)))).code).toBe('locked')
    expect(await loadMemory(folder.path)).toBeUndefined()
  })
})

describe('the fingerprint', () => {
  test('leaves itself and the order of episodes aside, and sees everything else', () => {
    const memory = memoryOf(two, { guidelines: [guideline('a'), guideline('b')] })
    const fingerprint = memoryFingerprint(memory)
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/)
    expect(memoryFingerprint({ ...memory, fingerprint: 'x', episodes: two.toReversed() })).toBe(fingerprint)
    const others = [
      { ...memory, k: 4 },
      { ...memory, reflectionModel: 'other' },
      { ...memory, guidelines: memory.guidelines.toReversed() },
      { ...memory, episodes: two.slice(1) },
      { ...memory, judge: { ...memory.judge, instructions: 'other' } },
    ]
    expect(new Set([fingerprint, ...others.map(memoryFingerprint)]).size).toBe(others.length + 1)
  })

  test('is computed anew where a person edited a guideline in the file', async () => {
    const memory = memoryOf(two, { guidelines: [guideline('a', 'Old words.')] })
    await saveMemory(folder.path, memory, tableOf(two))
    const path = join(folder.path, 'memory.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('Old words.', 'New words.'))
    const edited = memoryOf(two, { guidelines: [guideline('a', 'New words.')] })
    expect((await loadMemory(folder.path))?.memory.fingerprint).toBe(memoryFingerprint(edited))
    expect(memoryFingerprint(edited)).not.toBe(memoryFingerprint(memory))
  })
})

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { Memory } from '../../src/contract/index.ts'
import {
  installMemory,
  listVersions,
  loadMemory,
  loadVersion,
  memoryFingerprint,
  restoreVersion,
  saveMemory,
  saveVersion,
  versionId,
} from '../../src/memory/index.ts'
import { refusal, temporaryFolder } from './folder.ts'
import { anyMemory, episode, guideline, memoryOf, tableOf } from './sample-memory.ts'

if (process.env['LONG']) vi.setConfig({ testTimeout: 300_000 })

const folder = temporaryFolder()
const two = [episode(1, 'first'), episode(2, 'second')]
const error = (work: Promise<unknown>) => refusal(work, folder.path)
const day = (number: number) => new Date(Date.UTC(2026, 0, number)).toISOString()
const numRuns = process.env['LONG'] ? 300 : 25

async function install(memory: Memory, number: number, place = folder.path) {
  const { id } = await installMemory(place, memory, tableOf(memory.episodes, memory.embedder), {
    time: day(number),
  })
  return id
}

async function versionFiles(place = folder.path): Promise<Record<string, string>> {
  const names = (await readdir(join(place, 'versions'))).toSorted()
  const texts = await Promise.all(names.map((name) => readFile(join(place, 'versions', name), 'utf8')))
  return Object.fromEntries(names.map((name, at) => [name, texts[at] ?? '']))
}

describe('versions', () => {
  test('an installed memory is kept under the first digits of its fingerprint, part by part', async () => {
    const memory = memoryOf(two, { guidelines: [guideline('a')] })
    const id = await install(memory, 1)
    expect(id).toBe(memoryFingerprint(memory).slice(0, 12))
    const files = await versionFiles()
    expect(Object.keys(files)).toEqual([`${id}.json`, 'parts.jsonl'])
    expect(files['parts.jsonl']).toMatchInlineSnapshot(`
      "{"schema":"vitest-judge/parts@1"}
      {"hash":"056511c52cb83d51","episode":{"fingerprint":"f1","inputs":{"text":"first"},"outputs":"RESULTS","rationale":"It states a method.","rowId":"r1","sampleId":"s1","sources":[{"name":"ada","type":"HUMAN"}],"value":"no","vector":"a6ed1c596ebafc47"}}
      {"hash":"2ab3b4574c0231de","guideline":{"id":"a","muted":false,"origin":"distilled","pinned":false,"sources":["s1"],"text":"Judge the sentence alone."}}
      {"hash":"8c5d576adfc8d464","episode":{"fingerprint":"f2","inputs":{"text":"second"},"outputs":"RESULTS","rationale":"It states a method.","rowId":"r2","sampleId":"s2","sources":[{"name":"ada","type":"HUMAN"}],"value":"no","vector":"94ab7b8dc26a375e"}}
      "
    `)
    expect(files[`${id}.json`]).toMatchInlineSnapshot(`
      "{
        "checksum": "c6ebe81aed77b047",
        "episodeCount": 2,
        "episodes": [
          "056511c52cb83d51",
          "8c5d576adfc8d464"
        ],
        "guidelines": [
          "2ab3b4574c0231de"
        ],
        "id": "ab117a246908",
        "number": 1,
        "schema": "vitest-judge/version@1",
        "settings": {
          "embedder": {
            "dimensions": 4,
            "endpoint": "offline",
            "model": "offline-lexical"
          },
          "fingerprint": "ab117a2469084979",
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
        },
        "time": "2026-01-01T00:00:00.000Z"
      }
      "
    `)
  })

  test('any sequence of installs: each loads to the very memory, in order, and equal parts stand once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMemory, { minLength: 1, maxLength: 6 }), async (memories) => {
        const place = await mkdtemp(join(folder.path, 'case-'))
        for (const [at, memory] of memories.entries()) await install(memory, at + 1, place)
        const firsts = memories
          .map((memory, first) => ({ id: versionId(memory), memory, first }))
          .filter(({ id, first }) => memories.findIndex((each) => versionId(each) === id) === first)
        const { versions, damaged } = await listVersions(place)
        expect(damaged).toEqual([])
        expect(versions.map(({ id, number, time, parent }) => [id, number, time, parent])).toEqual(
          firsts.map(({ id, first }, at) => [
            id,
            at + 1,
            day(first + 1),
            first === 0 ? undefined : versionId(memories[first - 1] as Memory),
          ]),
        )
        for (const { id, memory } of firsts) {
          const loaded = await loadVersion(place, id)
          expect(loaded).toMatchObject({
            guidelines: memory.guidelines.length,
            episodes: memory.episodes.length,
          })
          expect(memoryFingerprint(loaded.memory)).toBe(memoryFingerprint(memory))
          expect(new Set(loaded.memory.episodes)).toEqual(new Set(memory.episodes))
          expect(loaded.memory.guidelines).toEqual(memory.guidelines)
        }
        const last = memories.at(-1) as Memory
        const stored = await loadMemory(place)
        expect((await loadVersion(place, versionId(last))).memory).toEqual(stored?.memory)
        const parts = (await versionFiles(place))['parts.jsonl']?.trimEnd().split('\n').slice(1) ?? []
        const known = new Set(
          memories.flatMap(({ episodes, guidelines }) =>
            [...episodes, ...guidelines].map((each) => JSON.stringify(Object.entries(each).toSorted())),
          ),
        )
        expect(parts).toHaveLength(known.size)
        expect(parts).toEqual(parts.toSorted())
      }),
      { numRuns },
    )
  })

  test('a version that changes one of 1,000 episodes adds two lines and a file of some kilobytes', async () => {
    const many = Array.from({ length: 1000 }, (_, at) => episode(at, `text ${at}`))
    await install(memoryOf(many), 1)
    const before = await versionFiles()
    const id = await install(memoryOf([...many.slice(0, -1), episode(999, 'changed')]), 2)
    const after = await versionFiles()
    const lines = (files: Record<string, string>) => new Set(files['parts.jsonl']?.split('\n'))
    const [old, all] = [lines(before), lines(after)]
    expect([...all].filter((line) => !old.has(line))).toHaveLength(2)
    expect([...old].filter((line) => !all.has(line))).toEqual([])
    expect(after[`${id}.json`]?.length).toBeLessThan(8000)
    const loaded = await loadVersion(folder.path, id)
    expect(loaded.memory).toEqual((await loadMemory(folder.path))?.memory)
    expect(loaded.memory.episodes).toHaveLength(1000)
  })

  test('installing what stands there changes nothing, not even the time', async () => {
    const memory = memoryOf(two)
    await install(memory, 1)
    const before = await versionFiles()
    const facts = await stat(join(folder.path, 'versions', 'parts.jsonl'), { bigint: true })
    const again = await installMemory(folder.path, memory, tableOf(two), {
      time: day(2),
      note: { why: 'again' },
    })
    expect(again).toEqual({ id: versionId(memory), outcome: 'unchanged' })
    expect(await versionFiles()).toEqual(before)
    expect((await stat(join(folder.path, 'versions', 'parts.jsonl'), { bigint: true })).mtimeNs).toBe(
      facts.mtimeNs,
    )
  })

  test('what a person wrote into memory.json is kept before it is replaced', async () => {
    await install(memoryOf(two, { guidelines: [guideline('a', 'Old words.')] }), 1)
    const path = join(folder.path, 'memory.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('Old words.', 'Words of a person.'))
    await install(memoryOf(two), 2)
    const { versions } = await listVersions(folder.path)
    expect(versions.map(({ number, time, guidelines }) => [number, time, guidelines])).toEqual([
      [1, day(1), 1],
      [2, day(2), 1],
      [3, day(2), 0],
    ])
    const edited = await loadVersion(folder.path, versions[1]?.id ?? '')
    expect(edited.memory.guidelines[0]?.text).toBe('Words of a person.')
    expect(versions.map(({ parent }) => parent)).toEqual([undefined, undefined, edited.id])
  })

  test('a note is kept, and saveVersion keeps a memory that is not installed', async () => {
    const note = { decision: 'promoted', share: 0.75 }
    const id = await saveVersion(folder.path, memoryOf(two), { time: day(1), note })
    expect((await listVersions(folder.path)).versions[0]?.note).toEqual(note)
    expect(await loadMemory(folder.path)).toBeUndefined()
    expect((await loadVersion(folder.path, id)).note).toEqual(note)
  })

  test('is found by the beginning of its id; none and several are refused by name', async () => {
    const ids: string[] = []
    for (let k = 0; k < 20; k++) ids.push(await install(memoryOf(two, { k }), k + 1))
    const [first = ''] = ids
    expect((await loadVersion(folder.path, first.slice(0, 8))).id).toBe(first)
    const letters = ids.map((id) => id.slice(0, 1))
    const shared = letters.find((letter) => letters.filter((each) => each === letter).length > 1) ?? ''
    const several = await error(loadVersion(folder.path, shared))
    expect(several.code).toBe('unknown-version')
    expect(several.text).toContain(`has several versions that begin with ${shared}: `)
    const none = await error(loadVersion(folder.path, 'xyz'))
    expect(none.code).toBe('unknown-version')
    expect(none.text).toContain(`has no version xyz; it has ${ids.slice(0, 5).join(', ')}, 15 more.`)
    const nowhere = await error(loadVersion(join(folder.path, 'nowhere'), 'abc'))
    expect(nowhere.text).toMatchInlineSnapshot(`
      "The memory nowhere has no version abc; it has none yet.
        → List them: npx vitest-judge memory versions --judge nowhere."
    `)
  })
})

describe('damage to versions', () => {
  async function three() {
    const other = episode(3, 'third')
    const first = await install(memoryOf(two, { guidelines: [guideline('a')] }), 1)
    const second = await install(memoryOf([other]), 2)
    return { first, second, path: join(folder.path, 'versions', 'parts.jsonl') }
  }

  test('a damaged line is named by file and line, and versions without it still load', async () => {
    const { first, second, path } = await three()
    const text = await readFile(path, 'utf8')
    for (const [at, line] of text.trimEnd().split('\n').entries()) {
      if (at === 0) continue
      const lines = text.split('\n')
      lines[at] = line.replace(/.(?="?\}+$)/, (last) => (last === '0' ? '1' : '0'))
      expect(lines[at]).not.toBe(line)
      await writeFile(path, lines.join('\n'))
      const [hit, spared] = line.includes('third') ? [second, first] : [first, second]
      const refused = await error(loadVersion(folder.path, hit))
      expect(refused.code).toBe('damaged-file')
      expect(refused.text).toContain(`FOLDER/versions/parts.jsonl:${at + 1} is damaged: `)
      expect((await loadVersion(folder.path, spared)).id).toBe(spared)
    }
  })

  test('any cut or flipped bit is refused by name or harms no version at all', async () => {
    const { first, second } = await three()
    const files = await versionFiles()
    const memories = new Map(
      await Promise.all(
        [first, second].map(async (id) => [id, (await loadVersion(folder.path, id)).memory] as const),
      ),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(files)),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        fc.nat({ max: 8 }),
        async (name, share, bit) => {
          const bytes = Buffer.from(files[name] ?? '')
          const at = Math.floor(share * bytes.length)
          if (bit < 8) bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
          const path = join(folder.path, 'versions', name)
          await writeFile(path, bit < 8 ? bytes : bytes.subarray(0, at))
          for (const [id, memory] of memories) {
            const loaded = await loadVersion(folder.path, id).catch((reason: unknown) => reason)
            if (loaded instanceof Error) expect(loaded.message).toContain(`/versions/`)
            else expect(loaded).toMatchObject({ memory })
          }
          await writeFile(path, files[name] ?? '')
        },
      ),
      { numRuns: process.env['LONG'] ? 3000 : 100 },
    )
  })

  test('installing the memory again makes damaged parts and files of it good', async () => {
    const { first, path } = await three()
    const files = await versionFiles()
    await writeFile(path, (files['parts.jsonl'] ?? '').replace('It states', 'It hides'))
    await writeFile(join(folder.path, 'versions', `${first}.json`), '{')
    const { damaged } = await listVersions(folder.path)
    expect(damaged.map(({ id }) => id)).toEqual([first])
    expect((await error(loadVersion(folder.path, first))).text).toContain(
      `versions/${first}.json is damaged: it is not JSON`,
    )
    await install(memoryOf(two, { guidelines: [guideline('a')] }), 3)
    expect((await listVersions(folder.path)).damaged).toEqual([])
    expect((await loadVersion(folder.path, first)).memory.episodes).toHaveLength(2)
    expect((await versionFiles())['parts.jsonl']).toBe(files['parts.jsonl'])
  })

  test('a version under another name, of a newer schema or with parts of one is refused', async () => {
    const { first, second, path } = await three()
    const place = (id: string) => join(folder.path, 'versions', `${id}.json`)
    await writeFile(place(second), await readFile(place(first)))
    expect((await error(loadVersion(folder.path, second))).text).toContain(
      `it holds the version ${first}; expected ${second}`,
    )
    await writeFile(path, (await readFile(path, 'utf8')).replace('parts@1', 'parts@2'))
    const refused = await error(loadVersion(folder.path, first))
    expect(refused.text).toContain(
      'parts.jsonl:1 is damaged: its schema is vitest-judge/parts@2; expected vitest-judge/parts@1',
    )
    expect(await error(install(memoryOf([]), 4))).toEqual(refused)
  })

  test('lines that were appended by a newer version with fields of their own stay', async () => {
    const { first, path } = await three()
    const strange = '{"note":"not a part"}'
    await writeFile(path, `${await readFile(path, 'utf8')}${strange}\n`)
    await install(memoryOf([]), 4)
    expect(await readFile(path, 'utf8')).toContain(strange)
    expect((await loadVersion(folder.path, first)).id).toBe(first)
  })
})

describe('restoring a version', () => {
  const noEmbedding = () => Promise.reject(new Error('nothing had to be embedded'))

  test('gives the memory back byte for byte, and keeps the one it leaves', async () => {
    const first = await install(memoryOf(two), 1)
    const text = await readFile(join(folder.path, 'memory.json'), 'utf8')
    const grown = memoryOf([...two, episode(3, 'third')])
    const second = await install(grown, 2)
    const restored = await restoreVersion(folder.path, first, { time: day(3), embed: noEmbedding })
    expect(restored).toMatchObject({ id: first, left: second, embedded: 0, outcome: 'written' })
    expect(await readFile(join(folder.path, 'memory.json'), 'utf8')).toBe(text)
    expect((await loadMemory(folder.path))?.missing).toEqual([])
    const asked: string[] = []
    const back = await restoreVersion(folder.path, second, {
      time: day(4),
      embed: async (texts) => {
        asked.push(...texts)
        return texts.map(() => [1, 2, 3, 4])
      },
    })
    expect(back).toMatchObject({ id: second, left: first, embedded: 1 })
    expect(asked).toEqual(['text: third\nRESULTS'])
    const stored = await loadMemory(folder.path)
    expect(stored?.missing).toEqual([])
    expect(stored?.table.vectors.get(episode(3, 'third').vector)).toEqual(Float32Array.of(1, 2, 3, 4))
    expect((await listVersions(folder.path)).versions).toHaveLength(2)
  })

  test('keeps an edited memory that was no version yet', async () => {
    const first = await install(memoryOf(two), 1)
    await saveMemory(folder.path, memoryOf(two, { k: 9 }), tableOf(two))
    const { left } = await restoreVersion(folder.path, first, { time: day(2), embed: noEmbedding })
    expect((await loadVersion(folder.path, left ?? '')).memory.k).toBe(9)
  })

  test('works where the memory itself was removed', async () => {
    const first = await install(memoryOf(two), 1)
    await rm(join(folder.path, 'memory.json'))
    const restored = await restoreVersion(folder.path, first, { time: day(2), embed: noEmbedding })
    expect(restored.left).toBeUndefined()
    expect((await loadMemory(folder.path))?.memory.episodes).toEqual(two)
  })

  test('writes nothing when embedding fails or gives what is no vector', async () => {
    const first = await install(memoryOf(two), 1)
    await install(memoryOf([]), 2)
    const before = await readFile(join(folder.path, 'memory.json'), 'utf8')
    const failing = () => Promise.reject(new Error('no answer'))
    await expect(restoreVersion(folder.path, first, { time: day(3), embed: failing })).rejects.toThrow(
      'no answer',
    )
    const empty = restoreVersion(folder.path, first, { time: day(3), embed: async () => [] })
    expect((await error(empty)).code).toBe('invalid-vector')
    expect(await readFile(join(folder.path, 'memory.json'), 'utf8')).toBe(before)
  })
})

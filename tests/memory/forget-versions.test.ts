import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Episode, Memory } from '../../src/contract/index.ts'
import {
  forgetInVersions,
  installMemory,
  listVersions,
  loadVersion,
  memoryFingerprint,
  versionId,
} from '../../src/memory/index.ts'
import { temporaryFolder } from './folder.ts'
import { anyMemory, episode, guideline, memoryOf, tableOf } from './sample-memory.ts'

if (process.env['LONG']) vi.setConfig({ testTimeout: 300_000 })

const folder = temporaryFolder()
const time = '2026-01-01T00:00:00.000Z'
const secret = episode(9, 'the secret text', { rationale: 'A secret reason.' })
const isSecret = ({ sampleId }: Episode) => sampleId === 's9'

async function install(memory: Memory, place = folder.path) {
  const facts = { time, note: { share: 0.5 } }
  return (await installMemory(place, memory, tableOf(memory.episodes, memory.embedder), facts)).id
}

async function allText(place = folder.path): Promise<string> {
  const versions = join(place, 'versions')
  const names = await readdir(versions)
  return (await Promise.all(names.map((name) => readFile(join(versions, name), 'utf8')))).join('\n')
}

test('a forgotten sample leaves all versions with the guidelines that lean on it', async () => {
  const leaning = { ...guideline('g1', 'Leans on it.'), sources: ['s1', 's9'] }
  const own = { ...guideline('g2', 'A person wrote it.'), origin: 'person' as const, sources: ['s9'] }
  const other = guideline('g3', 'Leans on another.')
  const before = await install(memoryOf([episode(1, 'first')]))
  const middle = await install(memoryOf([episode(1, 'first'), secret], { guidelines: [leaning, own, other] }))
  const after = await install(memoryOf([episode(2, 'second')], { k: 3 }))
  const outcome = await forgetInVersions(folder.path, { isForgotten: isSecret })
  const { versions } = await listVersions(folder.path)
  expect(versions.map(({ id }) => id)).toEqual([before, outcome.rewritten.get(middle), after])
  expect(versions.map(({ parent }) => parent)).toEqual([undefined, before, versions[1]?.id])
  expect(versions.map(({ number, note }) => [number, note])).toEqual(
    [1, 2, 3].map((at) => [at, { share: 0.5 }]),
  )
  expect([...outcome.rewritten.keys()]).toEqual([middle])
  expect(outcome.dropped).toEqual([])
  expect(outcome.lines).toBe(2)
  const left = await loadVersion(folder.path, versions[1]?.id ?? '')
  expect(left.memory.guidelines.map(({ id }) => id)).toEqual(['g2', 'g3'])
  expect(left.memory.episodes.map(({ sampleId }) => sampleId)).toEqual(['s1'])
  const text = await allText()
  expect(text).not.toContain('secret')
  expect(text).not.toContain('Leans on it.')
})

test('guidelines and notes can be forgotten by what they say', async () => {
  await install(
    memoryOf([episode(1, 'first')], { guidelines: [guideline('a', 'It says secret.'), guideline('b')] }),
  )
  await forgetInVersions(folder.path, {
    isForgotten: () => false,
    isForgottenGuideline: ({ text }) => text.includes('secret'),
    keptNote: () => undefined,
  })
  const { versions } = await listVersions(folder.path)
  expect(versions[0]).toMatchObject({ guidelines: 1, episodes: 1 })
  expect(versions[0]?.note).toBeUndefined()
  expect(await allText()).not.toContain('secret')
})

test('versions that differ in what is forgotten alone become one, the earlier', async () => {
  const first = await install(memoryOf([episode(1, 'first')]))
  const second = await install(memoryOf([episode(1, 'first'), secret]))
  const third = await install(memoryOf([episode(2, 'second')]))
  const outcome = await forgetInVersions(folder.path, { isForgotten: isSecret })
  expect(outcome.rewritten).toEqual(new Map([[second, first]]))
  const { versions } = await listVersions(folder.path)
  expect(versions.map(({ id, parent }) => [id, parent])).toEqual([
    [first, undefined],
    [third, first],
  ])
})

test('what is damaged goes whole, for nobody can say what it holds', async () => {
  const first = await install(memoryOf([secret]))
  const second = await install(memoryOf([episode(1, 'first')]))
  const parts = join(folder.path, 'versions', 'parts.jsonl')
  await writeFile(parts, (await readFile(parts, 'utf8')).replace('the secret text', 'the secret next'))
  await writeFile(join(folder.path, 'versions', '0123456789ab.json'), 'secret')
  await writeFile(join(folder.path, 'versions', 'parts.jsonl.99.tmp'), 'secret')
  const outcome = await forgetInVersions(folder.path, { isForgotten: isSecret })
  expect(outcome.dropped).toEqual(['0123456789ab', first].toSorted())
  expect((await listVersions(folder.path)).versions.map(({ id, parent }) => [id, parent])).toEqual([
    [second, undefined],
  ])
  expect(await allText()).not.toContain('secret')
})

test('a memory without versions has nothing to forget, and gets no folder', async () => {
  const outcome = await forgetInVersions(folder.path, { isForgotten: () => true })
  expect(outcome).toEqual({ rewritten: new Map(), dropped: [], lines: 0 })
  expect(await readdir(folder.path)).toEqual([])
})

test('of any versions, all but what is forgotten stays, and doing it again changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyMemory, { minLength: 1, maxLength: 5 }),
      fc.uniqueArray(fc.nat({ max: 30 })),
      async (memories, numbers) => {
        const place = await mkdtemp(join(folder.path, 'case-'))
        const ids: string[] = []
        for (const memory of memories) ids.push(await install(memory, place))
        const gone = new Set(numbers.map((number) => `s${number}`))
        const isForgotten = ({ sampleId }: Episode) => gone.has(sampleId)
        const { rewritten, dropped } = await forgetInVersions(place, { isForgotten })
        expect(dropped).toEqual([])
        const held = new Set(
          memories.flatMap(({ episodes }) => episodes.filter(isForgotten).map(({ sampleId }) => sampleId)),
        )
        for (const [at, memory] of memories.entries()) {
          const id = ids[at] ?? ''
          const expected = {
            ...memory,
            episodes: memory.episodes.filter((each) => !isForgotten(each)),
            guidelines: memory.guidelines.filter(
              ({ sources }) => !sources.some((source) => held.has(source)),
            ),
          }
          expect(rewritten.get(id) ?? id).toBe(versionId(expected))
          const loaded = await loadVersion(place, versionId(expected))
          expect(memoryFingerprint(loaded.memory)).toBe(memoryFingerprint(expected))
        }
        const text = await allText(place)
        for (const sampleId of gone) expect(text).not.toContain(`"sampleId":"${sampleId}"`)
        const again = await forgetInVersions(place, { isForgotten })
        expect(again).toEqual({ rewritten: new Map(), dropped: [], lines: 0 })
        expect(await allText(place)).toBe(text)
      },
    ),
    { numRuns: process.env['LONG'] ? 200 : 20 },
  )
})

import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeWhole } from '../../src/io/index.ts'
import { loadMemory, memoryFingerprint, saveMemory } from '../../src/memory/index.ts'
import { readMemoryTexts } from '../../src/memory/load-memory.ts'
import { saveSteps } from '../../src/memory/save-memory.ts'
import { temporaryFolder } from './folder.ts'
import { anyMemory, episode, memoryOf, tableOf } from './sample-memory.ts'

const folder = temporaryFolder()
const two = [episode(2, 'second'), episode(1, 'first')]

describe('a crash', () => {
  test('between any two writes leaves the old memory or the new, whole, and can be made good', async () => {
    await fc.assert(
      fc.asyncProperty(fc.option(anyMemory), anyMemory, fc.nat({ max: 3 }), async (old, next, done) => {
        const place = await mkdtemp(join(folder.path, 'case-'))
        if (old) await saveMemory(place, old, tableOf(old.episodes, old.embedder))
        const table = tableOf(next.episodes, next.embedder)
        const steps = saveSteps(place, await readMemoryTexts(place), next, table)
        for (const step of steps.slice(0, done)) await writeWhole(step.path, step.text)

        const stored = await loadMemory(place)
        const fingerprints = [old && memoryFingerprint(old), memoryFingerprint(next)]
        expect(stored === undefined && old === null ? null : stored?.memory.fingerprint).toBeOneOf(
          fingerprints,
        )
        if (done >= steps.length) expect(stored?.memory.fingerprint).toBe(fingerprints[1])
        expect(stored?.missing ?? []).toEqual([])

        await saveMemory(place, next, table)
        const uninterrupted = await mkdtemp(join(folder.path, 'case-'))
        await saveMemory(uninterrupted, next, table)
        expect(await readMemoryTexts(place)).toEqual(await readMemoryTexts(uninterrupted))
      }),
      { numRuns: 60 },
    )
  })

  test('is survivable because vectors go first and are trimmed last', async () => {
    await saveMemory(folder.path, memoryOf(two), tableOf(two))
    const next = [episode(3, 'third')]
    const steps = saveSteps(folder.path, await readMemoryTexts(folder.path), memoryOf(next), tableOf(next))
    expect(
      steps.map(({ path, text }) => `${path.slice(folder.path.length + 1)} ${text.split('\n').length}`),
    ).toEqual(['vectors.jsonl 5', expect.stringMatching(/^memory\.json /), 'vectors.jsonl 3'])
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ModelCallError, type Embedder } from '../../src/model/index.ts'
import type { ChatModel, ChatRequest } from '../../src/model/index.ts'
import { align, counting, feedback, oneEach, recordsOf, refusal, row, rows } from './support.ts'

const log = (count: number) => rows(count).map((_, index) => feedback(index + 1))
const rejection = (status: number) => new ModelCallError({ reason: 'rejected', detail: `${status} no` })

/** An embedder that refuses a call with a text of these samples. */
function refusing(numbers: readonly number[], error = rejection(400)): Embedder & { calls: string[][] } {
  const offline = counting()
  const calls: string[][] = []
  return {
    identity: offline.identity,
    calls,
    embed: async (texts) => {
      calls.push([...texts])
      if (numbers.some((number) => texts.some((text) => text.endsWith(`Answer ${number}`)))) throw error
      return offline.embed(texts)
    },
  }
}

/** A model that refuses a call with records of these samples. */
function unreadable(
  numbers: readonly number[],
  error: ModelCallError,
): ChatModel & { requests: ChatRequest[] } {
  const requests: ChatRequest[] = []
  return {
    name: 'picky',
    endpoint: 'function',
    requests,
    chat: async (request) => {
      requests.push(request)
      if (request.schema?.name === 'guideline_pairs')
        return { text: '{"pairs":[]}', model: 'picky', latencyMs: 1 }
      const records = recordsOf(request)
      if (numbers.some((number) => records.some(({ rationale }) => rationale === `About ${number}.`)))
        throw error
      return { text: JSON.stringify({ guidelines: oneEach(records) }), model: 'picky', latencyMs: 1 }
    },
  }
}

const idsOf = (episodes: readonly { sampleId: string }[]) => episodes.map(({ sampleId }) => sampleId)

describe('a sample that the embedder refuses', () => {
  test('is found, left out and listed, and the others teach', async () => {
    const embedder = refusing([7])
    const outcome = await align({ rows: rows(20), feedback: log(20), embedder })
    expect(outcome.leftOut).toEqual([{ sampleId: 's7', rowId: 'r7', reason: 'rejected: 400 no' }])
    expect(outcome.memory.episodes).toHaveLength(19)
    expect(outcome.memory.guidelines.flatMap(({ sources }) => sources)).not.toContain('s7')
    expect(outcome.table.vectors.size).toBe(19)
    expect(embedder.calls.length).toBeLessThanOrEqual(11)
  })

  test('is new again the next time', async () => {
    const first = await align({ rows: rows(3), feedback: log(3), embedder: refusing([2]) })
    const second = await align({ rows: rows(3), feedback: log(3), after: first })
    expect(idsOf(second.lessons.added)).toEqual(['s2'])
    expect([second.leftOut, idsOf(second.memory.episodes)]).toEqual([[], ['s1', 's2', 's3']])
  })

  test('whatever their number and places, all others are kept', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }), async (numbers) => {
        const outcome = await align({ rows: rows(12), feedback: log(12), embedder: refusing(numbers) })
        const left = new Set(numbers.map((number) => `s${number}`))
        // `endsWith` of "Answer 1" and "Answer 2" fits no other of the twelve.
        expect(new Set(outcome.leftOut.map(({ sampleId }) => sampleId))).toEqual(left)
        expect(new Set(idsOf(outcome.memory.episodes))).toEqual(
          new Set(rows(12).flatMap(({ sampleId = '' }) => (left.has(sampleId) ? [] : [sampleId]))),
        )
      }),
      { numRuns: 20, seed: 6 },
    )
  })

  test('with no text at all is not even asked about', async () => {
    const embedder = counting()
    const blank = row(2, { inputs: '', outputs: ' ' })
    const outcome = await align({ rows: [row(1), blank], feedback: log(2), embedder })
    expect(outcome.leftOut).toEqual([{ sampleId: 's2', rowId: 'r2', reason: 'there is no text to embed' }])
    expect(embedder.texts).toEqual(['text: Question 1\nAnswer 1'])
  })

  test('is not looked for where the service refuses everything, or a key', async () => {
    const all = refusing(Array.from({ length: 40 }, (_, index) => index + 1))
    const { text } = await refusal(() => align({ rows: rows(40), feedback: log(40), embedder: all }))
    expect(text).toContain('Embedding 40 samples with offline-lexical failed (rejected: 400 no)')
    expect(all.calls.length).toBeLessThan(30)
    const key = refusing([1], rejection(401))
    expect((await refusal(() => align({ rows: rows(40), feedback: log(40), embedder: key }))).code).toBe(
      'model-failed',
    )
    expect(key.calls).toHaveLength(1)
  })
})

describe('a sample that the reflection model refuses to read', () => {
  test.each([
    ['by its filter', new ModelCallError({ reason: 'refused', detail: 'stopped by the content filter' })],
    ['as too long', rejection(400)],
  ])('%s is left out and listed, and the others teach', async (_, error) => {
    const reflection = unreadable([3, 60], error)
    const outcome = await align({ rows: rows(80), feedback: log(80), reflection })
    expect(idsOf(outcome.leftOut)).toEqual(['s3', 's60'])
    expect(outcome.memory.episodes).toHaveLength(78)
    expect(new Set(outcome.memory.guidelines.flatMap(({ sources }) => sources)).size).toBe(78)
  })

  test('is found among others that it refuses too', async () => {
    const reflection = unreadable([1, 20, 40], rejection(400))
    const outcome = await align({ rows: rows(40), feedback: log(40), reflection })
    expect(idsOf(outcome.leftOut)).toEqual(['s1', 's20', 's40'])
    expect(outcome.failed).toEqual([])
  })
})

describe('a distillation that fails', () => {
  const down = new ModelCallError({ reason: 'provider-error', detail: '500 down' })

  test('makes no memory', async () => {
    const reflection = unreadable([60], down)
    const failing = () => align({ rows: rows(80), feedback: log(80), reflection })
    expect(await refusal(failing)).toMatchInlineSnapshot(`
      {
        "code": "model-failed",
        "text": "Distilling guidelines for polite failed in 1 batch of 30 samples (provider-error: 500 down). The memory stays as it was.
        → Run npx vitest-judge align again: what was answered is not asked again, feedback already stored is not written twice. Or do without these samples for now: --allow-partial.",
      }
    `)
    expect(reflection.requests).toHaveLength(3)
  })

  test('with allowPartial makes one without its samples, which are new the next time', async () => {
    const first = await align({
      rows: rows(80),
      feedback: log(80),
      reflection: unreadable([60], down),
      allowPartial: true,
    })
    expect(first.failed.map(({ episodes, fault }) => [episodes.length, fault])).toEqual([
      [first.failed[0]?.episodes.length, 'provider-error: 500 down'],
    ])
    const missing = idsOf(first.failed.flatMap(({ episodes }) => episodes))
    expect(missing).toContain('s60')
    expect(first.memory.episodes).toHaveLength(80 - missing.length)
    const second = await align({ rows: rows(80), feedback: log(80), after: first })
    expect(idsOf(second.lessons.added).toSorted()).toEqual(missing.toSorted())
    expect([second.memory.episodes.length, second.failed]).toEqual([80, []])
  })

  test('of changed feedback with allowPartial leaves nothing of what it said before', async () => {
    const first = await align({ feedback: log(3) })
    const changed = [...log(3), feedback(2, 'yes', { rationale: 'About 60.' })]
    const second = await align({
      feedback: changed,
      after: first,
      reflection: unreadable([60], down),
      allowPartial: true,
    })
    expect(idsOf(second.memory.episodes)).toEqual(['s1', 's3'])
    expect(second.memory.guidelines.flatMap(({ sources }) => sources)).toEqual(['s1', 's3'])
  })
})

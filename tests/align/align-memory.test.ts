import { describe, expect, test } from 'vitest'
import { memorySchema, type Guideline } from '../../src/contract/index.ts'
import { memoryFingerprint } from '../../src/memory/index.ts'
import { ModelCallError, type ChatRequest, type Embedder } from '../../src/model/index.ts'
import type { AlignOutcome } from '../../src/align/index.ts'
import { align, counting, definition, feedback, reflecting, refusal, row, rows } from './support.ts'

const texts = (guidelines: readonly Guideline[]) =>
  guidelines.map(({ text, sources }) => `${text} [${sources.join()}]`)
const valuesOf = ({ memory }: AlignOutcome) =>
  memory.episodes.map(({ sampleId, value }) => `${sampleId} ${String(value)}`)
const purposes = (requests: readonly ChatRequest[]) => requests.map(({ schema }) => schema?.name)
const log = [feedback(1), feedback(2), feedback(3, 'yes')]

describe('aligning from nothing', () => {
  test('makes a memory of guidelines, episodes and vectors that fits its schema', async () => {
    const outcome = await align({ feedback: log })
    const { memory, table } = outcome
    expect(memorySchema.parse(memory)).toEqual(memory)
    expect(memory).toMatchObject({
      judge: definition,
      reflectionModel: 'function:reflect',
      k: 5,
      embedder: { model: 'offline-lexical', dimensions: 16 },
    })
    expect(memory.fingerprint).toBe(memoryFingerprint(memory))
    expect(texts(memory.guidelines)).toEqual([
      'Know: About 1. [s1]',
      'Know: About 2. [s2]',
      'Know: About 3. [s3]',
    ])
    expect(valuesOf(outcome)).toEqual(['s1 no', 's2 no', 's3 yes'])
    expect([...table.vectors.keys()].toSorted()).toEqual(
      memory.episodes.map(({ vector }) => vector).toSorted(),
    )
    expect(outcome).toMatchObject({
      changed: true,
      guidelinesAdded: memory.guidelines,
      guidelinesDropped: [],
    })
  })

  test('makes the same memory whatever the order of rows and feedback', async () => {
    const one = await align({ feedback: log })
    const other = await align({ feedback: log.toReversed(), rows: rows(3).toReversed() })
    expect(JSON.stringify(other.memory)).toBe(JSON.stringify(one.memory))
  })

  test('with no feedback asks no model and embeds nothing', async () => {
    const [{ requests, model }, embedding] = [reflecting(), counting()]
    const outcome = await align({ reflection: model, embedder: embedding })
    expect(outcome.memory).toMatchObject({ guidelines: [], episodes: [] })
    expect([requests, embedding.texts]).toEqual([[], []])
  })

  test('changes none of what it was given', async () => {
    const given = { feedback: log, rows: rows(3), definition }
    const before = structuredClone(given)
    const first = await align(given)
    const frozen = structuredClone(first)
    await align({ ...given, feedback: [...log, feedback(1, 'yes')], after: first })
    expect(given).toEqual(before)
    expect(first).toEqual(frozen)
  })
})

describe('aligning again', () => {
  test('with nothing new changes nothing and asks no model', async () => {
    const first = await align({ feedback: log })
    const [{ requests, model }, embedding] = [reflecting(), counting()]
    const second = await align({ feedback: log, after: first, reflection: model, embedder: embedding })
    expect(second.changed).toBe(false)
    expect(second.memory).toEqual(first.memory)
    expect([requests, embedding.texts]).toEqual([[], []])
  })

  test('after one piece of feedback changed replaces its episode and its guidelines alone, with one call', async () => {
    const first = await align({ feedback: log })
    const [{ requests, model }, embedding] = [reflecting(), counting()]
    const edited = [...log, feedback(1, 'yes', { rationale: 'Kind.' })]
    const second = await align({ feedback: edited, after: first, reflection: model, embedder: embedding })
    expect(second.changed).toBe(true)
    expect(valuesOf(second)).toEqual(['s1 yes', 's2 no', 's3 yes'])
    expect(texts(second.guidelinesDropped)).toEqual(['Know: About 1. [s1]'])
    expect(texts(second.memory.guidelines)).toEqual([
      'Know: About 2. [s2]',
      'Know: About 3. [s3]',
      'Know: Kind. [s1]',
    ])
    expect(purposes(requests)).toEqual(['guidelines', 'guideline_pairs'])
    expect(embedding.texts).toEqual([])
  })

  test('after a retraction forgets the episode, its vector and its guidelines, and asks no model', async () => {
    const first = await align({ feedback: log })
    const { requests, model } = reflecting()
    const second = await align({
      feedback: [...log, feedback(2, 'no', { retracted: true })],
      after: first,
      reflection: model,
    })
    expect(valuesOf(second)).toEqual(['s1 no', 's3 yes'])
    expect(second.table.vectors.size).toBe(2)
    expect(texts(second.memory.guidelines)).toEqual(['Know: About 1. [s1]', 'Know: About 3. [s3]'])
    expect(requests).toEqual([])
    expect(second.memory.reflectionModel).toBe('function:reflect')
  })

  test('keeps a guideline with another source, without the one that is gone', async () => {
    const { model } = reflecting(() => [{ guideline_text: 'All.', source_ids: ['1', '2', '3'] }])
    const first = await align({ feedback: log, reflection: model })
    const retracted = [...log, feedback(2, 'no', { retracted: true })]
    const second = await align({ feedback: retracted, after: first })
    expect(texts(second.memory.guidelines)).toEqual(['All. [s1,s3]'])
    const third = await align({
      feedback: [
        ...retracted,
        ...[1, 3].map((number) => feedback(number, log[number - 1]?.value, { retracted: true })),
      ],
      after: second,
    })
    expect(texts(third.guidelinesDropped)).toEqual(['All. [s1,s3]'])
    expect(third.memory).toMatchObject({ guidelines: [], episodes: [] })
  })

  test("keeps a person's guideline, whatever becomes of samples", async () => {
    const first = await align({ feedback: log })
    const own = {
      id: 'g-own',
      text: 'Never curse.',
      origin: 'person' as const,
      sources: ['s2'],
      pinned: false,
      muted: true,
    }
    const edited = { ...first, memory: { ...first.memory, guidelines: [own, ...first.memory.guidelines] } }
    const second = await align({ feedback: [...log, feedback(2, 'no', { retracted: true })], after: edited })
    expect(second.memory.guidelines[0]).toEqual({ ...own, sources: [] })
  })

  test('embeds new texts only, and all of them for another embedder or where vectors are missing', async () => {
    const first = await align({ feedback: log.slice(0, 2) })
    const embedding = counting()
    const second = await align({ feedback: log, after: first, embedder: embedding })
    expect(embedding.texts).toEqual(['text: Question 3\nAnswer 3'])
    const other = { ...counting(), identity: { ...embedding.identity, model: 'other' } }
    const third = await align({ feedback: log, after: second, embedder: other })
    expect(other.texts.length).toBe(3)
    expect(third.memory.embedder.model).toBe('other')
    const { memory, table } = third
    const stored = {
      memory,
      table: { ...table, vectors: new Map() },
      missing: memory.episodes.map(({ vector }) => vector),
    }
    const again = { ...counting(), identity: other.identity }
    const fourth = await align({ feedback: log, stored, embedder: again })
    expect([again.texts.length, fourth.changed, fourth.memory]).toEqual([3, true, memory])
  })

  test('embeds a text that several samples share once', async () => {
    const embedding = counting()
    await align({
      feedback: log,
      rows: rows(3).map((each) => ({ ...each, inputs: 'same', outputs: 'same' })),
      embedder: embedding,
    })
    expect(embedding.texts).toEqual(['same\nsame'])
  })

  test('takes another number of examples and another model into the memory, and asks nobody', async () => {
    const first = await align({ feedback: log })
    const { requests, model } = reflecting()
    const second = await align({
      feedback: log,
      after: first,
      k: 3,
      reflection: model,
      definition: { ...definition, model: 'another' },
    })
    expect(second).toMatchObject({
      changed: true,
      memory: { k: 3, judge: { model: 'another' } },
      guidelinesAdded: [],
    })
    expect(requests).toEqual([])
  })

  test('fails as a whole when embedding fails', async () => {
    const embedder: Embedder = {
      identity: counting().identity,
      embed: async () => {
        throw new ModelCallError({ reason: 'connection', detail: 'nobody is there' })
      },
    }
    expect(await refusal(() => align({ feedback: log, embedder }))).toMatchInlineSnapshot(`
      {
        "code": "model-failed",
        "text": "Embedding 3 samples with offline-lexical failed (connection: nobody is there). The memory stays as it was.
        → Check VITEST_JUDGE_EMBEDDING_MODEL, _BASE_URL and _API_KEY, then run npx vitest-judge align again; or embed all samples with another model: --embedding-model <name>.",
      }
    `)
  })

  test('shows the expectations to the model that distils only where the judge is shown them', async () => {
    const given = [row(1, { expectations: 'secret' })]
    const [blind, shown] = [reflecting(), reflecting()]
    await align({ feedback: [feedback(1)], rows: given, reflection: blind.model })
    const instructions = 'Is {{ outputs }} like {{ expectations }}?'
    await align({
      feedback: [feedback(1)],
      rows: given,
      reflection: shown.model,
      definition: { ...definition, instructions },
    })
    expect(JSON.stringify(blind.requests)).not.toContain('secret')
    expect(JSON.stringify(shown.requests)).toContain('secret')
  })
})

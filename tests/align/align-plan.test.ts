import { describe, expect, test } from 'vitest'
import type { Guideline } from '../../src/contract/index.ts'
import type { AlignOutcome } from '../../src/align/index.ts'
import { align, counting, definition, feedback, recordsOf, reflecting, row, rows } from './support.ts'

const texts = (guidelines: readonly Guideline[]) =>
  guidelines.map(({ text, sources }) => `${text} [${sources.join()}]`)
const log = [feedback(1), feedback(2), feedback(3, 'yes')]

/** A memory of one guideline that leans on all three samples. */
async function shared(change: Partial<Guideline> = {}): Promise<AlignOutcome> {
  const { model } = reflecting(() => [{ guideline_text: 'All.', source_ids: ['1', '2', '3'] }])
  const first = await align({ feedback: log, reflection: model })
  const guidelines = first.memory.guidelines.map((guideline) => ({ ...guideline, ...change }))
  return { ...first, memory: { ...first.memory, guidelines } }
}

describe('changed feedback', () => {
  const changed = [...log, feedback(2, 'yes', { rationale: 'Kind.' })]

  test('has every guideline that leans on it distilled again, from its other sources too', async () => {
    const { requests, model } = reflecting(() => [{ guideline_text: 'Now.', source_ids: ['1', '2', '3'] }])
    const second = await align({ feedback: changed, after: await shared(), reflection: model })
    expect(requests.map((request) => recordsOf(request).map(({ rationale }) => rationale))).toEqual([
      ['About 1.', 'About 3.', 'Kind.'],
    ])
    expect(texts(second.memory.guidelines)).toEqual(['Now. [s1,s3,s2]'])
    expect(texts(second.guidelinesDropped)).toEqual(['All. [s1,s2,s3]'])
  })

  test.each([
    ['pinned', { pinned: true }],
    ['edited', { text: 'In my own words.' }],
    ['muted', { muted: true }],
    ["a person's own", { origin: 'person' as const, id: 'own' }],
  ])('leaves a guideline that is %s as it is', async (_, change) => {
    const first = await shared(change)
    const second = await align({ feedback: changed, after: first })
    expect(second.memory.guidelines[0]).toMatchObject(change)
    expect(second.memory.guidelines.map(({ text }) => text)).toEqual([
      'text' in change ? change.text : 'All.',
      'Know: Kind.',
    ])
  })

  test('has a guideline that we muted ourselves distilled again', async () => {
    const first = await shared({ muted: true, concern: 'contradicts another' })
    const second = await align({ feedback: changed, after: first })
    expect(second.memory.guidelines.map(({ text }) => text)).toEqual([
      'Know: About 1.',
      'Know: About 3.',
      'Know: Kind.',
    ])
  })
})

describe('retracted feedback', () => {
  const retracting = (...numbers: number[]) => [
    ...log,
    ...numbers.map((number) => feedback(number, log[number - 1]?.value, { retracted: true })),
  ]

  test('has a guideline distilled again once most of its sources are gone', async () => {
    const { requests, model } = reflecting()
    const second = await align({ feedback: retracting(1, 2), after: await shared(), reflection: model })
    expect(texts(second.memory.guidelines)).toEqual(['Know: About 3. [s3]'])
    expect(requests).toHaveLength(1)
  })

  test('leaves a pinned guideline even when all of its sources are gone', async () => {
    const second = await align({ feedback: retracting(1, 2, 3), after: await shared({ pinned: true }) })
    expect(second.memory).toMatchObject({
      episodes: [],
      guidelines: [{ text: 'All.', pinned: true, sources: [] }],
    })
  })
})

describe('a row that changes', () => {
  test('its group alone is taken into the memory, and nobody is asked', async () => {
    const first = await align({ feedback: log })
    const [{ requests, model }, embedding] = [reflecting(), counting()]
    const regrouped = [row(1, { group: 'g' }), row(2), row(3)]
    const second = await align({
      feedback: log,
      rows: regrouped,
      after: first,
      reflection: model,
      embedder: embedding,
    })
    expect(second.memory.episodes.map(({ group }) => group)).toEqual(['g', undefined, undefined])
    expect([second.changed, second.lessons.kept.length, requests, embedding.texts]).toEqual([true, 3, [], []])
  })

  test('its expectations count as changed where the judge is shown them', async () => {
    const shown = { ...definition, instructions: 'Is {{ outputs }} like {{ expectations }}?' }
    const expecting = (text: string) => rows(3).map((each) => ({ ...each, expectations: text }))
    const first = await align({ feedback: log, rows: expecting('old'), definition: shown })
    const [{ requests, model }, embedding] = [reflecting(), counting()]
    const more = { after: first, definition: shown, reflection: model, embedder: embedding }
    const same = await align({ feedback: log, rows: expecting('old'), ...more })
    expect([same.changed, requests]).toEqual([false, []])
    const second = await align({ feedback: log, rows: expecting('new'), ...more })
    expect(second.lessons.changed.map(({ sampleId }) => sampleId)).toEqual(['s1', 's2', 's3'])
    expect(second.memory.episodes.map(({ expectations }) => expectations)).toEqual(['new', 'new', 'new'])
    expect(embedding.texts).toEqual([])
  })
})

describe('changed instructions of the judge', () => {
  const instructions = 'Is {{ outputs }} kind?'

  test('have all guidelines distilled again, and nothing embedded', async () => {
    const first = await align({ feedback: log })
    const [{ requests, model }, embedding] = [reflecting(), counting()]
    const more = { feedback: log, definition: { ...definition, instructions } }
    const second = await align({ ...more, after: first, reflection: model, embedder: embedding })
    expect(second.lessons.changed).toHaveLength(3)
    const distillations = () => requests.filter(({ schema }) => schema?.name === 'guidelines')
    expect(distillations().map((request) => recordsOf(request).length)).toEqual([3])
    expect(requests[0]?.messages[0]?.content).toContain(instructions)
    expect(embedding.texts).toEqual([])
    const third = await align({ ...more, after: second, reflection: model, embedder: embedding })
    expect([third.changed, distillations().length]).toEqual([false, 1])
  })

  test('leave all guidelines as they are where that is asked for', async () => {
    const first = await align({ feedback: log })
    const { requests, model } = reflecting()
    const second = await align({
      feedback: log,
      after: first,
      definition: { ...definition, instructions },
      keepGuidelines: true,
      reflection: model,
    })
    expect(second.memory.guidelines).toEqual(first.memory.guidelines)
    expect([second.memory.judge.instructions, requests]).toEqual([instructions, []])
  })
})

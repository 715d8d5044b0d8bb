import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Feedback, RunRow } from '../../src/contract/index.ts'
import { aligned, defaultExamples } from '../../src/align/index.ts'
import { recordsPerBatch } from '../../src/align/distil.ts'
import { guidelines, makeJudge } from '../../src/judge/index.ts'
import { loadMemory, saveMemory } from '../../src/memory/index.ts'
import { configureModels, embedder, readDataBlock, type ChatRequest } from '../../src/model/index.ts'
import { align, counting, definition, feedback, reflecting, row, rows, temporaryFolder } from './support.ts'

/**
 * What MLflow's own tests pin of MemAlign and what applies here, under the names of the table in docs/memalign.md,
 * as far as no other test of ours says it.
 */
const folder = temporaryFolder()
afterEach(() => configureModels({}))

const log = [feedback(1), feedback(2), feedback(3, 'yes')]
const by = (name: string, number: number, value: string, rationale: string, more: Partial<Feedback> = {}) =>
  feedback(number, value, {
    id: `f-${name}-${value}-${rationale}`,
    source: { type: 'HUMAN', name },
    rationale,
    ...more,
  })
const taken = (line: Feedback): Feedback => ({ ...line, id: `${line.id}-retracted`, retracted: true })

/** A judge in the form of a function that keeps what it was asked. */
function answering(result: unknown, more: Partial<Parameters<typeof makeJudge>[0]> = {}) {
  const requests: ChatRequest[] = []
  const judge = makeJudge({
    name: 'polite',
    instructions: definition.instructions,
    ...(more.valueType === undefined && { values: ['yes', 'no'] }),
    model: async (request) => {
      requests.push(request)
      return JSON.stringify({ result, rationale: 'r' })
    },
    ...more,
  })
  return { judge, requests }
}

test('defaults: 5 examples, 50 records a batch, text-embedding-3-small at 512 dimensions', () => {
  configureModels({ environment: { OPENAI_API_KEY: 'sk-none' } })
  expect([defaultExamples, recordsPerBatch]).toEqual([5, 50])
  expect(embedder().identity).toEqual({
    model: 'text-embedding-3-small',
    dimensions: 512,
    endpoint: 'https://api.openai.com/v1',
  })
})

test('a majority that flips changes the value and which rationales are kept', async () => {
  const first = [by('ada', 1, 'no', 'Cold.'), by('ben', 1, 'no', 'Curt.'), by('cleo', 1, 'yes', 'Fine.')]
  const before = await align({ feedback: first })
  expect(before.memory.episodes).toMatchObject([{ value: 'no', rationale: 'Cold.\nCurt.' }])
  expect(before.lessons.overruled.map(({ source }) => source.name)).toEqual(['cleo'])
  const { requests, model } = reflecting()
  const second = [...first, by('ben', 1, 'yes', 'On second thoughts.', { time: '2026-11-24T09:00:00.000Z' })]
  const after = await align({ feedback: second, after: before, reflection: model })
  expect(after.memory.episodes).toMatchObject([{ value: 'yes', rationale: 'Fine.\nOn second thoughts.' }])
  expect(after.lessons.overruled.map(({ source }) => source.name)).toEqual(['ada'])
  expect(requests.length).toBe(1)
})

test('of three labels on one sample one is taken back: the episode keeps the other two', async () => {
  const three = ['ada', 'ben', 'cleo'].map((name) => by(name, 1, 'no', `Says ${name}.`))
  const before = await align({ feedback: three })
  expect(before.memory.episodes.map(({ sources }) => sources.length)).toEqual([3])
  const after = await align({ feedback: [...three, taken(three[1] as Feedback)], after: before })
  expect(after.memory.episodes).toMatchObject([
    { rationale: 'Says ada.\nSays cleo.', sources: [{ name: 'ada' }, { name: 'cleo' }] },
  ])
})

test('a memory that was written and read is aligned further and keeps all', async () => {
  const before = await align({ feedback: log.slice(0, 2) })
  await saveMemory(folder.path, before.memory, before.table)
  const stored = await loadMemory(folder.path)
  const embedding = counting()
  const after = await align({ feedback: log, stored, embedder: embedding })
  expect(after.memory.episodes.map(({ sampleId }) => sampleId)).toEqual(['s1', 's2', 's3'])
  expect(after.memory.guidelines.slice(0, 2)).toEqual(before.memory.guidelines)
  expect(embedding.texts.length).toBe(1)
})

test('unchanged, changed, new, retracted and untouched samples in one call each go their way', async () => {
  const before = await align({ feedback: [...log, feedback(4)], rows: rows(5) })
  const { requests, model } = reflecting()
  const after = await align({
    // Row 3 is not in this run.
    rows: rows(5).filter(({ id }) => id !== 'r3'),
    feedback: [
      ...log,
      feedback(4),
      feedback(1, 'yes', { rationale: 'Kind.' }),
      feedback(5),
      taken(feedback(4)),
    ],
    after: before,
    reflection: model,
  })
  const { added, changed, retracted, kept } = after.lessons
  expect([added, changed, retracted, kept].map((list) => list.map(({ sampleId }) => sampleId))).toEqual([
    ['s5'],
    ['s1'],
    ['s4'],
    ['s2', 's3'],
  ])
  expect(after.memory.guidelines.map(({ sources }) => sources.join())).toEqual(['s2', 's3', 's1', 's5'])
  expect(requests.filter(({ schema }) => schema?.name === 'guidelines').length).toBe(1)
})

test('a sample that stands twice in a run is one episode, and is asked about once', async () => {
  const { requests, model } = reflecting()
  const embedding = counting()
  const twice = [row(1), row(1, { repeat: 1 }), row(1)]
  const { memory } = await align({
    rows: twice,
    feedback: [feedback(1)],
    reflection: model,
    embedder: embedding,
  })
  expect(memory.episodes.length).toBe(1)
  expect([requests.length, embedding.texts.length]).toEqual([1, 1])
})

test('all or some feedback taken back is no error, and leaves the memory before as it was', async () => {
  const before = await align({ feedback: log })
  const copy = structuredClone(before.memory)
  const { requests, model } = reflecting()
  const some = await align({ feedback: [...log, taken(feedback(1))], after: before, reflection: model })
  const all = await align({ feedback: [...log, ...log.map(taken)], after: before, reflection: model })
  expect([some, all].map(({ memory }) => memory.episodes.length)).toEqual([2, 0])
  expect(all.memory.guidelines).toEqual([])
  expect([before.memory, requests]).toEqual([copy, []])
})

test('a sample without feedback blocks none with', async () => {
  const { memory } = await align({ rows: rows(9), feedback: [feedback(2)] })
  expect(memory.episodes.map(({ sampleId }) => sampleId)).toEqual(['s2'])
})

test('a judge that is aligned again is asked with one block of guidelines, on its plain instructions', async () => {
  const first = await align({ feedback: log.slice(0, 2) })
  const second = await align({ feedback: log, after: first })
  await saveMemory(join(folder.path, 'polite'), second.memory, second.table)
  const { judge, requests } = answering('yes')
  const twice = aligned(judge, { memory: folder.path, engine: 'exact' })
  await twice.judge({ inputs: 'a', outputs: 'b' })
  const system = requests[0]?.messages[0]?.content ?? ''
  expect(system.match(/<guidelines>/g)).toHaveLength(1)
  expect(system.match(/^- Know: /gm)).toHaveLength(3)
  expect(system).toContain(`<instructions>\n${definition.instructions}\n</instructions>`)
  expect((await twice.record({ root: folder.path })).definition.instructions).toBe(definition.instructions)
  expect(second.memory.judge).toEqual(definition)
})

describe('values keep their type in the answer asked for, in the memory and in the examples shown', () => {
  test.for([
    ['boolean' as const, true, false, { type: 'boolean' }],
    [{ min: 1, max: 5, integer: true }, 4, 2, { type: 'integer', minimum: 1, maximum: 5 }],
  ] as const)('%j', async ([valueType, taught, other, asked]) => {
    const { judge, requests } = answering(other, { valueType })
    const given = await align({
      definition: judge.describe(),
      feedback: [feedback(1, taught), feedback(2, other)],
      rows: rows(2),
    })
    expect(given.memory.episodes.map(({ value }) => value)).toEqual([taught, other])
    await saveMemory(join(folder.path, 'polite'), given.memory, given.table)
    const verdict = await aligned(judge, { memory: folder.path, engine: 'exact' }).judge({
      id: 's3',
      rowId: 'r3',
      inputs: 'Other',
      outputs: 'Text',
    })
    expect(verdict).toMatchObject({ outcome: 'scored', value: other })
    expect(requests[0]?.schema?.schema['properties']).toMatchObject({ result: asked })
    const examples = readDataBlock(requests[0]?.messages[1]?.content ?? '', 'examples')
    expect((examples as { result: unknown }[]).map(({ result }) => result).toSorted()).toEqual(
      [taught, other].toSorted(),
    )
  })
})

test('several people on one sample are one episode, so that its text is not shown several times', async () => {
  const three = ['ada', 'ben', 'cleo'].map((name) => by(name, 1, 'no', `Says ${name}.`))
  const { memory, table } = await align({ feedback: three })
  await saveMemory(join(folder.path, 'polite'), memory, table)
  const { judge, requests } = answering('yes')
  await aligned(judge, { memory: folder.path, engine: 'exact' }).judge({ inputs: 'a', outputs: 'b' })
  expect(readDataBlock(requests[0]?.messages[1]?.content ?? '', 'examples')).toHaveLength(1)
})

test('rows that are judged first, all at once, all have the memory', async () => {
  const { memory, table } = await align({ feedback: log })
  await saveMemory(join(folder.path, 'polite'), memory, table)
  const { judge } = answering('yes')
  const one = aligned(judge, { memory: folder.path, engine: 'exact' })
  const verdicts = await Promise.all(
    Array.from({ length: 20 }, (_, index) => one.judge({ inputs: `Other ${index}`, outputs: 'x' })),
  )
  for (const verdict of verdicts)
    expect(verdict).toMatchObject({ outcome: 'scored', guidance: { guidelines: 3, examples: { length: 3 } } })
})

test('the same question with other answers is told apart: examples go by inputs and outputs', async () => {
  const answers = [
    'Certainly, with pleasure, dear colleague: sit down.',
    'Nope. Look it up yourself, lazy fool, and leave.',
  ]
  const given: RunRow[] = answers.map((outputs, index) =>
    row(index + 1, { inputs: 'May I ask you something?', outputs }),
  )
  const { memory, table } = await align({
    rows: given,
    feedback: [feedback(1, 'yes'), feedback(2)],
    k: 1,
    embedder: embedder({ model: 'offline-lexical' }),
  })
  await saveMemory(join(folder.path, 'polite'), memory, table)
  const { judge } = answering('yes')
  const one = aligned(judge, { memory: folder.path, engine: 'exact' })
  const shown = []
  for (const outputs of ['With pleasure, I am here.', 'Look it up elsewhere.']) {
    const verdict = await one.judge({ inputs: 'May I ask you something?', outputs })
    shown.push('guidance' in verdict ? verdict.guidance?.examples : undefined)
  }
  expect(shown).toEqual([['s1'], ['s2']])
})

test('the guidelines judge is aligned like any other, needs no expectations, and is told what was learned', async () => {
  const requests: ChatRequest[] = []
  const judge = guidelines({
    name: 'polite',
    guidelines: 'Greet.',
    model: async (request) => {
      requests.push(request)
      return '{"verdicts": [{"guideline": 1, "rationale": "r", "result": "no"}]}'
    },
  })
  const { memory, table } = await align({ definition: judge.describe(), feedback: log })
  await saveMemory(join(folder.path, 'polite'), memory, table)
  const verdict = await aligned(judge, { memory: folder.path, engine: 'exact' }).judge({
    inputs: 'Other',
    outputs: 'Text',
  })
  expect(verdict).toMatchObject({ outcome: 'scored', value: 'no', guidance: { guidelines: 3 } })
  expect(requests[0]?.messages[0]?.content).toContain('- Know: About 1.')
  expect(readDataBlock(requests[0]?.messages[1]?.content ?? '', 'examples')).toHaveLength(3)
})

test('the guidelines judge without a list is taught the list of each row, and nothing else that it is not shown', async () => {
  const requests: ChatRequest[] = []
  const judge = guidelines({
    name: 'polite',
    model: async (request) => {
      requests.push(request)
      return '{"verdicts": [{"guideline": 1, "rationale": "r", "result": "no"}]}'
    },
  })
  const expectations = { guidelines: ['Greet.'], label: 'A secret.' }
  const { requests: asked, model } = reflecting()
  const { memory, table } = await align({
    definition: judge.describe(),
    rows: [row(1, { expectations }), row(2, { expectations: { label: 'A secret.' } })],
    feedback: log.slice(0, 2),
    reflection: model,
  })
  expect(memory.episodes.map((episode) => episode.expectations)).toEqual([
    { guidelines: ['Greet.'] },
    undefined,
  ])
  await saveMemory(join(folder.path, 'polite'), memory, table)
  await aligned(judge, { memory: folder.path, engine: 'exact' }).judge({
    inputs: 'Other',
    outputs: 'Text',
    expectations: { guidelines: ['Be brief.'] },
  })
  const examples = readDataBlock(requests[0]?.messages[1]?.content ?? '', 'examples')
  expect((examples as { expectations?: unknown }[]).map((example) => example.expectations)).toContainEqual({
    guidelines: ['Greet.'],
  })
  const prompts = [...asked, ...requests].flatMap(({ messages }) => messages.map(({ content }) => content))
  expect(prompts.join('\n')).not.toContain('secret')
})

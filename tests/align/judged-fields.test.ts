import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { JsonValue } from '../../src/contract/index.ts'
import { aligned } from '../../src/align/index.ts'
import { fieldTokens } from '../../src/align/judged-fields.ts'
import { makeJudge, type JudgedSample } from '../../src/judge/index.ts'
import { saveMemory } from '../../src/memory/index.ts'
import { configureModels, readDataBlock, tokenEstimate, type ChatRequest } from '../../src/model/index.ts'
import { align, feedback, reflecting, row, temporaryFolder } from './support.ts'

afterEach(() => configureModels({}))
const folder = temporaryFolder()

const conversation = (topic: string, more = '') => [
  { role: 'user', content: `I ask about ${topic}. ${more}` },
  { role: 'assistant', content: `Nobody knows ${topic}.` },
]
const trace = (topic: string) => ({
  name: 'agent',
  inputs: { topic },
  outputs: { says: `No ${topic}.` },
  children: [{ name: 'search', outputs: { hits: `all of ${topic}` } }],
})
const rows = ['rain', 'snow', 'hail'].map((topic, index) =>
  row(index + 1, {
    inputs: { topic },
    expectations: { polite: true },
    conversation: conversation(topic),
    trace: trace(topic),
  }),
)
const lines = rows.map((_, index) => feedback(index + 1))

/** Teaches a judge by the rows, asks its aligned form about a sample, and gives what the two models were shown. */
async function shown(instructions: string, sample: JudgedSample, given = rows) {
  const requests: ChatRequest[] = []
  const judge = makeJudge({
    name: 'polite',
    instructions,
    values: ['yes', 'no'],
    model: async (request) => {
      requests.push(request)
      return '{"result": "yes", "rationale": "r"}'
    },
  })
  const reflection = reflecting()
  const { memory, table } = await align({
    rows: given,
    feedback: lines,
    definition: judge.describe(),
    reflection: reflection.model,
  })
  await saveMemory(join(folder.path, 'polite'), memory, table)
  const verdict = await aligned(judge, { memory: folder.path, engine: 'exact' }).judge(sample)
  const blocks = (request: ChatRequest | undefined, name: string) =>
    readDataBlock(request?.messages[1]?.content ?? '', name)
  return {
    verdict,
    memory,
    examples: blocks(requests[0], 'examples') as Record<string, JsonValue>[],
    records: blocks(reflection.requests[0], 'records') as Record<string, JsonValue>[],
    block: (name: string) => blocks(requests[0], name),
  }
}

const keysOf = (objects: readonly object[]) => [...new Set(objects.flatMap(Object.keys))]

describe('a judge of conversations', () => {
  const instructions = 'Was the assistant polite in {{ conversation }}, given {{ expectations }}?'
  const asked = { conversation: conversation('rain', 'Please.'), expectations: { polite: true } }

  test('is taught by conversations and shown them, without what it does not see', async () => {
    const { verdict, memory, examples, records } = await shown(instructions, asked)
    expect(verdict).toMatchObject({ outcome: 'scored', guidance: { examples: expect.any(Array) } })
    expect(memory.episodes.map((episode) => episode.conversation)).toEqual(
      rows.map((row) => row.conversation),
    )
    expect(keysOf(memory.episodes)).not.toContain('trace')
    expect(keysOf(examples)).toEqual(['expectations', 'conversation', 'result', 'rationale'])
    expect(keysOf(records)).toEqual(['id', 'expectations', 'conversation', 'result', 'rationale'])
  })

  test('finds the conversations that are most like the one it is asked about', async () => {
    const { examples } = await shown(instructions, {
      ...asked,
      conversation: conversation('hail', 'Tell me.'),
    })
    expect(examples[0]?.['conversation']).toEqual(rows[2]?.conversation)
  })

  test('is shown long conversations shortened, and asked about them whole', async () => {
    const long = rows.map((each, index) => ({
      ...each,
      conversation: conversation(`topic ${index}`, 'so on '.repeat(9000)),
    }))
    const sample = { ...asked, conversation: conversation('rain', 'and so forth '.repeat(5000)) }
    const { examples, records, block } = await shown(instructions, sample, long)
    for (const { conversation } of [...examples, ...records]) {
      expect(tokenEstimate(JSON.stringify(conversation))).toBeLessThanOrEqual(fieldTokens)
      expect(conversation).toHaveLength(2)
    }
    expect(block('conversation')).toEqual(sample.conversation)
  })

  test('learns anew from a conversation that went on, though inputs and outputs are as they were', async () => {
    const definition = (await shown(instructions, asked)).memory.judge
    const first = await align({ rows, feedback: lines, definition })
    const went = rows.with(1, {
      ...(rows[1] as (typeof rows)[number]),
      conversation: conversation('snow', 'Still?'),
    })
    const second = await align({ rows: went, feedback: lines, definition, after: first })
    expect(second.lessons.changed.map(({ sampleId }) => sampleId)).toEqual(['s2'])
    expect(second.memory.episodes[1]?.conversation).toEqual(went[1]?.conversation)
    const third = await align({ rows: went, feedback: lines, definition, after: second })
    expect(third.lessons.changed).toEqual([])
  })
})

describe('a judge of traces', () => {
  const asked = { trace: trace('hail'), id: 's9' }

  test('sees the span tree whole, and is shown earlier ones in brief', async () => {
    const { verdict, examples, block } = await shown('Did the agent search, by {{ trace }}?', asked)
    expect(verdict.outcome).toBe('scored')
    expect(block('trace')).toEqual(asked.trace)
    expect(keysOf(examples)).toEqual(['trace', 'result', 'rationale'])
    const { children: _, ...root } = trace('hail')
    expect(examples.map((example) => example['trace'])).toContainEqual({
      ...root,
      children: [{ name: 'search' }],
    })
  })

  test('is shown inputs and outputs where it asks for them, too', async () => {
    const instructions = 'Is {{ outputs }} right for {{ inputs }}, by {{ trace }}?'
    const { examples } = await shown(instructions, { ...asked, inputs: { topic: 'fog' }, outputs: 'None.' })
    expect(keysOf(examples)).toEqual(['inputs', 'outputs', 'trace', 'result', 'rationale'])
  })
})

test('a judge of answers is shown neither, and long answers shortened', async () => {
  const long = rows.map((each, index) => ({ ...each, outputs: `${index} ${'and so on '.repeat(4000)}` }))
  const sample = {
    inputs: { topic: 'fog' },
    outputs: 'None.',
    conversation: conversation('fog'),
    trace: trace('fog'),
  }
  const { examples, memory } = await shown('Is {{ outputs }} polite?', sample, long)
  expect(keysOf(examples)).toEqual(['inputs', 'outputs', 'result', 'rationale'])
  expect(memory.episodes.map(({ outputs }) => outputs)).toEqual(long.map(({ outputs }) => outputs))
  for (const { outputs } of examples) expect(String(outputs)).toMatch(/^\d and so on .*…$/)
})

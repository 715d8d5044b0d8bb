import { describe, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/contract/index.ts'
import { flatInputs, flatOutputs } from '../../src/mlflow/flatten.ts'
import { tagsOf, toTraceTags } from '../../src/mlflow/tags.ts'
import { feedback, imported, trace } from './support.ts'

const hi = { role: 'user', content: 'Hi' }
const parts = [{ type: 'text', text: 'Look' }]

test.for<[JsonValue, string]>([
  ['as it is', 'as it is'],
  [null, ' '],
  [{ a: 1 }, '{"a":1}'],
  [['x'], '["x"]'],
  [4, '4'],
  [{ messages: [hi] }, 'Hi'],
  [{ messages: [hi, hi] }, JSON.stringify([hi, hi])],
  [{ messages: [hi, { role: 'user', content: parts }] }, JSON.stringify(parts)],
  [{ messages: [] }, '{"messages":[]}'],
])('inputs %j are the text %s', ([inputs, text]) => {
  expect(flatInputs(inputs)).toBe(text)
})

test.for<[JsonValue, string]>([
  ['as it is', 'as it is'],
  [null, ' '],
  [{ a: 1 }, '{"a":1}'],
  [['first', 'second'], 'first'],
  [[], '[]'],
  [{ choices: [{ message: hi }, { message: 'x' }] }, 'Hi'],
  [{ messages: [{ role: 'user', content: 'x' }, hi] }, 'Hi'],
  [{ choices: [] }, '{"choices":[]}'],
])('outputs %j are the text %s', ([outputs, text]) => {
  expect(flatOutputs(outputs)).toBe(text)
})

test('rows are as they were recorded, or texts where asked', async () => {
  const chat = trace('tr-1', [], { inputs: { messages: [hi] }, outputs: { choices: [{ message: hi }] } })
  const [recorded] = (await imported([chat])).rows
  expect([recorded?.inputs, recorded?.outputs]).toEqual([{ messages: [hi] }, { choices: [{ message: hi }] }])
  const [flat] = (await imported([chat], { flatten: true })).rows
  expect([flat?.inputs, flat?.outputs]).toEqual(['Hi', 'Hi'])
})

test.for([
  [{ a: 'b', c: '', 'mlflow.traceName': 'x' }, ['a=b', 'c']],
  [{ 'vitest-judge.tags': '["b=1","b=2",""]', z: '' }, ['b=1', 'b=2', '']],
  [{ 'vitest-judge.tags': 'theirs' }, ['vitest-judge.tags=theirs']],
] as const)('tags %j are %j', ([given, tags]) => {
  expect(tagsOf(given)).toEqual(tags)
})

test.for([[['a=b', 'c']], [['b=1', 'b=2']], [['=']], [['k=']], [['2', '1']], [['mlflow.x=1']], [[]]])(
  'tags %j come back',
  ([tags = []]) => {
    expect(tagsOf(toTraceTags(tags))).toEqual(tags)
  },
)

describe('a session as a conversation', () => {
  const turn = (id: string, minute: number, text: string, answer: string, said: JsonObject[] = []) =>
    trace(id, said, {
      inputs: {
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: text },
        ],
      },
      outputs: { choices: [{ message: { role: 'assistant', content: answer } }] },
      info: {
        request_time: `2026-01-02T03:0${minute}:05Z`,
        trace_metadata: { 'mlflow.trace.session': 's-1' },
      },
    })

  test('is one row of all turns in order of time, with what was said of the session', async () => {
    const ofSession = { metadata: { 'mlflow.trace.session': 's-1' } }
    const second = turn('t-2', 2, 'Bye', 'Take care.', [
      feedback('turn', 'no'),
      feedback('session', 'yes', { ...ofSession, source: { source_type: 'HUMAN', source_id: 'bob' } }),
    ])
    const first = turn('t-1', 1, 'Hi', 'Hello!', [feedback('first', 'yes')])
    const found = await imported([second, first, trace('alone')], { sessions: true })
    const conversation = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello!' },
      { role: 'user', content: 'Bye' },
      { role: 'assistant', content: 'Take care.' },
    ]
    expect(found.rows.map(({ mlflow: _mlflow, ...row }) => row)).toEqual([
      {
        id: 's-1',
        inputs: { messages: conversation.slice(0, 3) },
        outputs: 'Take care.',
        conversation,
      },
      {
        id: 'alone',
        inputs: { messages: [{ role: 'user', content: '{"question":"What is alone?"}' }] },
        outputs: 'It is alone.',
        conversation: [
          { role: 'user', content: '{"question":"What is alone?"}' },
          { role: 'assistant', content: 'It is alone.' },
        ],
      },
    ])
    expect(found.traces).toBe(3)
    expect(found.onTurns).toBe(1)
    expect(found.feedback[0]?.lines.map(({ id, rowId }) => [id, rowId])).toEqual([
      ['first', 's-1'],
      ['session', 's-1'],
    ])
  })

  test('without it, keeps its rows on one side of the split by their group', async () => {
    const found = await imported([turn('t-1', 1, 'Hi', 'Hello!'), turn('t-2', 2, 'Bye', 'Take care.')])
    expect(found.rows.map(({ id, group }) => [id, group])).toEqual([
      ['t-1', 's-1'],
      ['t-2', 's-1'],
    ])
  })
})

test('spans make a tree in order of time, whatever their order and whoever is missing', async () => {
  const child = (id: string, parent: string, start: number, more: JsonObject = {}) => ({
    span_id: id,
    parent_span_id: parent,
    name: id,
    start_time_unix_nano: start,
    end_time_unix_nano: start + 2_000_000,
    ...more,
  })
  const [row] = (
    await imported(
      [
        trace('tr-1', [], {
          spans: [
            child('late', 'cm9vdA==', 9_000_000, { status: { code: 'STATUS_CODE_ERROR', message: 'boom' } }),
            child('early', 'cm9vdA==', 4_000_000),
            child('below', 'early', 5_000_000),
            child('orphan', 'nobody', 1_000_000),
            child('self', 'self', 2_000_000),
          ],
        }),
      ],
      { withTrace: true },
    )
  ).rows
  const [root, ...others] = (row?.trace ?? []) as JsonObject[]
  expect(root?.['children']).toEqual([
    { name: 'early', startMs: 4, durationMs: 2, children: [{ name: 'below', startMs: 5, durationMs: 2 }] },
    { name: 'late', startMs: 9, durationMs: 2, status: 'ERROR', message: 'boom' },
  ])
  expect(others.map(({ name }) => name)).toEqual(['orphan', 'self'])
})

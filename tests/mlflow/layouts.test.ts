import { describe, expect, test } from 'vitest'
import { sampleId } from '../../src/dataset/index.ts'
import { expectation, feedback, imported, trace } from './support.ts'

const plainRow = {
  id: 'tr-1',
  inputs: { question: 'What is tr-1?' },
  outputs: 'It is tr-1.',
  mlflow: {
    time: '2026-01-02T03:04:05.123Z',
    durationMs: 1234,
    state: 'OK',
    metadata: { 'mlflow.trace.user': 'bo' },
    tags: { 'mlflow.traceName': 'chat' },
  },
}

const plainLine = {
  id: 'a-1',
  sampleId: sampleId({ rowId: 'tr-1', inputs: plainRow.inputs, outputs: plainRow.outputs }),
  rowId: 'tr-1',
  judge: 'politeness',
  value: false,
  rationale: 'Cold tone',
  source: { type: 'HUMAN', name: 'ana@x.org' },
  time: '2026-01-02T03:04:05.000Z',
  metadata: { k: 'v' },
}

const said = feedback('a-1', false, { rationale: 'Cold tone', metadata: { k: 'v' } })

test('a trace of MLflow 3 becomes a row with its outputs, and its assessment a line of feedback', async () => {
  const found = await imported([trace('tr-1', [said])])
  expect(found.rows).toEqual([plainRow])
  expect(found.feedback.map(({ judge, lines }) => ({ judge, lines }))).toEqual([
    { judge: 'politeness', lines: [plainLine] },
  ])
})

test.for([
  ['a JSON array', 'traces.json', (list: unknown[]) => JSON.stringify(list, null, 2)],
  ['an object with traces', 'traces.json', (list: unknown[]) => JSON.stringify({ traces: list })],
  [
    'JSON lines under another name',
    'traces.txt',
    (list: unknown[]) => list.map((one) => `${JSON.stringify(one)}\n`).join('\n'),
  ],
  ['a byte order mark', 'traces.json', (list: unknown[]) => `\uFEFF${JSON.stringify(list)}`],
  [
    'a table with a column of traces as text',
    'table.json',
    (list: unknown[]) => JSON.stringify(list.map((one) => ({ trace_id: 'x', trace: JSON.stringify(one) }))),
  ],
] as const)('reads %s', async ([, as, write]) => {
  const found = await imported(write([trace('tr-1', [said]), trace('tr-2')]), { as })
  expect(found.rows.map(({ id }) => id)).toEqual(['tr-1', 'tr-2'])
  expect(found.feedback[0]?.lines).toEqual([plainLine])
})

test('reads one trace that is the whole file', async () => {
  const found = await imported(JSON.stringify(trace('tr-1', [said]), null, 2), { as: 'trace.json' })
  expect(found.rows).toEqual([plainRow])
})

test('reads assessments beside info, and one that stands in both places once', async () => {
  const both = { ...trace('tr-1', [said]), assessments: [said, feedback('a-2', true)] }
  const [judge] = (await imported([both])).feedback
  expect(judge?.lines.map(({ id }) => id)).toEqual(['a-1', 'a-2'])
})

describe('the layouts before', () => {
  const old = {
    name: 'Politeness',
    assessment_id: 'a-1',
    source: { source_type: 'HUMAN', source_id: 'ana@x.org' },
    create_time_ms: Date.UTC(2026, 0, 2, 3, 4, 5),
    last_update_time_ms: Date.UTC(2026, 0, 2, 3, 5, 5),
    feedback: { value: false },
  }

  test('of assessments: name and times in milliseconds', async () => {
    const found = await imported([trace('tr-1', [old])], { judges: ['politeness'] })
    expect(found.feedback[0]?.lines).toEqual([
      {
        id: 'a-1',
        sampleId: plainLine.sampleId,
        rowId: 'tr-1',
        judge: 'politeness',
        value: false,
        source: { type: 'HUMAN', name: 'ana@x.org' },
        time: '2026-01-02T03:04:05.000Z',
        updated: '2026-01-02T03:05:05.000Z',
      },
    ])
  })

  test('of assessments: an error beside the feedback', async () => {
    const error = { error_code: 'RATE_LIMIT', error_message: 'later' }
    const found = await imported([
      trace('tr-1', [
        { ...old, error },
        { ...old, assessment_id: 'a-2', feedback: null, error },
      ]),
    ])
    expect(found.feedback).toEqual([])
    const [asked] = (await imported([trace('tr-1', [{ ...old, error }])], { judges: ['politeness'] }))
      .feedback
    expect([asked?.lines, asked?.leftOut.map(({ why }) => why)]).toEqual([[], ['error']])
  })

  test('of MLflow 3.4 and later: ids of spans in hexadecimal', async () => {
    const newer = trace('tr-1', [], {
      spans: [
        {
          trace_id: 'tr-1',
          otel_trace_id: '0af7651916cd43dd8448eb211c80319c',
          span_id: 'b7ad6b7169203331',
          parent_span_id: 'cm9vdA==',
          name: 'inner',
          status: { code: 'ERROR', message: 'boom' },
          attributes: {},
        },
      ],
    })
    const [row] = (await imported([newer], { withTrace: true })).rows
    expect(row?.trace).toMatchObject({
      name: 'chat',
      children: [{ name: 'inner', status: 'ERROR', message: 'boom' }],
    })
  })

  test('of MLflow 2: request_id, timestamp_ms, status, request_metadata, and its spans', async () => {
    const second = {
      info: {
        request_id: 'tr-1',
        experiment_id: '0',
        timestamp_ms: 1_767_323_045_123,
        execution_time_ms: 1234,
        status: 'OK',
        request_metadata: { 'mlflow.trace.session': 's-1', 'mlflow.trace.user': 'bo' },
        tags: { 'mlflow.traceName': 'chat', team: 'support', urgent: '' },
        assessments: [old],
      },
      data: {
        spans: [
          { name: 'inner', context: { span_id: '0x2', trace_id: '0x1' }, parent_id: '0x1', attributes: {} },
          {
            name: 'chat',
            context: { span_id: '0x1', trace_id: '0x1' },
            parent_id: null,
            start_time: 1_767_323_045_123_000_000,
            end_time: 1_767_323_046_357_000_000,
            status_code: 'OK',
            status_message: '',
            attributes: {
              'mlflow.spanInputs': '{"question": "What is tr-1?"}',
              'mlflow.spanOutputs': '"It is tr-1."',
            },
            events: [],
          },
        ],
      },
    }
    const found = await imported([second])
    expect(found.rows).toEqual([{ ...plainRow, group: 's-1', tags: ['team=support', 'urgent'] }])
    expect(found.feedback[0]?.lines[0]?.sampleId).toBe(plainLine.sampleId)
  })

  test('of MLflow 2 without spans: request and response as JSON text', async () => {
    const found = await imported([
      { info: { request_id: 'tr-1' }, data: { request: '{"q": 1}', response: 'plain words' } },
    ])
    expect(found.rows).toEqual([{ id: 'tr-1', inputs: { q: 1 }, outputs: 'plain words', mlflow: {} }])
  })
})

describe('numbers', () => {
  test('that JavaScript cannot hold keep their digits as text, everywhere', async () => {
    const large = '90071992547409931234'
    const text = JSON.stringify(
      trace('tr-1', [expectation('e-1', 'answer', { value: '@' })], { inputs: { id: '@', far: '#' } }),
    )
      .replace('\\"@\\"', large)
      .replace('\\"#\\"', '1e999')
      .replace('"@"', `-${large}`)
    const [row] = (await imported(text)).rows
    expect(row?.inputs).toEqual({ id: large, far: '1e999' })
    expect(row?.expectations).toEqual({ answer: `-${large}` })
  })

  test('in nanoseconds make times that are exact to the microsecond', async () => {
    const text = JSON.stringify(
      trace('tr-1', [], {
        spans: [
          {
            span_id: 'child',
            parent_span_id: 'cm9vdA==',
            name: 'search',
            start_time_unix_nano: '@2',
            end_time_unix_nano: '@3',
            attributes: { 'mlflow.spanType': '"TOOL"', k: 'not JSON' },
          },
        ],
      }),
    )
      .replace('"start_time_unix_nano":0', '"start_time_unix_nano":1767323045123456789')
      .replace('"end_time_unix_nano":1', '"end_time_unix_nano":1767323046123459789')
      .replace('"@2"', '1767323045123956789')
      .replace('"@3"', '1767323045124000001')
    const [row] = (await imported(text, { withTrace: true })).rows
    expect(row?.trace).toEqual({
      name: 'chat',
      type: 'CHAIN',
      startMs: 0,
      durationMs: 1000.003,
      inputs: { question: 'What is tr-1?' },
      outputs: 'It is tr-1.',
      children: [
        { name: 'search', type: 'TOOL', startMs: 0.5, durationMs: 0.043, attributes: { k: 'not JSON' } },
      ],
    })
  })

  test('such as 4.0 are 4', async () => {
    const text = JSON.stringify(trace('tr-1', [feedback('a-1', '@')])).replace('"@"', '4.0')
    expect((await imported(text)).feedback[0]?.lines[0]?.value).toBe(4)
  })
})

describe('expectations', () => {
  test('are all of them, whoever gave them, each in its latest state and as it is written', async () => {
    const later = { create_time: '2026-02-02T00:00:00Z', last_update_time: '2026-02-02T00:00:00Z' }
    const serialized = { serialized_value: { serialization_format: 'JSON_FORMAT', value: '["a", {"b": 1}]' } }
    const [row] = (
      await imported([
        trace('tr-1', [
          expectation('e-2', 'label', { value: 'B' }, later),
          expectation('e-1', 'label', { value: 'A' }),
          expectation('e-3', 'facts', serialized, { source: { source_type: 'CODE', source_id: 'script' } }),
          expectation('e-4', 'gone', { value: 1 }, { valid: false }),
          expectation('e-5', 'score', { value: 4.5 }, { overrides: 'e-6', rationale: 'Fair.' }),
          expectation('e-6', 'score', { value: 9 }, later),
        ]),
      ])
    ).rows
    expect(row?.expectations).toEqual({ label: 'B', facts: ['a', { b: 1 }], score: 4.5 })
    expect(row?.mlflow.expectations?.['facts']).toEqual({
      id: 'e-3',
      source: { type: 'CODE', name: 'script' },
      time: '2026-01-02T03:04:05.000Z',
    })
    expect(row?.mlflow.expectations?.['score']?.rationale).toBe('Fair.')
  })
})

test('a trace without inputs makes no row, one without outputs takes no feedback: both are named, none blocks', async () => {
  const empty = { info: { trace_id: 'tr-1', assessments: [said] }, data: { spans: [] } }
  const failed = trace('tr-2', [said], { info: { state: 'ERROR' } })
  const [span] = (failed['data'] as { spans: { attributes: Record<string, string> }[] }).spans
  delete span?.attributes['mlflow.spanOutputs']
  const found = await imported([empty, failed, trace('tr-3', [said])])
  expect(found.rows.map(({ id }) => id)).toEqual(['tr-2', 'tr-3'])
  expect(found.withoutInputs).toEqual(['tr-1'])
  expect(found.withoutOutputs).toEqual(['tr-2'])
  expect(found.feedback[0]?.lines.map(({ rowId }) => rowId)).toEqual(['tr-3'])
  expect(found.feedback[0]?.leftOut.map(({ traceId, why }) => [traceId, why])).toEqual([
    ['tr-1', 'no inputs'],
    ['tr-2', 'no outputs'],
  ])
})

test('keys that nobody knows are no fault', async () => {
  const found = await imported([{ ...trace('tr-1', [{ ...said, novel: 1 }]), novel: [1] }])
  expect(found.rows).toEqual([plainRow])
})

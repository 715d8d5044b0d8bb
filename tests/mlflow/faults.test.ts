import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/contract/index.ts'
import { importTraces } from '../../src/mlflow/index.ts'
import { exportFile, expectation, feedback, imported, refusal, trace } from './support.ts'

const good = trace('tr-0', [feedback('a-0', true)])

/** The message of an import whose third line is a trace with these changes. */
async function refused(bad: unknown): Promise<string> {
  const text = `${JSON.stringify(good)}\n\n${typeof bad === 'string' ? bad : JSON.stringify(bad)}\n`
  return (await refusal(imported(text))).split('\n  →')[0] ?? ''
}

const info = (more: JsonObject) => trace('tr-1', [], { info: more })
const said = (more: JsonObject) => trace('tr-1', [feedback('a-1', true, more)])
const span = (more: JsonObject) =>
  trace('tr-1', [], { spans: [{ span_id: 'x', parent_span_id: 'y', name: 'n', ...more }] })

test.for<[string, unknown, string]>([
  ['no object', 7, 'received 7; expected an object'],
  ['no info', { data: {} }, 'at info received nothing; expected an object'],
  ['no id', info({ trace_id: null }), 'at info.trace_id received null; expected a text that is not empty'],
  ['an empty id', info({ trace_id: '' }), 'at info.trace_id received ""; expected a text that is not empty'],
  [
    'a time in words',
    info({ request_time: 'today' }),
    'at info.request_time received "today"; expected a time',
  ],
  ['a day that is none', info({ request_time: '2026-02-30T03:04:05Z' }), 'at info.request_time received'],
  ['a time that is none', info({ request_time: '2026-13-02T03:04:05Z' }), 'at info.request_time received'],
  ['tags in a list', info({ tags: ['a'] }), 'at info.tags received ["a"]; expected an object'],
  ['assessments in an object', info({ assessments: {} }), 'at info.assessments received {}; expected a list'],
  [
    'an assessment in words',
    info({ assessments: ['x'] }),
    'at info.assessments.0 received "x"; expected an object',
  ],
  [
    'no name',
    said({ assessment_name: '  ' }),
    'at info.assessments.0.assessment_name received "  "; expected a name',
  ],
  ['no source', said({ source: null }), 'at info.assessments.0.source received null; expected an object'],
  [
    'an unknown source',
    said({ source: { source_type: 'ROBOT' } }),
    'at info.assessments.0.source.source_type received "ROBOT"; expected HUMAN, CODE or LLM_JUDGE',
  ],
  [
    'no time',
    said({ create_time: null }),
    'at info.assessments.0.create_time received null; expected a time',
  ],
  [
    'no time of the last change',
    said({ last_update_time: null }),
    'at info.assessments.0.last_update_time received null; expected a time',
  ],
  [
    'neither feedback nor expectation',
    said({ feedback: null }),
    'at info.assessments.0.feedback received null; expected feedback or expectation',
  ],
  [
    'feedback in words',
    said({ feedback: 'yes' }),
    'at info.assessments.0.feedback received "yes"; expected an object',
  ],
  [
    'a rationale in a list',
    said({ rationale: [] }),
    'at info.assessments.0.rationale received []; expected a text',
  ],
  [
    'valid in words',
    said({ valid: 'no' }),
    'at info.assessments.0.valid received "no"; expected true or false',
  ],
  [
    'an expectation that is cut short',
    trace('tr-1', [expectation('e', 'x', { serialized_value: { value: '{"a":' } })]),
    'at info.assessments.0.expectation.serialized_value.value received "{\\"a\\":"; expected JSON in the form of text',
  ],
  [
    'spans in an object',
    { info: { trace_id: 'x' }, data: { spans: {} } },
    'at data.spans received {}; expected a list',
  ],
  ['no id of a span', span({ span_id: null }), 'at data.spans.1.span_id received null; expected a text'],
  [
    'a start that is no number',
    span({ start_time_unix_nano: 'soon' }),
    'at data.spans.1.start_time_unix_nano received "soon"; expected a whole number of nanoseconds',
  ],
])('%s is refused with line and key', async ([, bad, message]) => {
  expect(await refused(bad)).toContain(`damaged-file: traces.jsonl:3 is no trace of MLflow: ${message}`)
})

test('text that is no JSON, or nested too deeply, is refused with its line', async () => {
  expect(await refused('{"info": NaN}')).toMatch(
    /^damaged-file: traces\.jsonl:3 is damaged: received text that is not JSON/,
  )
  expect(await refused(`{"a": 12345678901234567890, "b": ${'['.repeat(100_000)}`)).toMatch(
    /^damaged-file: traces\.jsonl:3 is damaged: /,
  )
})

test('in an array the index and in an object with traces the path is named', async () => {
  const bad = said({ feedback: 'yes' })
  expect(await refusal(imported(JSON.stringify([good, bad]), { as: 't.json' }))).toMatchInlineSnapshot(`
    "damaged-file: t.json[1] is no trace of MLflow: at info.assessments.0.feedback received "yes"; expected an object.
      → Export it again, or correct it; nothing was imported."
  `)
  expect(await refusal(imported(JSON.stringify({ traces: [good, bad] }), { as: 't.json' }))).toContain(
    't.json.traces[1] is no trace of MLflow: at info.assessments.0.feedback',
  )
})

test('a file cut at any place is refused or read as what is left of it, and never brings down the process', async () => {
  const text = `${JSON.stringify(good)}\n${JSON.stringify(trace('tr-1', [feedback('a-1', 4)]))}\n`
  for (let length = 0; length < text.length; length += 7) {
    const path = await exportFile(text.slice(0, length))
    const outcome = await importTraces(path).then(
      ({ rows }) => rows.map(({ id }) => id).join(),
      (error: { code?: string }) => error.code,
    )
    expect(['no-rows', 'damaged-file', 'tr-0']).toContain(outcome)
  }
})

test('a trace that stands twice is named with both places', async () => {
  expect(await refusal(imported([good, trace('tr-1'), good]))).toMatchInlineSnapshot(`
    "duplicate-row: traces.jsonl:1 and traces.jsonl:3 are both the trace "tr-0"; expected each trace once.
      → Remove one of them; nothing was imported."
  `)
})

test('no traces, and none with inputs, are no rows', async () => {
  for (const text of ['', '\n', '[]', '{"traces": []}']) {
    expect(await refusal(imported(text, { as: 't.json' }))).toContain('no-rows: t.json holds no traces')
  }
  expect(await refusal(imported([{ info: { trace_id: 'a' } }]))).toContain(
    'no-rows: No trace of traces.jsonl has inputs',
  )
})

test('a file that is not there is missing', async () => {
  const path = await exportFile('')
  expect(await refusal(importTraces(`${dirname(path)}/none.json`))).toContain('missing-file: ')
  expect(await readdir(dirname(path))).toEqual(['traces.jsonl'])
})

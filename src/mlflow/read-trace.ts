import type { JsonValue } from '../contract/index.ts'
import { isObject } from '../dataset/index.ts'
import { Cursor } from './cursor.ts'
import { jsonOrText } from './exact-json.ts'
import { momentOf } from './moment.ts'
import { readAssessment } from './read-assessment.ts'
import { readSpan } from './read-span.ts'
import { keys, type Assessment, type Span, type Trace } from './trace.ts'

/**
 * Reads one exported trace, `{ info, data }`: of MLflow 3 (`trace_id`) or 2 (`request_id`, `timestamp_ms`, `status`,
 * `request_metadata`); its assessments stand in `info` or beside it. A record with a `trace`, as a table of traces
 * has it, is read from there.
 *
 * @throws VitestJudgeError `damaged-file`, naming the place and the path of keys
 */
export function readTrace(value: unknown, place: string): Trace {
  const cursor = unwrapped(value, place)
  cursor.object()
  const info = cursor.at('info')
  info.object()
  const id = info.first('trace_id', 'request_id').text()
  const data = cursor.at('data')
  const spans = data.at('spans').list().map(readSpan)
  const attributes = rootOf(spans)?.attributes ?? {}
  const inputs = attributes[keys.inputs] ?? decoded(data.at('request').value)
  const outputs = Object.hasOwn(attributes, keys.outputs)
    ? attributes[keys.outputs]
    : decoded(data.at('response').value)
  const metadata = info.first('trace_metadata', 'request_metadata').textMap()
  const tags = info.at('tags').textMap()
  const session = metadata[keys.session] ?? tags[keys.session]
  const time = info.first('request_time', 'timestamp_ms')
  const durationMs = durationOf(info)
  const state = info.first('state', 'status')
  const assessments = [...info.at('assessments').list(), ...cursor.at('assessments').list()]
  return {
    place,
    id,
    ...(inputs !== undefined && { inputs }),
    ...(outputs !== undefined && { outputs }),
    ...(session && { session }),
    ...(!time.isAbsent && { time: momentOf(time) }),
    ...(durationMs !== undefined && { durationMs }),
    ...(!state.isAbsent && { state: state.text() }),
    metadata,
    tags,
    attributes,
    spans,
    assessments: eachOnce(assessments.map((one) => readAssessment(one, id))),
  }
}

/** One that stands in both lists, or in two states, counts once: as it was changed last. */
function eachOnce(assessments: readonly Assessment[]): Assessment[] {
  const latest = new Map<string, Assessment>()
  for (const one of assessments) {
    const other = latest.get(one.id)
    if (other === undefined || other.updated <= one.updated) latest.set(one.id, one)
  }
  return [...latest.values()]
}

function unwrapped(value: unknown, place: string): Cursor {
  if (!isObject(value) || 'info' in value || !('trace' in value)) return new Cursor(value, place)
  const inner = value['trace']
  return new Cursor(typeof inner === 'string' ? jsonOrText(inner) : inner, place)
}

function decoded(value: unknown): JsonValue | undefined {
  return typeof value === 'string' ? jsonOrText(value) : ((value ?? undefined) as JsonValue | undefined)
}

/** The first span without a parent. */
function rootOf(spans: readonly Span[]): Span | undefined {
  return spans.find(({ parent }) => parent === undefined)
}

function durationOf(info: Cursor): number | undefined {
  const whole = info.first('execution_duration_ms', 'execution_time_ms')
  if (typeof whole.value === 'number') return whole.value
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(String(info.at('execution_duration').value))?.[1]
  return seconds === undefined ? undefined : Math.round(Number(seconds) * 1000)
}

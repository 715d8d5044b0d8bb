import type { JsonObject, JsonValue } from '../contract/index.ts'
import { isObject } from '../dataset/index.ts'
import { sha256 } from '../io/index.ts'
import { exactNumber } from './exact-json.ts'
import { keys, ownKeys } from './trace.ts'
import type { TracedRow } from './traced-row.ts'

/** When a trace began and how long it took. */
interface Times {
  /** ISO 8601 in UTC. */
  time: string
  durationMs: number
}

/**
 * The spans of a row: a root with its inputs and outputs, and below it those of the row's trace where that is a tree
 * as `spanTree` makes it.
 */
export function spansOf(
  row: TracedRow,
  error: string | undefined,
  { time, durationMs }: Times,
): JsonObject[] {
  const { id, inputs, outputs, conversation, trace } = row
  const [tree] = isNode(trace) ? [trace] : []
  const begin = BigInt(Date.parse(time)) * 1_000_000n
  const traceId = bytesOf(id, 16)
  const spans: JsonObject[] = []
  const add = (node: JsonObject, path: string, parent: string | null) => {
    const start = begin + nanoseconds(node['startMs'])
    const spanId = spanIdOf(id, path)
    spans.push({
      trace_id: traceId,
      span_id: spanId,
      parent_span_id: parent,
      trace_state: '',
      name: String(node['name']),
      start_time_unix_nano: exactNumber(start),
      end_time_unix_nano: exactNumber(start + nanoseconds(node['durationMs'])),
      events: [],
      status: statusOf(node),
      attributes: attributesOf(id, node),
    })
    const children = Array.isArray(node['children']) ? node['children'] : []
    for (const [index, child] of children.entries()) if (isNode(child)) add(child, `${path}/${index}`, spanId)
  }
  add(
    {
      type: 'CHAIN',
      name: 'predict',
      durationMs,
      ...tree,
      ...(error !== undefined && { status: 'ERROR', message: error }),
      inputs,
      ...(outputs !== undefined && { outputs }),
      attributes: {
        ...(isObject(tree?.['attributes']) ? tree['attributes'] : {}),
        ...(conversation !== undefined && { [ownKeys.conversation]: conversation }),
        ...(trace !== undefined && { [ownKeys.trace]: trace }),
      },
    },
    '',
    null,
  )
  return spans
}

/** The id of a span of ours, which depends on the trace's id and the span's place in the tree alone. */
export function spanIdOf(traceId: string, path: string): string {
  return bytesOf(`${traceId} ${path}`, 8)
}

function isNode(value: JsonValue | undefined): value is JsonObject {
  return isObject(value) && typeof value['name'] === 'string' && value['name'] !== ''
}

function attributesOf(traceId: string, node: JsonObject): JsonObject {
  const { type = 'UNKNOWN', inputs, outputs, attributes } = node
  const all: JsonObject = {
    [keys.requestId]: traceId,
    [keys.spanType]: type,
    ...(inputs !== undefined && { [keys.inputs]: inputs }),
    ...(outputs !== undefined && { [keys.outputs]: outputs }),
    ...(isObject(attributes) && attributes),
  }
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, JSON.stringify(value)]))
}

function statusOf({ status = 'OK', message = '' }: JsonObject): JsonObject {
  return { code: `STATUS_CODE_${String(status)}`, message }
}

function nanoseconds(milliseconds: JsonValue | undefined): bigint {
  return typeof milliseconds === 'number' && milliseconds > 0
    ? BigInt(Math.round(milliseconds * 1000)) * 1000n
    : 0n
}

/** As many bytes of a text's SHA-256, in base64. */
function bytesOf(text: string, count: number): string {
  return Buffer.from(sha256(text).slice(0, 2 * count), 'hex').toString('base64')
}

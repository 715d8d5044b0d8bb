import type { JsonValue } from '../contract/index.ts'
import type { Cursor } from './cursor.ts'
import { jsonOrText } from './exact-json.ts'
import type { Span } from './trace.ts'

/**
 * Reads one span, in the layout of MLflow 3 (`span_id`, `parent_span_id`, `start_time_unix_nano`, `status`) or 2
 * (`context`, `parent_id`, `start_time`, `status_code`). The values of attributes are JSON in the form of text.
 *
 * @throws VitestJudgeError `damaged-file`, naming the place and the key
 */
export function readSpan(cursor: Cursor): Span {
  cursor.object()
  const context = cursor.at('context')
  const id = cursor.at('span_id').isAbsent && !context.isAbsent ? context.at('span_id') : cursor.at('span_id')
  const parent = cursor.first('parent_span_id', 'parent_id')
  const name = cursor.at('name')
  const [start, end] = [
    nanoseconds(cursor.first('start_time_unix_nano', 'start_time', 'start_time_ns')),
    nanoseconds(cursor.first('end_time_unix_nano', 'end_time', 'end_time_ns')),
  ]
  const status = cursor.at('status')
  const code = status.isAbsent ? cursor.at('status_code') : status.at('code')
  const message = status.isAbsent ? cursor.at('status_message') : status.at('message')
  return {
    id: id.text(),
    ...(!parent.isAbsent && parent.value !== '' && { parent: parent.text() }),
    name: name.isAbsent ? 'span' : name.text(),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...(typeof code.value === 'string' && { status: code.value.replace('STATUS_CODE_', '') }),
    ...(typeof message.value === 'string' && message.value !== '' && { message: message.value }),
    attributes: attributesOf(cursor.at('attributes')),
  }
}

function attributesOf(cursor: Cursor): Record<string, JsonValue> {
  if (cursor.isAbsent) return {}
  return Object.fromEntries(
    Object.entries(cursor.object()).map(([key, value]) => [
      key,
      typeof value === 'string' ? jsonOrText(value) : value,
    ]),
  )
}

function nanoseconds(cursor: Cursor): bigint | undefined {
  if (cursor.isAbsent) return undefined
  const digits = String(cursor.value)
  if (/^\d{1,20}$/.test(digits)) return BigInt(digits)
  throw cursor.fault('a whole number of nanoseconds')
}

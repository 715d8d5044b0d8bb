import { printable } from './fit.ts'
import type { JsonValue } from '../contract/index.ts'

/**
 * JSON as a person reads it, line by line: text as it is, a message of a conversation under its role, objects and lists
 * indented as in YAML. Safe to print.
 */
export function readable(value: JsonValue | undefined): string[] {
  if (value === undefined) return ['none']
  return (typeof value === 'string' ? value : block(value).join('\n'))
    .split('\n')
    .map((line) => printable(line.replaceAll('\t', '  ')).trimEnd())
}

function block(value: JsonValue): string[] {
  if (typeof value !== 'object' || value === null) return scalar(value).split('\n')
  if (Array.isArray(value)) return value.length === 0 ? ['[]'] : value.flatMap(item)
  const entries = Object.entries(value)
  return entries.length === 0 ? ['{}'] : entries.flatMap(([name, inner]) => field(name, inner))
}

function item(value: JsonValue): string[] {
  if (isMessage(value)) {
    const { role, content, ...rest } = value
    const more = Object.entries(rest).flatMap(([name, inner]) => field(name, inner))
    const said = content === null || content === '' ? [`${role}:`] : field(role, content)
    return [...said, ...more.map((line) => `  ${line}`)]
  }
  return block(value).map((line, index) => `${index === 0 ? '-' : ' '} ${line}`)
}

function field(name: string, value: JsonValue): string[] {
  const isNested = typeof value === 'object' && value !== null && Object.keys(value).length > 0
  const lines = block(value)
  if (!isNested && lines.length === 1) return [`${name}: ${lines[0] ?? ''}`.trimEnd()]
  return [`${name}:`, ...lines.map((line) => `  ${line}`)]
}

interface Message {
  [name: string]: JsonValue
  role: string
}

function isMessage(value: JsonValue): value is Message & { content: JsonValue } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    typeof value['role'] === 'string' &&
    value['content'] !== undefined
  )
}

/** Text that could be read as something else is quoted. */
function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value)
  return value === value.trim() && !/^(|true|false|null|[+-]?\d+(\.\d+)?)$/.test(value)
    ? value
    : JSON.stringify(value)
}

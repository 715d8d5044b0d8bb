import type { JsonValue } from '../../contract/index.ts'

/**
 * Any JSON as a person reads it: a text as it is, an object a line for each field, the turns of a conversation one
 * below the other, all else as JSON.
 */
export function readableText(value: JsonValue): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isTurn)
      ? value.map(({ role, content }) => `${role}: ${content}`).join('\n\n')
      : JSON.stringify(value, null, 1)
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  return entries
    .map(([key, entry]) => `${key}: ${typeof entry === 'string' ? entry : JSON.stringify(entry)}`)
    .join('\n')
}

function isTurn(value: JsonValue): value is { role: string; content: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    typeof value['role'] === 'string' &&
    typeof value['content'] === 'string' &&
    Object.keys(value).length === 2
  )
}

/** A text cut to so many UTF-16 units, no letter in half, and how many there were where some are missing. */
export function cutText(text: string, length: number): { text: string; of?: number } {
  if (text.length <= length) return { text }
  const last = text.charCodeAt(length - 1)
  const isHalf = last >= 0xd800 && last <= 0xdbff
  return { text: `${text.slice(0, isHalf ? length - 1 : length)}…`, of: text.length }
}

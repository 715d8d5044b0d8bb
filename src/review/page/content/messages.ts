import type { JsonValue } from '../../../contract/index.ts'

/** One turn of a conversation as it is shown. */
export interface ShownMessage {
  role: string
  text: string
  /** Calls of tools that the turn makes, each with its arguments as text. */
  calls: { name: string; parameters: string }[]
}

/**
 * The turns of a conversation, in the forms in which they are common: a list of `{ role, content }`, an object that
 * holds one as `messages`, or one such turn. Undefined where the value is none.
 */
export function messagesOf(value: JsonValue): ShownMessage[] | undefined {
  const list = isObject(value) ? (value['messages'] ?? [value]) : value
  if (!Array.isArray(list) || list.length === 0) return undefined
  const messages = list.map(messageOf)
  return messages.every((message) => message !== undefined) ? messages : undefined
}

function messageOf(value: JsonValue): ShownMessage | undefined {
  if (!isObject(value)) return undefined
  const { role, content, tool_calls: calls, name } = value
  if (typeof role !== 'string') return undefined
  if (content === undefined && calls === undefined) return undefined
  return {
    role: typeof name === 'string' ? `${role} · ${name}` : role,
    text: textOf(content ?? ''),
    calls: Array.isArray(calls) ? calls.map(callOf) : [],
  }
}

function textOf(content: JsonValue): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return content === null ? '' : JSON.stringify(content, null, 2)
  return content
    .map((part) =>
      isObject(part) && typeof part['text'] === 'string' ? part['text'] : JSON.stringify(part, null, 2),
    )
    .join('\n')
}

function callOf(call: JsonValue): { name: string; parameters: string } {
  const body = isObject(call) && isObject(call['function']) ? call['function'] : call
  if (!isObject(body)) return { name: 'call', parameters: JSON.stringify(body) }
  const { name, arguments: parameters = null } = body
  return {
    name: typeof name === 'string' ? name : 'call',
    parameters: typeof parameters === 'string' ? parameters : JSON.stringify(parameters),
  }
}

/** What an object that holds a conversation says beside it; undefined where that is nothing. */
export function besideMessages(value: JsonValue): JsonValue | undefined {
  if (!isObject(value)) return undefined
  const known = 'messages' in value ? ['messages'] : ['role', 'content', 'name', 'tool_calls']
  const others = Object.entries(value).filter(([name]) => !known.includes(name))
  return others.length === 0 ? undefined : Object.fromEntries(others)
}

/** True for a JSON object. */
export function isObject(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import type { JsonObject, JsonValue } from '../../contract/index.ts'
import { canonicalJson } from '../../io/index.ts'
import type { RecordedRequest } from './recording-key.ts'

/** A request taken apart, to be compared with others. */
export interface RequestOutline {
  /** Endpoint, model, all other parameters by name and the repeat, each as JSON; in this order. */
  fields: ReadonlyMap<string, string>
  /** What is said, in order: messages, or texts to embed. */
  texts: readonly { label: string; text: string }[]
  /** Fields and texts as one text each: equal where they are equal. */
  fieldsText: string
  words: string
}

/** The parts of a body that hold what is said; all others are parameters. */
const spoken = ['system', 'instructions', 'prompt', 'contents', 'input', 'messages']

/** Takes a request apart. */
export function outlineOf({ endpoint, body, repeat }: RecordedRequest): RequestOutline {
  const parts: JsonObject =
    typeof body === 'object' && body !== null && !Array.isArray(body) ? body : { input: body }
  const parameters = Object.keys(parts)
    .filter((name) => name !== 'model' && !spoken.includes(name))
    .sort()
  const fields = new Map([['endpoint', JSON.stringify(endpoint)]])
  for (const name of ['model', ...parameters]) {
    const value = parts[name]
    if (value !== undefined) fields.set(name, parameterText(value))
  }
  fields.set('repeat', String(repeat))
  const texts = spoken.flatMap((name) => textsOf(name, parts[name]))
  return {
    fields,
    texts,
    fieldsText: [...fields].join('\n'),
    words: texts.map(({ label, text }) => `${label}\n${text}`).join('\u0000'),
  }
}

function textsOf(name: string, value: JsonValue | undefined): { label: string; text: string }[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return [{ label: name, text: spokenText(value) }]
  const counts = new Map<string, number>()
  return value.map((entry) => {
    const message = entry as { role?: JsonValue; content?: JsonValue } | null
    const role = typeof message === 'object' && typeof message?.role === 'string' ? message.role : undefined
    const kind = role === undefined ? name : `${role} message`
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    // A message that is more than a role and a text is compared with all that it is.
    const isPlain = role !== undefined && Object.keys(message ?? {}).length === 2
    const text = spokenText(isPlain && message?.content !== undefined ? message.content : entry)
    return { label: count === 1 && role !== undefined ? kind : `${kind} ${count}`, text }
  })
}

function spokenText(value: JsonValue): string {
  return typeof value === 'string' ? value : canonicalJson(value)
}

const parameterTexts = new Map<string, string>()

/** The canonical JSON of a value; most requests have the same few, and long ones among them. */
function parameterText(value: JsonValue): string {
  const written = JSON.stringify(value)
  const known = parameterTexts.get(written) ?? canonicalJson(value)
  if (parameterTexts.size < 1000) parameterTexts.set(written, known)
  return known
}

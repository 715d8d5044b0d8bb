import type { JsonValue } from '../../contract/index.ts'

/** No service gives out keys as short as this; a server of one's own may take `x`, which is in every answer. */
const shortestSecret = 8

/** A text with `[key]` in place of every secret of at least 8 characters, also as JSON or a URL writes it. */
export function maskText(text: string, secrets: readonly string[]): string {
  const long = secrets.filter(({ length }) => length >= shortestSecret)
  const written = long.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ])
  return written.reduce((masked, secret) => masked.replaceAll(secret, '[key]'), text)
}

/** A value with `[key]` in place of every secret in its texts and names. */
export function maskValue(value: JsonValue, secrets: readonly string[]): JsonValue {
  if (typeof value === 'string') return maskText(value, secrets)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((entry) => maskValue(entry, secrets))
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [maskText(name, secrets), maskValue(entry, secrets)]),
  )
}

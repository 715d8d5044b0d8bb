import type { JsonValue } from '../../contract/index.ts'

/** No service gives out keys as short as this; a server of one's own may take `x`, which is in every answer. */
const shortestSecret = 8

/** A text with `[key]` in place of every secret of at least 8 characters, also as JSON or a URL writes it. */
export function maskText(text: string, secrets: readonly string[]): string {
  return masked(text, writtenForms(secrets))
}

/** A value with `[key]` in place of every secret in its texts and names. */
export function maskValue(value: JsonValue, secrets: readonly string[]): JsonValue {
  const forms = writtenForms(secrets)
  const maskWithin = (within: JsonValue): JsonValue => {
    if (typeof within === 'string') return masked(within, forms)
    if (typeof within !== 'object' || within === null) return within
    if (Array.isArray(within)) return within.map(maskWithin)
    return Object.fromEntries(
      Object.entries(within).map(([name, entry]) => [masked(name, forms), maskWithin(entry)]),
    )
  }
  return forms.length === 0 ? value : maskWithin(value)
}

function writtenForms(secrets: readonly string[]): string[] {
  const long = secrets.filter(({ length }) => length >= shortestSecret)
  return [
    ...new Set(
      long.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]),
    ),
  ]
}

function masked(text: string, forms: readonly string[]): string {
  return forms.reduce((shown, form) => shown.replaceAll(form, '[key]'), text)
}

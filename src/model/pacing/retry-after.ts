/**
 * When a service wants to be asked again, in milliseconds since 1970: from `retry-after-ms` (milliseconds), else from
 * `Retry-After` (seconds, also with a fraction, or an HTTP date, RFC 9110 section 10.2.3). A time that has passed is
 * now. Undefined when neither header is there or can be read.
 */
export function readRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const milliseconds = readNumber(headers.get('retry-after-ms'))
  if (milliseconds !== undefined) return nowMs + milliseconds
  const text = headers.get('retry-after')
  const seconds = readNumber(text)
  if (seconds !== undefined) return nowMs + seconds * 1000
  const date = readDate(text)
  return date === undefined ? undefined : Math.max(nowMs, date)
}

/** A number of at least 0 as a header writes it; undefined for anything else. */
export function readNumber(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}

/** A date as milliseconds since 1970, as HTTP or ISO 8601 writes it; undefined for anything else. */
export function readDate(text: string | null): number | undefined {
  if (text === null || !/^\s*([A-Z][a-z]{2}\w*,|\d{4}-\d\d-\d\dT)/.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

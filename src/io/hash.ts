import { hash } from 'node:crypto'

/** JSON with sorted keys and no white space: equal values give equal text, whatever the order of their keys. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortKeys(value)) ?? 'undefined'
}

/** The first 16 hexadecimal digits (64 bits) of the SHA-256 of a value's canonical JSON. */
export function contentHash(value: unknown): string {
  return sha256(canonicalJson(value)).slice(0, 16)
}

/** SHA-256 of a text, in hexadecimal. */
export function sha256(text: string): string {
  return hash('sha256', text)
}

/** A number in [0, 1) that depends on the text alone: the first 52 bits of its SHA-256. */
export function hashFraction(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 13), 16) / 2 ** 52
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sortKeys)
  if ('toJSON' in value && typeof value.toJSON === 'function') return sortKeys(value.toJSON())
  const entries = value as { [key: string]: unknown }
  const sorted: { [key: string]: unknown } = {}
  // Entries that are undefined go when the whole is written as JSON.
  for (const key of Object.keys(entries).sort()) {
    const entry = sortKeys(entries[key])
    // This one name would set what the object inherits from.
    if (key === '__proto__') Object.defineProperty(sorted, key, { value: entry, enumerable: true })
    else sorted[key] = entry
  }
  return sorted
}

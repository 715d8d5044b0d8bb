import { hash } from 'node:crypto'

/** JSON with sorted keys and no white space: equal values give equal text, whatever the order of their keys. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortKeys(value)) ?? 'undefined'
}

/** The first 16 hexadecimal digits (64 bits) of the SHA-256 of a value's canonical JSON. */
export function contentHash(value: unknown): string {
  return sha256(canonicalJson(value)).slice(0, 16)
}

/** SHA-256 of a text or of bytes, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return hash('sha256', content)
}

/** A number in [0, 1) that depends on the text alone: the first 52 bits of its SHA-256. */
export function hashFraction(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 13), 16) / 2 ** 52
}

/** The value with the keys of its objects sorted; itself where they are, which makes no copy of what is large. */
function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(sortKeys)
    return items.every((item, index) => item === value[index]) ? value : items
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') return sortKeys(value.toJSON())
  const entries = value as { [key: string]: unknown }
  const keys = Object.keys(entries)
  const children: unknown[] = []
  let isSame = true
  let before = ''
  for (const key of keys) {
    const entry = entries[key]
    const child = typeof entry === 'object' ? sortKeys(entry) : entry
    if (child !== entry || key < before) isSame = false
    children.push(child)
    before = key
  }
  if (isSame) return value
  const byKey = new Map(keys.map((key, index) => [key, children[index]]))
  const sorted: { [key: string]: unknown } = {}
  // Entries that are undefined go when the whole is written as JSON.
  for (const key of keys.sort()) {
    const entry = byKey.get(key)
    // This one name would set what the object inherits from.
    if (key === '__proto__') Object.defineProperty(sorted, key, { value: entry, enumerable: true })
    else sorted[key] = entry
  }
  return sorted
}

import { readFileSync } from 'node:fs'

const values = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>

/** The entry of reference.json under a key; it fails when there is none. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function reference<T>(key: string): T {
  if (!(key in values)) throw new Error(`reference.json has no key "${key}".`)
  return values[key] as T
}

/** The keys of reference.json that start with a prefix, in the file's order. */
export function referenceKeys(prefix: string): string[] {
  return Object.keys(values).filter((key) => key.startsWith(prefix))
}

/** The numbers that a pattern's groups find in a key such as `paired_n_delta0.05_disc0.1`. */
export function numbersIn(key: string, pattern: RegExp): number[] {
  return (pattern.exec(key) ?? []).slice(1).map(Number)
}

import type { JsonValue } from '../contract/index.ts'

/**
 * A value as a delimited block of a prompt: `<name>`, its JSON, `</name>`. Every `<` inside is written as the
 * JSON escape `\u003c`, so data can never close its own block or open another, and nothing is lost.
 */
export function dataBlock(name: string, value: JsonValue): string {
  return `<${name}>\n${JSON.stringify(value, null, 2).replaceAll('<', '\\u003c')}\n</${name}>`
}

/** The value of the first data block of that name, or undefined when there is none that parses. */
export function readDataBlock(prompt: string, name: string): JsonValue | undefined {
  const text = readBlock(prompt, name)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

/** The raw text between `<name>` and `</name>` at the starts of lines, or undefined. */
export function readBlock(prompt: string, name: string): string | undefined {
  const opening = `<${name}>\n`
  const start = prompt.startsWith(opening) ? 0 : prompt.indexOf(`\n${opening}`) + 1
  if (start === 0 && !prompt.startsWith(opening)) return undefined
  const end = prompt.indexOf(`\n</${name}>`, start)
  return end < 0 ? undefined : prompt.slice(start + opening.length, end)
}

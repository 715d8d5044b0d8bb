import type { JsonValue } from '../contract/index.ts'

/** `<`, and signs that look like it: full-width, small, single quotation, angle and mathematical brackets. */
const openingMarks = /[<\u2039\u2329\u27e8\u3008\ufe64\uff1c]/g

/**
 * A value as a delimited block of a prompt: `<name>`, its JSON, `</name>`. Every `<` inside, and every sign that a
 * reader could take for it, is written as a JSON escape such as `\u003c`, so data can never close its own block or
 * open another, and nothing is lost.
 */
export function dataBlock(name: string, value: JsonValue): string {
  const json = JSON.stringify(value, null, 2).replaceAll(
    openingMarks,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `<${name}>\n${json}\n</${name}>`
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

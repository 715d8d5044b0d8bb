import { VitestJudgeError } from '../contract/index.ts'
import { brief, isObject } from './invalid-row.ts'
import { jsonFaultLine } from './json-fault.ts'
import type { SourceRecord } from './source-record.ts'

/**
 * The records of a JSON file: an array, or an object with a `rows` array.
 *
 * @throws VitestJudgeError `damaged-file` with the line, `invalid-rows` for JSON of another shape
 */
export function readJson(path: string, text: string): SourceRecord[] {
  const value = parseJson(path, text, 0)
  const inside = isObject(value) && Array.isArray(value['rows'])
  const list = inside ? value['rows'] : value
  if (!Array.isArray(list)) {
    throw new VitestJudgeError('invalid-rows', {
      message: `${path} holds no rows: received ${brief(value)}; expected an array, or an object with a \`rows\` array.`,
      hint: 'Put the rows into an array: `[{ "inputs": { … } }]`.',
    })
  }
  return list.map((item: unknown, index) => ({
    value: item,
    place: `${path}${inside ? '.rows' : ''}[${index}]`,
  }))
}

/**
 * The records of a file of JSON lines; blank lines are passed over.
 *
 * @throws VitestJudgeError `damaged-file` with the line
 */
export function readJsonLines(path: string, text: string): SourceRecord[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      line.trim() === '' ? [] : [{ value: parseJson(path, line, index), place: `${path}:${index + 1}` }],
    )
}

/**
 * The value of a JSON text that stands in a file after so many lines; `parse` reads it in place of `JSON.parse`.
 *
 * @throws VitestJudgeError `damaged-file` with the line
 */
export function parseJson(
  path: string,
  text: string,
  linesBefore: number,
  parse: (text: string) => unknown = JSON.parse,
): unknown {
  const damaged = (line: number, what: string, cause?: unknown) =>
    new VitestJudgeError('damaged-file', {
      message: `${path}:${line} is damaged: received ${what}; expected JSON.`,
      hint: `Mend line ${line} of ${path}.`,
      cause,
    })
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    const line = linesBefore + jsonFaultLine(text)
    throw damaged(line, `text that is not JSON (${(error as Error).message})`, error)
  }
  if (hasInfinity(value)) {
    const found = [...text.matchAll(numbers)].find(([number]) => !Number.isFinite(Number(number)))
    const line = linesBefore + text.slice(0, found?.index).split('\n').length
    throw damaged(line, `the number ${found?.[0].slice(0, 20)}, which is too large`)
  }
  return value
}

const numbers = /(?<=^|[\s:,[])-?\d[\d.]*(?:[eE]\+?\d+)?/g

/** True where `JSON.parse` took a number for infinite; depth is no limit. */
function hasInfinity(value: unknown): boolean {
  const open: unknown[] = [value]
  for (const one of open) {
    if (typeof one === 'number' && !Number.isFinite(one)) return true
    if (typeof one !== 'object' || one === null) continue
    for (const part of Object.values(one)) if (typeof part !== 'string') open.push(part)
  }
  return false
}

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
 * The value of a JSON text that stands in a file after so many lines.
 *
 * @throws VitestJudgeError `damaged-file` with the line
 */
export function parseJson(path: string, text: string, linesBefore: number): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const line = linesBefore + jsonFaultLine(text)
    throw new VitestJudgeError('damaged-file', {
      message: `${path}:${line} is damaged: received text that is not JSON (${(error as Error).message}); expected JSON.`,
      hint: `Mend line ${line} of ${path}.`,
      cause: error,
    })
  }
}

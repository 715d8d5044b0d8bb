import { readText, streamLines } from '../io/index.ts'
import { isObject, noObject } from './invalid-row.ts'
import { visitCsv } from './read-csv.ts'
import { parseJson } from './read-json.ts'
import { delimiterOf, readSource, sourceKind } from './read-source.ts'

/** A record as a source holds it: cells of CSV are strings. */
export type PlainRecord = Record<string, unknown>

/**
 * Hands over the records of a source that `loadRows` knows, one by one and in order, as they are; `place` says where
 * each stands, for messages. Records of JSON lines and CSV are not kept, and JSON lines are read as a stream.
 *
 * @throws VitestJudgeError `unknown-source`, `missing-file`, `damaged-file`, and `invalid-rows` for a record that
 * is no object; whatever `visit` throws
 */
export async function visitRecords(
  source: string,
  visit: (record: PlainRecord, place: string) => void,
): Promise<void> {
  const kind = sourceKind(source)
  const { name } = kind
  if (kind.type === 'json-lines') {
    return streamLines(name, (line, number) => {
      if (line.trim() !== '') visitValue(parseJson(name, line, number - 1), `${name}:${number}`, visit)
    })
  }
  if (kind.type === 'csv') {
    return visitCsv(name, (await readText(name)).replace(/^\uFEFF/, ''), delimiterOf(name), visit)
  }
  for (const { value, place } of await readSource(kind, {})) visitValue(value, place, visit)
}

function visitValue(
  value: unknown,
  place: string,
  visit: (record: PlainRecord, place: string) => void,
): void {
  if (isObject(value)) {
    visit(value, place)
    return
  }
  throw noObject(place, value)
}

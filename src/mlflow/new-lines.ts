import type { Feedback } from '../contract/index.ts'
import { forgottenTest } from '../feedback/index.ts'
import { canonicalJson } from '../io/index.ts'

/** Lines held against a log. */
export interface NewLines {
  /** Those of a new id, or whose assessment has changed since. */
  fresh: Feedback[]
  /** How many speak of samples that were forgotten: an old export does not bring them back. */
  forgotten: number
}

/** Holds lines against a log: nothing is entered twice. */
export function newLines(log: readonly Feedback[], lines: readonly Feedback[]): NewLines {
  const isForgotten = forgottenTest(log)
  const known = new Map(log.map((line) => [keyOf(line), canonicalJson(line)]))
  const wanted = lines.filter(({ rowId, sampleId }) => !isForgotten({ id: rowId, sampleId }))
  return {
    fresh: wanted.filter((line) => known.get(keyOf(line)) !== canonicalJson(line)),
    forgotten: lines.length - wanted.length,
  }
}

function keyOf({ id, sampleId }: Feedback): string {
  return JSON.stringify([id, sampleId])
}

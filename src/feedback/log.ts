import { join } from 'node:path'
import { feedbackSchema, type Feedback } from '../contract/index.ts'
import { appendLines, contentHash, readLines } from '../io/index.ts'

/** Where a judge's feedback lies: `feedback/<judge>.jsonl` in the folder of the eval file. */
export function feedbackPath(evalFolder: string, judgeName: string): string {
  return join(evalFolder, 'feedback', `${judgeName}.jsonl`)
}

/**
 * All lines of a feedback log, in order; none when the file is not there.
 * @throws VitestJudgeError `damaged-file`, naming the line
 */
export async function readFeedback(path: string): Promise<Feedback[]> {
  return readLines(path, feedbackSchema)
}

/** Feedback as it is given: without the id, which is a hash of the rest. */
export type NewFeedback = Omit<Feedback, 'id'>

/** Appends feedback, one line each, and syncs it to disk; gives the lines with their ids. */
export async function appendFeedback(path: string, given: readonly NewFeedback[]): Promise<Feedback[]> {
  const lines = given.map((line) => ({ id: `f-${contentHash(line)}`, ...line }))
  await appendLines(path, lines)
  return lines
}

/**
 * The lines that count, in order of time: the latest of each source and sample, left out where it retracts or another
 * line supersedes it. Of lines of the same time the one further down counts as the later, so that logs may be merged
 * in any order.
 */
export function standingFeedback(lines: readonly Feedback[]): Feedback[] {
  const last = new Map<string, Feedback>()
  for (const line of lines.toSorted(byTime)) {
    const key = JSON.stringify([line.sampleId, line.source.type, line.source.name])
    last.delete(key)
    last.set(key, line)
  }
  const superseded = new Set(
    lines.flatMap(({ supersedes }) => (supersedes === undefined ? [] : [supersedes])),
  )
  return [...last.values()].filter(({ id, retracted }) => retracted !== true && !superseded.has(id))
}

/** Times are compared as moments: `…09:00:00Z` and `…09:00:00.000Z` are one. */
function byTime(left: Feedback, right: Feedback): number {
  return Date.parse(left.time) - Date.parse(right.time)
}

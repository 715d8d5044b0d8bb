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

/** The lines that count: the last one of each source and sample, left out where it retracts. */
export function standingFeedback(lines: readonly Feedback[]): Feedback[] {
  const last = new Map<string, Feedback>()
  for (const line of lines) {
    const key = JSON.stringify([line.sampleId, line.source.type, line.source.name])
    last.delete(key)
    last.set(key, line)
  }
  const superseded = new Set(
    lines.flatMap(({ supersedes }) => (supersedes === undefined ? [] : [supersedes])),
  )
  return [...last.values()].filter(({ id, retracted }) => retracted !== true && !superseded.has(id))
}

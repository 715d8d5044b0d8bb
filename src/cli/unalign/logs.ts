import { join } from 'node:path'
import {
  forgottenLine,
  forgottenTest,
  appendFeedback,
  feedbackPath,
  truthSource,
} from '../../feedback/index.ts'
import { feedbackSchema, type Feedback } from '../../contract/index.ts'
import { contentHash, isoTime, rewriteLines, type Clock } from '../../io/index.ts'
import type { Places } from './places.ts'
import type { Selection } from './selection.ts'

/** What was forgotten in a feedback log. */
export interface ForgottenLog {
  judge: string
  /** Relative to the root. */
  path: string
  lines: number
  /** Lines that say, without a text, that the truth does not teach these rows again. */
  remembered: number
}

/** What happens to a log. */
export interface LogPlan {
  path: string
  judge: string
  removed: Feedback[]
  /** Where the truth could teach a row again, a line without text says that it must not. */
  marks: Feedback[]
}

/** Says which logs change, and how. */
export function planLogs(places: Places, selection: Selection, clock: Clock): LogPlan[] {
  return logsToWrite(places, selection)
    .map(({ path, judge, lines }) => {
      const removed = lines.filter(selection.isRemoved)
      return { path, judge, removed, marks: marksFor(judge, lines, removed, selection, isoTime(clock)) }
    })
    .filter(({ removed, marks }) => removed.length + marks.length > 0)
}

/** Notes in the logs what the truth must not teach again. */
export async function markInLogs(plans: readonly LogPlan[]): Promise<void> {
  for (const { path, marks } of plans) await appendFeedback(path, marks)
}

/** Removes lines of feedback. */
export async function forgetInLogs(plans: readonly LogPlan[], { isRemoved }: Selection): Promise<void> {
  for (const { path } of plans)
    await rewriteLines(path, (lines) => lines.filter((line) => !isRemovedText(line, isRemoved)))
}

/** All logs, also those that are not there yet of judges that could learn what is forgotten. */
function logsToWrite({ logs, memories, isLimited }: Places, { homes, learners }: Selection) {
  const found = new Map<string, { judge: string; home: string }>()
  const judges = new Set([...logs, ...memories].map(({ judge }) => judge))
  for (const [path, learner] of learners)
    if (!isLimited || judges.has(learner.judge)) found.set(path, learner)
  for (const { home, judge, folder } of memories) {
    // Where a memory was moved to, no log is read.
    if (homes.has(home) && folder === join(home, 'memory', judge))
      found.set(feedbackPath(home, judge), { judge, home })
  }
  for (const { path } of logs) found.delete(path)
  const missing = [...found].map(([path, learner]) => ({ path, ...learner, lines: [] as Feedback[] }))
  return [...logs, ...missing.toSorted((left, right) => (left.path < right.path ? -1 : 1))]
}

function marksFor(
  judge: string,
  lines: readonly Feedback[],
  removed: readonly Feedback[],
  { samples, isForgotten }: Selection,
  time: string,
) {
  const isMarked = forgottenTest(lines)
  const ofTruth = removed.filter(
    ({ source, ...line }) =>
      isForgotten(line) || (source.type === truthSource.type && source.name === truthSource.name),
  )
  const rows = new Map([...ofTruth.map(({ sampleId, rowId }) => [sampleId, rowId] as const), ...samples])
  return [...rows]
    .filter(([sampleId, rowId]) => !isMarked({ id: rowId, sampleId }))
    .toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([sampleId, rowId]) => {
      const line = forgottenLine({ sampleId, rowId, judge }, time)
      return { id: `f-${contentHash(line)}`, ...line }
    })
}

/** A line that is being written by another process cannot be read, and stays. */
function isRemovedText(text: string, isRemoved: (line: Feedback) => boolean): boolean {
  try {
    const line = feedbackSchema.safeParse(JSON.parse(text))
    return line.success && isRemoved(line.data)
  } catch {
    return false
  }
}

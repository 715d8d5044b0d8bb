import type { Feedback, JudgeValue } from '../../contract/index.ts'
import { automaticFeedback, type LeftOut, type Teach } from '../../align/index.ts'
import {
  appendFeedback,
  importFeedback,
  readFeedback,
  sameFeedback,
  standingFeedback,
  type NewFeedback,
} from '../../feedback/index.ts'
import { isoTime, type Clock } from '../../io/index.ts'
import { toTaughtValue } from '../../judge/index.ts'
import type { ChatModel } from '../../model/index.ts'
import type { Target, TargetSuite } from '../targets.ts'

/** Where feedback comes from besides the log. */
export interface FeedbackSourceFlags {
  feedback: string
  teach: Teach
  dryRun?: boolean
}

/** The feedback of a judge in all its suites. */
export interface GatheredFeedback {
  /** All lines, also those that were added. */
  log: Feedback[]
  imported: number
  /** Lines of the imported file that no suite has a sample for. */
  unmatchedLines: number[]
  automatic: number
  /** Of the automatic ones, those with a plain rationale because no model wrote one. */
  plainRationales: number
  /** Align rows that were judged otherwise than the truth. */
  mismatches: number
  /** Samples that teach nothing yet, as no model could be had for their rationales. */
  leftOut: LeftOut[]
}

/** Reads a judge's logs and adds what a file or the truth has to say; a dry run adds it in memory alone. */
export async function gatherFeedback(
  { definition, suites }: Target,
  flags: FeedbackSourceFlags,
  reflection: ChatModel,
  clock: Clock,
): Promise<GatheredFeedback> {
  const gathered: GatheredFeedback = {
    log: [],
    imported: 0,
    unmatchedLines: [],
    automatic: 0,
    plainRationales: 0,
    mismatches: 0,
    leftOut: [],
  }
  let unmatched: number[] | undefined
  for (const suite of suites) {
    const lines = await readFeedback(suite.log)
    if (flags.feedback !== 'auto' && flags.feedback !== 'none') {
      const toValue = (value: JudgeValue) => toTaughtValue(definition.valueType, value)
      const imported = await importFeedback(flags.feedback, definition, suite.rows, toValue, clock)
      gathered.imported += await addFeedback(suite, lines, imported.given, flags)
      unmatched = (unmatched ?? imported.unmatched).filter((line) => imported.unmatched.includes(line))
    }
    if (flags.feedback === 'auto') {
      const options = { teach: flags.teach, model: reflection, time: isoTime(clock), write: true }
      const automatic = await automaticFeedback(definition, suite.rows, lines, options)
      gathered.automatic += await addFeedback(suite, lines, automatic.given, flags)
      gathered.plainRationales += automatic.plainRationales
      gathered.mismatches += automatic.mismatches
      gathered.leftOut.push(...automatic.leftOut)
    }
    gathered.log.push(...lines)
  }
  return { ...gathered, unmatchedLines: unmatched ?? [] }
}

/** Adds what the log does not say already, and gives how many lines that are. */
async function addFeedback(
  { log }: TargetSuite,
  lines: Feedback[],
  given: readonly NewFeedback[],
  { dryRun }: FeedbackSourceFlags,
): Promise<number> {
  const standing = Map.groupBy(standingFeedback(lines), ({ sampleId }) => sampleId)
  const fresh = given.filter(
    (line) => !(standing.get(line.sampleId) ?? []).some((known) => sameFeedback(known, line)),
  )
  lines.push(
    ...(dryRun ? fresh.map((line) => ({ id: 'dry-run', ...line })) : await appendFeedback(log, fresh)),
  )
  return fresh.length
}

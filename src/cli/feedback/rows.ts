import { type Run, VitestJudgeError } from '../../contract/index.ts'
import {
  exampleValuesOf,
  feedbackQueue,
  type NewFeedback,
  type QueuedSample,
  type QueueReason,
  readFeedback,
  standingFeedback,
} from '../../feedback/index.ts'
import { loadMemory } from '../../memory/index.ts'
import { drawText, measuringDraw, settleWeights, strataText } from './measure.ts'
import type { Target, TargetSuite } from '../targets.ts'
import { count } from '../count.ts'

/** Which align rows are asked about. */
export const onlyChoices = ['mismatches', 'uncertain', 'all'] as const

/** The flags of `feedback`. */
export interface FeedbackFlags {
  judge?: string
  run?: string
  annotator?: string
  only?: (typeof onlyChoices)[number]
  /** At most so many rows. */
  limit?: number
  blind?: boolean
  plain?: boolean
  /** With a number: so many labels in all. */
  measure?: number | true
}

/** One sample to ask about, and what an answer says of itself. */
export interface Question {
  target: Target
  suite: TargetSuite
  sample: Pick<QueuedSample, 'sampleId' | 'rowId' | 'rows' | 'truth'>
  /** Why it is asked about; absent where that is not told. */
  reason?: QueueReason
  giver: Pick<NewFeedback, 'source' | 'pickedBy' | 'weight' | 'draw' | 'blind'>
  /** What is said before the first question of a judge and suite. */
  title: string
}

/** What is asked about in one suite. */
export interface Session {
  questions: Question[]
  title: string
  /** Said once every question has its answer. */
  closing?: string
  /** After the last answer, whatever ended it. */
  end?(): Promise<unknown>
}

/** How many of the rest a session asks about, after what went wrong and what is uncertain. */
const mostOthers = 20

const notShown = 'Judge for yourself: what the judge said is not shown.'

/**
 * The align rows to ask a person about, without those that have this person's feedback, or that are asked about already
 * in another suite with the same log.
 */
export async function teachingSession(
  target: Target,
  suite: TargetSuite,
  annotator: string,
  { only, blind: isBlind = false }: FeedbackFlags,
  before: readonly Question[] = [],
): Promise<Session> {
  const given = standingFeedback(await readFeedback(suite.log)).filter(
    ({ source }) => source.type === 'HUMAN' && source.name === annotator,
  )
  const elsewhere = before.filter((question) => question.suite.log === suite.log)
  const done = new Set([...given, ...elsewhere.map(({ sample }) => sample)].map(({ sampleId }) => sampleId))
  const isSeeded = isBlind || only === 'all'
  const { exampleValues, notice } = isSeeded ? { exampleValues: new Map() } : await exampleValuesIn(target)
  const queue = feedbackQueue(suite.rows, target.name, { isBlind: isSeeded, exampleValues })
  const open = queue.filter(({ sampleId }) => !done.has(sampleId))
  const asked = isSeeded ? open : chosen(open, only)
  // Where no row has another reason, there is none to be "one of the others" than.
  const isPicked = !isBlind && asked.some(({ reason }) => reason !== 'sample')
  const what = isSeeded ? count(open.length, 'align row') : whatOf(open, only)
  const to = asked.length === 0 ? nothingLeft(queue, done, only) : `${what} to look at`
  const title = [
    `${nameOf(target, suite)}: ${to}, as ${annotator}${isBlind && asked.length > 0 ? `. ${notShown}` : ''}`,
    ...(notice === undefined ? [] : [notice]),
  ].join('\n')
  return {
    title,
    questions: asked.map(({ reason, pickedBy, ...sample }) => ({
      target,
      suite,
      sample,
      ...(isPicked && { reason }),
      giver: {
        source: { type: 'HUMAN', name: annotator },
        ...(pickedBy !== undefined && { pickedBy }),
        ...(isBlind && { blind: true }),
      },
      title,
    })),
  }
}

/** The held-out rows that are drawn for a person's labels, blind. */
export async function measuringSession(
  run: Run,
  target: Target,
  suite: TargetSuite,
  annotator: string,
  { measure, judge }: FeedbackFlags,
): Promise<Session> {
  const labels = measure === true ? undefined : measure
  const draw = await measuringDraw(run, target, suite, { name: annotator, labels, judge })
  const so = draw.given === 0 ? '' : `, of which you have labelled ${draw.given}`
  const title = `${target.name}: ${drawText(draw)}${so}; ${draw.open.length} to label, as ${annotator}${draw.open.length > 0 ? `. ${notShown}` : ''}`
  return {
    title,
    questions: draw.open.map((row) => ({
      target,
      suite,
      sample: { sampleId: row.sampleId as string, rowId: row.id, rows: [row] },
      giver: { source: { type: 'HUMAN', name: annotator }, ...draw.pickingOf(row), blind: true },
      title,
    })),
    ...(draw.labels > 0 && { closing: `${target.name}, ${strataText(draw)}` }),
    end: () => settleWeights(target, suite, judge),
  }
}

/** The values of the examples in a judge's memory; none, and why, where it cannot be read. */
async function exampleValuesIn({
  folder,
  shownFolder,
}: Target): Promise<{ exampleValues: ReturnType<typeof exampleValuesOf>; notice?: string }> {
  try {
    const stored = await loadMemory(folder)
    return { exampleValues: stored === undefined ? new Map() : exampleValuesOf(stored.memory) }
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    const notice = `The memory in ${shownFolder} is damaged: what is uncertain is told without its examples.`
    return { exampleValues: new Map(), notice }
  }
}

function chosen(open: readonly QueuedSample[], only: FeedbackFlags['only']): QueuedSample[] {
  const [mismatches, uncertain, others] = byReason(open)
  if (only === 'mismatches') return mismatches
  return only === 'uncertain' ? uncertain : [...mismatches, ...uncertain, ...others.slice(0, mostOthers)]
}

function byReason(samples: readonly QueuedSample[]) {
  return (['mismatch', 'uncertain', 'sample'] as const).map((reason) =>
    samples.filter((sample) => sample.reason === reason),
  ) as [QueuedSample[], QueuedSample[], QueuedSample[]]
}

/** `4 mismatches, 2 uncertain, 20 of 96 others`; without what there is none of. */
function whatOf(open: readonly QueuedSample[], only: FeedbackFlags['only']): string {
  const [mismatches, uncertain, others] = byReason(open).map(({ length }) => length) as [
    number,
    number,
    number,
  ]
  const wrong = count(mismatches, 'mismatch', 'mismatches')
  if (only === 'mismatches') return wrong
  if (only === 'uncertain') return `${uncertain} uncertain`
  const noun = mismatches + uncertain > 0 ? 'other' : 'align row'
  const rest = others > mostOthers ? `${mostOthers} of ${others} ${noun}s` : count(others, noun)
  return [
    ...(mismatches > 0 ? [wrong] : []),
    ...(uncertain > 0 ? [`${uncertain} uncertain`] : []),
    ...(others > 0 ? [rest] : []),
  ].join(', ')
}

function nothingLeft(
  queue: readonly QueuedSample[],
  done: ReadonlySet<string>,
  only: FeedbackFlags['only'],
): string {
  const open = queue.filter(({ sampleId }) => !done.has(sampleId)).length
  if (queue.length === 0) return 'no align row with outputs to look at'
  if (open === 0) return `all ${count(queue.length, 'align row')} have your answer, nothing to look at`
  const none = only === 'mismatches' ? 'no mismatch' : 'nothing uncertain'
  return `${none} to look at, but ${count(open, 'other align row')} without --only`
}

function nameOf({ name, suites }: Target, suite: TargetSuite): string {
  return suites.length > 1 ? `${name} (${suite.name})` : name
}

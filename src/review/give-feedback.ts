import { VitestJudgeError, type Feedback } from '../contract/index.ts'
import { linesOf, type NewFeedback, sameFeedback, takeBack, timeAfter } from '../feedback/index.ts'
import { isoTime, type Clock } from '../io/index.ts'
import { allowedValues, toTaughtValue } from '../judge/index.ts'
import type { GivenFeedback, UndoneFeedback } from './api.ts'
import type { LogState } from './feedback-log.ts'
import { refusal } from './refusal.ts'
import type { ReviewedJudge } from './reviewed-judge.ts'
import { queuedSample } from './sample.ts'

/**
 * Stores what a person says of a sample, synced to disk. Said twice in the same words, as when an answer was lost, it is
 * stored once.
 *
 * @throws VitestJudgeError `invalid-feedback` for a value that the judge cannot give, `damaged-file` for a damaged log
 */
export async function giveFeedback(
  judge: ReviewedJudge,
  { sampleId, annotator, value: given, rationale: typed = '', blind }: GivenFeedback,
  clock: Clock,
): Promise<Feedback | undefined> {
  const { target } = judge
  const { rowId } = queuedSample(judge, sampleId)
  const value = toTaughtValue(target.definition.valueType, given)
  if (value === undefined) {
    throw new VitestJudgeError('invalid-feedback', {
      message: `${JSON.stringify(given)} is no value of ${target.name}; expected ${allowedValues(target.definition.valueType)}.`,
      hint: 'Give one of these; nothing was stored.',
    })
  }
  const queue = blind ? judge.blindQueue : judge.queue
  const pickedBy = queue.find((queued) => queued.sampleId === sampleId)?.pickedBy
  const rationale = typed.trim()
  return judge.log.append((state) => {
    const source = sourceOf(annotator)
    const own = linesOf(state.lines, { sampleId, source })
    const line: NewFeedback = {
      sampleId,
      rowId,
      judge: target.name,
      value,
      ...(rationale !== '' && { rationale }),
      source,
      time: timeAfter(own, isoTime(clock)),
      ...(pickedBy !== undefined && { pickedBy }),
      ...(blind && { blind }),
    }
    const standing = standingLine(state, sampleId, annotator)
    return standing !== undefined && sameFeedback(standing, { ...line, ...pickingOf(standing) })
      ? undefined
      : line
  })
}

/**
 * Takes back what a person said last of a sample; what they had said before, if anything, stands again. Refused with 409
 * where nothing of theirs stands.
 */
export async function undoFeedback(
  judge: ReviewedJudge,
  { sampleId, annotator }: UndoneFeedback,
  clock: Clock,
): Promise<Feedback | undefined> {
  queuedSample(judge, sampleId)
  const source = sourceOf(annotator)
  return judge.log.append((state) => {
    const line = takeBack(state.lines, { sampleId, source }, isoTime(clock))
    if (line !== undefined) return line
    throw refusal(
      409,
      `${annotator} has no feedback on this sample to take back.`,
      'It may have been taken back elsewhere: the page shows what stands.',
    )
  })
}

/** A person's line that counts, of one sample. */
export function standingLine(state: LogState, sampleId: string, annotator: string): Feedback | undefined {
  return state.standing.find(
    ({ sampleId: own, source }) => own === sampleId && source.type === 'HUMAN' && source.name === annotator,
  )
}

function sourceOf(name: string) {
  return { type: 'HUMAN', name } as const
}

/** How its sample was picked is no part of what a person says anew. */
function pickingOf({ pickedBy, weight }: Feedback): Pick<NewFeedback, 'pickedBy' | 'weight'> {
  return { ...(pickedBy !== undefined && { pickedBy }), ...(weight !== undefined && { weight }) }
}

import type { ReviewSample } from './api.ts'
import type { LogState } from './feedback-log.ts'
import { givenLabel } from './labels.ts'
import { refusal } from './refusal.ts'
import type { ReviewedJudge } from './reviewed-judge.ts'
import { reviewVerdicts } from './verdicts.ts'

/** Whose view of which sample. */
export interface SampleView {
  sampleId: string
  annotator: string
  blind: boolean
}

/**
 * One align sample whole. Blind, without verdicts, truth and what others said, and with the expectations only where the
 * judge sees them too.
 */
export function sampleOf(judge: ReviewedJudge, state: LogState, view: SampleView): ReviewSample {
  const { sampleId, annotator, blind } = view
  const { rows, truth } = queuedSample(judge, sampleId)
  const [{ id, group, tags, inputs, outputs, expectations, conversation, trace }] = rows
  const feedback = state.standing.filter(
    ({ sampleId: own, source }) =>
      own === sampleId && (!blind || (source.type === 'HUMAN' && source.name === annotator)),
  )
  return {
    sampleId,
    rowId: id,
    ...(group !== undefined && { group }),
    tags,
    inputs,
    outputs: outputs ?? null,
    ...(expectations !== undefined && (!blind || judge.showsExpectations) && { expectations }),
    ...(conversation !== undefined && { conversation }),
    ...(trace !== undefined && { trace }),
    verdicts: blind ? [] : reviewVerdicts(rows, judge.target.name, judge.memory),
    ...(!blind && truth !== undefined && { truth }),
    feedback: feedback.map(givenLabel),
  }
}

/** An align sample of a judge; refused with 404 where there is none of this id. */
export function queuedSample({ byId, key }: ReviewedJudge, sampleId: string) {
  const queued = byId.get(sampleId)
  if (queued !== undefined) return queued
  throw refusal(
    404,
    `${key} has no align sample ${sampleId} in this run; held-out samples are not shown.`,
    'Reload the page: the server may have been started anew on another run.',
  )
}

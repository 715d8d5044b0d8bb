import type { QueuedSample } from '../feedback/index.ts'
import type { QueueItem, ReviewQueue, ReviewStanding } from './api.ts'
import type { LogState } from './feedback-log.ts'
import { labelledBy, type Labels, labelsIn, othersOf } from './labels.ts'
import { refusal } from './refusal.ts'
import type { QueueQuery } from './requests.ts'
import type { IndexedSample, ReviewedJudge } from './reviewed-judge.ts'
import { folded } from './shown-text.ts'
import { slicedParts, sliceTest } from './slices.ts'

/**
 * The align samples that a request asks for, in order. Blind, the order tells nothing, rationales are not searched, and
 * what would tell of verdicts, truth or others' labels is refused.
 */
export function queueOf(judge: ReviewedJudge, state: LogState, query: QueueQuery): ReviewQueue {
  const { annotator, blind } = query
  if (blind) refuseTelling(query)
  const labels = labelsIn(state, judge)
  const isShown = shownTest(labels, query)
  const isInSlice =
    query.slice === '' ? () => true : sliceTest(query.slice, slicedParts(judge.showsExpectations, blind))
  const words = folded(query.search)
  const isFound = ({ text, saidText }: IndexedSample) =>
    words === '' || text.includes(words) || (!blind && saidText.includes(words))
  const items = (blind ? judge.blindQueue : judge.queue).flatMap((queued): QueueItem[] => {
    const sample = judge.samples.get(queued.sampleId)
    if (sample === undefined || !isShown(queued) || !isInSlice(sample.row) || !isFound(sample)) return []
    return [itemOf(queued, sample, labels, query)]
  })
  return { items, labelled: labelledBy(labels, annotator), samples: judge.samples.size }
}

function itemOf(
  { sampleId, rowId, reason, truth }: QueuedSample,
  { snippet, verdict }: IndexedSample,
  labels: Labels,
  { annotator, blind }: QueueQuery,
): QueueItem {
  const mine = labels.bySample.get(sampleId)?.get(annotator)?.value
  return {
    sampleId,
    rowId,
    snippet,
    ...(!blind && { reason }),
    ...(!blind && verdict !== undefined && { verdict }),
    ...(!blind && truth !== undefined && { truth }),
    ...(mine !== undefined && { mine }),
    others: othersOf(labels, sampleId, annotator),
  }
}

function shownTest(labels: Labels, { show, by, annotator }: QueueQuery): (queued: QueuedSample) => boolean {
  return ({ sampleId, reason }) => {
    const people = labels.bySample.get(sampleId)
    if (by !== '' && people?.has(by) !== true) return false
    if (show === 'mismatches') return reason === 'mismatch'
    if (show === 'uncertain') return reason === 'uncertain'
    if (show === 'unlabelled') return people === undefined
    if (show === 'open') return people?.has(annotator) !== true
    return show === 'all' || people?.has(annotator) === true
  }
}

function refuseTelling({ show, by, annotator }: QueueQuery): void {
  const what =
    show === 'mismatches' || show === 'uncertain'
      ? `the filter ${show}`
      : by !== '' && by !== annotator
        ? "the filter by another's labels"
        : undefined
  if (what === undefined) return
  throw refusal(
    400,
    `Blind, ${what} is refused: it would tell what is not to be seen.`,
    'Show open or all samples, or look without --blind.',
  )
}

/** What stands in a judge's log for one person; blind, without how the judge agrees with people. */
export function standingOf(
  judge: ReviewedJudge,
  state: LogState,
  annotator: string,
  blind: boolean,
): ReviewStanding {
  const labels = labelsIn(state, judge)
  return {
    revision: state.revision,
    labelled: labelledBy(labels, annotator),
    people: labels.people,
    labels: [...labels.bySample].map(([sampleId, people]) => {
      const mine = people.get(annotator)?.value
      return {
        sampleId,
        ...(mine !== undefined && { mine }),
        others: othersOf(labels, sampleId, annotator),
      }
    }),
    agreement: blind ? [] : labels.agreement,
  }
}

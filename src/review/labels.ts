import { sameValue, wilsonInterval } from '../agreement/index.ts'
import type { Feedback, JudgeValue } from '../contract/index.ts'
import { resolveFeedback } from '../feedback/index.ts'
import { toTaughtValue } from '../judge/index.ts'
import type { GivenLabel, ReviewStanding } from './api.ts'
import type { LogState } from './feedback-log.ts'
import type { ReviewedJudge } from './reviewed-judge.ts'

/** What people say of a judge's samples, as a log stands. */
export interface Labels {
  /** Each person's standing line, by name, of every sample that somebody has labelled. */
  bySample: ReadonlyMap<string, ReadonlyMap<string, Feedback>>
  /** Numbers of labels, by name in order. */
  people: ReviewStanding['people']
  agreement: ReviewStanding['agreement']
}

const known = new WeakMap<LogState, Map<string, Labels>>()

/** The labels of a judge's align samples in a state of its log; those of other samples, as of held-out ones, are left out. */
export function labelsIn(state: LogState, judge: ReviewedJudge): Labels {
  const ofState = known.get(state) ?? new Map<string, Labels>()
  known.set(state, ofState)
  const labels = ofState.get(judge.key) ?? collect(state, judge)
  ofState.set(judge.key, labels)
  return labels
}

/** How many samples a person has labelled. */
export function labelledBy({ people }: Labels, annotator: string): number {
  return people.find(({ name }) => name === annotator)?.labels ?? 0
}

/** How many have labelled a sample beside a person. */
export function othersOf({ bySample }: Labels, sampleId: string, annotator: string): number {
  const own = bySample.get(sampleId)
  return own === undefined ? 0 : own.size - (own.has(annotator) ? 1 : 0)
}

/** A line of a log as the page is told of it. */
export function givenLabel({ id, sampleId, source, value, rationale, time }: Feedback): GivenLabel {
  return { id, sampleId, source, value, ...(rationale !== undefined && { rationale }), time }
}

function collect({ standing }: LogState, judge: ReviewedJudge): Labels {
  const lines = standing.filter(
    ({ source, sampleId }) => source.type === 'HUMAN' && judge.samples.has(sampleId),
  )
  const bySample = new Map<string, Map<string, Feedback>>()
  const people = new Map<string, number>()
  for (const line of lines) {
    const own = bySample.get(line.sampleId) ?? new Map<string, Feedback>()
    bySample.set(line.sampleId, own.set(line.source.name, line))
    people.set(line.source.name, (people.get(line.source.name) ?? 0) + 1)
  }
  return {
    bySample,
    people: [...people]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, labels]) => ({ name, labels })),
    agreement: agreementOf(bySample, judge),
  }
}

/**
 * How each form of a judge agrees with what people come to on a sample, with Wilson's interval of 95 %: verdicts of the
 * first repeat, the unscored count as wrong. It describes the rows that were chosen and measures nothing.
 */
function agreementOf(bySample: Labels['bySample'], judge: ReviewedJudge): ReviewStanding['agreement'] {
  const { name, definition } = judge.target
  const toValue = (value: JudgeValue) => toTaughtValue(definition.valueType, value)
  const counts = new Map([name, `${name}@aligned`].map((form) => [form, { agree: 0, labels: 0 }]))
  for (const [sampleId, people] of bySample) {
    const [first, ...others] = [...people.values()] as [Feedback, ...Feedback[]]
    const value =
      others.length === 0
        ? toValue(first.value)
        : resolveFeedback([first, ...others], toValue).get(sampleId)?.value
    if (value === undefined) continue
    const said = judge.samples.get(sampleId)?.firstVerdicts
    for (const [form, count] of counts) {
      if (said?.has(form) !== true) continue
      const verdict = said.get(form)
      count.labels++
      if (verdict !== undefined && sameValue(verdict, value)) count.agree++
    }
  }
  return [...counts]
    .filter(([, { labels }]) => labels > 0)
    .map(([form, { agree, labels }]) => ({ judge: form, agree, labels, ...wilsonInterval(agree, labels) }))
}

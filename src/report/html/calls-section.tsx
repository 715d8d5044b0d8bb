import { answerTimesMs, type JudgeCalls } from '../../agreement/index.ts'
import { callTexts } from '../describe-calls.ts'
import { explainCalls } from '../explain-calls.ts'
import { count, formatTime } from '../format.ts'
import { Figure } from './figure.tsx'
import { Histogram, timeBars } from './histogram.tsx'
import { Explanations, Sentences } from './remarks.tsx'
import type { SuitePart } from './suite-part.ts'

/** Tokens, cost and times of a suite's judges and of its system under test. */
export function Calls({ part, level }: { part: SuitePart; level: 3 | 4 }) {
  const texts = callTexts(part.calls)
  const timed = part.calls.judges.flatMap(({ latencyMs, ...judge }) =>
    latencyMs === undefined ? [] : [{ ...judge, latencyMs }],
  )
  return (
    <>
      {texts.length === 0 ? (
        <p>Nothing was counted: no model was asked behind a service.</p>
      ) : (
        <Sentences texts={texts} />
      )}
      <Explanations texts={explainCalls([part.calls])} />
      <div class="pair">
        {timed.map((judge, place) => (
          <Times part={part} judge={judge} id={`times-${part.place}-${place}`} level={level} />
        ))}
      </div>
    </>
  )
}

function Times({
  part,
  judge: { judge, isService, latencyMs },
  id,
  level,
}: {
  part: SuitePart
  judge: JudgeCalls & Required<Pick<JudgeCalls, 'latencyMs'>>
  id: string
  level: 3 | 4
}) {
  const Heading = `h${level}` as const
  const timesMs = answerTimesMs(part.suite, judge)
  const times = timeBars(timesMs, latencyMs.p90)
  const within = `${formatTime(latencyMs.median)} median, 90 % within ${formatTime(latencyMs.p90)}, of ${count(timesMs.length, 'answer')}`
  const whose = isService
    ? ''
    : ' They came from no service, so that they say nothing of how long one would take.'
  return (
    <Figure name="latency" sentences={[`${within}; ${times.text}.${whose}`]}>
      <Heading>{judge}</Heading>
      <Histogram id={id} title={`How long answers took: ${judge}`} times={times} />
    </Figure>
  )
}

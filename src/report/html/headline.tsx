import type { GateLine, JudgeSummary } from '../../agreement/index.ts'
import { outcomeMark, outcomeWord } from '../describe-gate.ts'
import { markedName } from '../describe-worn.ts'
import { count, formatCount, formatInterval, formatShare, formatValue } from '../format.ts'
import { Mark } from './remarks.tsx'
import type { SuitePart } from './suite-part.ts'

/** One card for each judge of a suite: its accuracy, the baseline and its gates, at a glance. */
export function Headline({ part, gates }: { part: SuitePart; gates: readonly GateLine[] }) {
  return (
    <ul class="cards">
      {part.summary.judges.map((judge) => (
        <li class="card">
          <p class="name">{markedName(judge)}</p>
          <Figures judge={judge} />
          {gates
            .filter((gate) => gate.suite === part.suite.name && gate.judge === judge.id)
            .map((gate) => {
              const { tone } = outcomeMark(gate.outcome)
              return (
                <p class={tone}>
                  <Mark tone={tone} />
                  {['gate', ...(gate.part === undefined ? [] : [gate.part]), outcomeWord(gate)].join(' · ')}
                </p>
              )
            })}
        </li>
      ))}
    </ul>
  )
}

function Figures({ judge: { heldout, notAligned, leaks } }: { judge: JudgeSummary }) {
  const { agreement } = heldout
  const { accuracy, majority, agreed, rows, unscored, refusal } = agreement
  if (notAligned) return <p>not asked: no memory yet</p>
  if (refusal !== undefined) return <p>{`no figures: ${refusal}`}</p>
  if (rows === 0) return <p>no figures: no held-out row has a known truth</p>
  if (accuracy.estimate.kind === 'undefined') return <p>{`no figures: ${accuracy.estimate.reason}`}</p>
  const leaked = leaks?.leaked.length ?? 0
  return (
    <>
      <p class="big">
        {formatShare(accuracy)}
        <small>{formatInterval(accuracy)}</small>
      </p>
      <p>{`agrees with the truth on ${formatCount(agreed)} of ${count(rows, 'held-out row')}`}</p>
      {leaked > 0 && (
        <p class="bad">
          <Mark tone="bad" />
          {`counts for nothing: its memory knows ${formatCount(leaked)} of these rows`}
        </p>
      )}
      {majority.value !== undefined && (
        <p class="soft">{`always ${formatValue(majority.value)} gets ${formatShare(majority.share)}`}</p>
      )}
      {unscored > 0 && <p class="doubtful">{`${formatCount(unscored)} unscored, which count as wrong`}</p>}
    </>
  )
}

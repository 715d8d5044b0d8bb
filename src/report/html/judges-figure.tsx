import { percent, type JudgeSummary } from '../../agreement/index.ts'
import type { Run } from '../../contract/index.ts'
import { markedName } from '../describe-worn.ts'
import { explainAccuracy, explainMajority } from '../explain-agreement.ts'
import { formatShareInterval, formatValue } from '../format.ts'
import { judgeTable } from '../judge-table.ts'
import { DataTable } from './data-table.tsx'
import { Figure } from './figure.tsx'
import { ForestPlot, type ForestRow } from './forest-plot.tsx'
import { accuracyLimits, isLeaked, type SuitePart } from './suite-part.ts'
import type { SignName } from './symbols.tsx'

/** The judges of a suite with their intervals, the constant answer and what gates ask, and the table of all figures. */
export function JudgesFigure({ run, part }: { run: Run; part: SuitePart }) {
  const { judges } = part.summary
  const rows = judges.map((judge) => judgeRow(judge, accuracyLimits(run, part.suite.name, judge.id)))
  const measured = judges.filter(isMeasured)
  const [example] = measured
  const hasLimit = rows.some(({ signs = [] }) => signs.some(({ name }) => name === 'limit'))
  return (
    <>
      {example !== undefined && (
        <Figure
          name="judges"
          sentences={[
            ...(measured.length > 1 ? [`The figures named here are those of ${example.id}.`] : []),
            explainAccuracy(example.heldout.agreement),
            ...explainMajority(example.heldout.agreement.majority),
            ...(hasLimit
              ? [
                  'gate: a gate passes where the one-sided 95 % lower bound, a little above the low end that is drawn, reaches its mark.',
                ]
              : []),
          ]}
        >
          <ForestPlot
            id={`judges-${part.place}`}
            title={`Accuracy of the judges of ${part.suite.name} on held-out rows`}
            rows={rows}
            formatTick={(tick) => `${Math.round(100 * tick)} %`}
            legend={[
              ['estimate', 'accuracy with its 95 % interval'],
              ['baseline', 'always the most frequent answer'],
              ...(hasLimit ? [['limit', 'what a gate asks of the lower bound'] as [SignName, string]] : []),
            ]}
          />
        </Figure>
      )}
      <DataTable table={judgeTable(judges)} caption={`${part.suite.name}: agreement on held-out rows`} />
    </>
  )
}

/** True for a judge of which there are figures on held-out rows. */
export function isMeasured({ heldout: { agreement }, notAligned }: JudgeSummary): boolean {
  return !notAligned && agreement.rows > 0 && agreement.refusal === undefined
}

function judgeRow(judge: JudgeSummary, limits: readonly number[]): ForestRow {
  const { accuracy, majority, refusal } = judge.heldout.agreement
  const name = markedName(judge)
  if (judge.notAligned) return { name, text: 'not asked: no memory yet', tone: 'quiet' }
  if (accuracy.estimate.kind === 'undefined') {
    return { name, text: `no figures${refusal === undefined ? '' : ', see the table'}`, tone: 'quiet' }
  }
  const baseline = majority.share.estimate
  const texts = [
    ...(isLeaked(judge) ? ['leaked, counts for nothing'] : []),
    formatShareInterval(accuracy),
    ...(majority.value !== undefined && baseline.kind === 'value'
      ? [`always ${formatValue(majority.value)} ${percent(baseline.value)}`]
      : []),
    ...limits.map((limit) => `gate ${percent(limit)}`),
  ]
  return {
    name,
    text: texts.join(' · '),
    ...(isLeaked(judge) && { tone: 'quiet' as const }),
    estimate: { at: accuracy.estimate.value, low: accuracy.low, high: accuracy.high },
    signs: [
      ...(baseline.kind === 'value' ? [{ name: 'baseline' as const, at: baseline.value }] : []),
      ...limits.map((at) => ({ name: 'limit' as const, at })),
    ],
  }
}

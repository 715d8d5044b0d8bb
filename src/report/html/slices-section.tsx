import type { SuiteSummary } from '../../agreement/index.ts'
import { formatShareInterval } from '../format.ts'
import { type JudgeSlices, judgeSlices } from '../judge-slices.ts'
import { DataTable } from './data-table.tsx'
import { Figure } from './figure.tsx'
import { ForestPlot } from './forest-plot.tsx'
import { Remarks } from './remarks.tsx'
import type { SuitePart } from './suite-part.ts'

const meaning =
  'by slice: the same accuracy on a part of the rows; the fewer rows, the wider the interval. The line is the accuracy on all of them.'

/** The slices of a suite: by judge, then by tag and by each field. */
export function slicesOfSuite({ suite, summary }: SuitePart, sliceBy: readonly string[]): SliceFigureProps[] {
  return summary.judges.flatMap((judge) =>
    judgeSlices(suite, judge, sliceBy).map((slices) => ({ slices, judge })),
  )
}

interface SliceFigureProps {
  slices: JudgeSlices
  judge: SuiteSummary['judges'][number]
}

/** Accuracy by slice, held against that on all rows. */
export function SliceFigure({
  slices: { title, table, remarks, slices },
  judge,
  id,
}: SliceFigureProps & { id: string }) {
  const overall = judge.heldout.agreement.accuracy.estimate
  const rows = slices.map(({ name, agreement: { accuracy }, isSmall }) => ({
    name,
    text: accuracy.estimate.kind === 'value' ? formatShareInterval(accuracy) : 'no figures',
    ...(accuracy.estimate.kind === 'value' && {
      estimate: { at: accuracy.estimate.value, low: accuracy.low, high: accuracy.high },
    }),
    tone: isSmall ? ('quiet' as const) : ('plain' as const),
  }))
  return (
    <Figure name="slices" sentences={[meaning]}>
      <h3>{title}</h3>
      <ForestPlot
        id={id}
        title={title}
        rows={rows}
        formatTick={(tick) => `${Math.round(100 * tick)} %`}
        {...(overall.kind === 'value' && {
          reference: { at: overall.value, name: 'the accuracy on all rows' },
        })}
        legend={[['estimate', 'accuracy with its 95 % interval; grey where rows are few']]}
      />
      <DataTable table={table} caption={title} />
      <Remarks remarks={remarks} />
    </Figure>
  )
}

import type { SliceAgreement, SuiteSummary } from '../../agreement/index.ts'
import { formatShareInterval } from '../format.ts'
import { type JudgeSlices, judgeSlices } from '../judge-slices.ts'
import { DataTable } from './data-table.tsx'
import { Figure } from './figure.tsx'
import { extentOf, ForestPlot, type ForestRow } from './forest-plot.tsx'
import { Remarks } from './remarks.tsx'
import type { SuitePart } from './suite-part.ts'

const meaning =
  'by slice: the same accuracy on a part of the rows; the fewer rows, the wider the interval. The dashed line is the accuracy on all of them.'

/**
 * The slices of all suites: by suite, by judge, then by tag and by each field; on one axis, as figures beside each other
 * are held against each other by the eye.
 */
export function slicesOfSuites(parts: readonly SuitePart[], sliceBy: readonly string[]): SliceFigureProps[] {
  const found = parts.flatMap(({ suite, summary }) =>
    summary.judges.flatMap((judge) =>
      judgeSlices(suite, judge, sliceBy).map((slices) => ({
        slices: parts.length > 1 ? { ...slices, title: `${suite.name}: ${slices.title}` } : slices,
        judge,
      })),
    ),
  )
  const domain = extentOf(
    found.flatMap(({ slices: { slices }, judge }) => [...slices.map(sliceRow), overallRow(judge)]),
  )
  return found.map((one) => ({ ...one, domain }))
}

interface SliceFigureProps {
  slices: JudgeSlices
  judge: SuiteSummary['judges'][number]
  domain: readonly [number, number]
}

/** The accuracy on all rows, which needs room on the axis. */
function overallRow({ id, heldout: { agreement } }: SliceFigureProps['judge']): ForestRow {
  const { estimate } = agreement.accuracy
  if (estimate.kind !== 'value') return { name: id, text: '' }
  const at = estimate.value
  return { name: id, text: '', estimate: { at, low: at, high: at } }
}

function sliceRow({ name, agreement: { accuracy }, isSmall }: SliceAgreement): ForestRow {
  return {
    name,
    text: accuracy.estimate.kind === 'value' ? formatShareInterval(accuracy) : 'no figures',
    ...(accuracy.estimate.kind === 'value' && {
      estimate: { at: accuracy.estimate.value, low: accuracy.low, high: accuracy.high },
    }),
    tone: isSmall ? 'quiet' : 'plain',
  }
}

/** Accuracy by slice, held against that on all rows. */
export function SliceFigure({
  slices: { title, table, remarks, slices },
  judge,
  domain,
  id,
}: SliceFigureProps & { id: string }) {
  const overall = judge.heldout.agreement.accuracy.estimate
  return (
    <Figure name="slices" sentences={[meaning]}>
      <h3>{title}</h3>
      <ForestPlot
        id={id}
        title={title}
        rows={slices.map(sliceRow)}
        domain={domain}
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

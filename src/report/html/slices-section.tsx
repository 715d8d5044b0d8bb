import { type SliceAgreement, sliceFields, type SuiteSummary } from '../../agreement/index.ts'
import { formatShareInterval } from '../format.ts'
import { type JudgeSlices, judgeSlices } from '../judge-slices.ts'
import { DataTable } from './data-table.tsx'
import { Figure, Section } from './figure.tsx'
import { extentOf, ForestPlot, type ForestRow } from './forest-plot.tsx'
import { Remarks, Words } from './remarks.tsx'
import type { SuitePart } from './suite-part.ts'

const meaning =
  'by slice: the same accuracy on a part of the rows; the fewer rows, the wider the interval. The dashed line is the accuracy on all of them.'

const mostFoundFigures = 24

/**
 * The fields by which each suite is sliced: those that were asked for; without any, those that slice it well, as far as
 * there are no more than 24 figures of them.
 */
export function slicedFields(parts: readonly SuitePart[], sliceBy: readonly string[]): string[][] {
  let left = mostFoundFigures
  return parts.map(({ suite, summary: { judges } }) => {
    if (sliceBy.length > 0) return [...sliceBy]
    const found = sliceFields(suite.rows).slice(0, Math.floor(left / Math.max(1, judges.length)))
    left -= found.length * judges.length
    return found
  })
}

/**
 * The slices of all suites: by suite, by judge, then by tag and by each of the suite's fields; on one axis, as figures
 * beside each other are held against each other by the eye.
 */
export function slicesOfSuites(
  parts: readonly SuitePart[],
  fields: readonly (readonly string[])[],
): SliceFigureProps[] {
  const found = parts.flatMap(({ suite, summary }, place) =>
    summary.judges.flatMap((judge) =>
      judgeSlices(suite, judge, fields[place] ?? []).map((slices) => ({
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

/** All slices. `found` are the fields that nobody asked for. */
export function Slices({ slices, found }: { slices: readonly SliceFigureProps[]; found: readonly string[] }) {
  return (
    <Section id="slices" title="Agreement by slice">
      {found.length > 0 && (
        <p>
          <Words
            text={`Nobody named a field: ${found.map((field) => `\`${field}\``).join(', ')} ${found.length === 1 ? 'is' : 'are'} shown for having few values with many rows each. Of many slices some are low by chance alone. \`--slice FIELD\` shows others.`}
          />
        </p>
      )}
      <div class="pair">
        {slices.map((slice, place) => (
          <SliceFigure {...slice} id={`slice-${place}`} />
        ))}
      </div>
    </Section>
  )
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

/** A slice's name under a title that names the field: its value alone. */
function valueOf(name: string, field: string): string {
  const prefix = `${field}=`
  return name.startsWith(prefix) && name.length > prefix.length ? name.slice(prefix.length) : name
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
function SliceFigure({
  slices: { title, by, table, remarks, slices },
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
        rows={slices.map((slice) => ({ ...sliceRow(slice), name: valueOf(slice.name, by) }))}
        domain={domain}
        formatTick={(tick) => `${Math.round(100 * tick)} %`}
        {...(overall.kind === 'value' && {
          reference: { at: overall.value, name: 'the accuracy on all rows' },
        })}
        legend={[['estimate', 'accuracy with its 95 % interval; grey where rows are few']]}
      />
      <DataTable
        table={{ ...table, rows: table.rows.map((row) => ({ ...row, name: valueOf(row.name, by) })) }}
        caption={title}
      />
      <Remarks remarks={remarks} />
    </Figure>
  )
}

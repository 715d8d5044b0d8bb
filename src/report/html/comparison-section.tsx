import type { AlignedComparison, PairedFigures, SuiteSummary } from '../../agreement/index.ts'
import { pairedTable } from '../describe-comparison.ts'
import { comparisonRemark } from '../describe-suite.ts'
import { explainDifference } from '../explain-comparison.ts'
import { count, formatJson, formatValue, points, signedPoints } from '../format.ts'
import { oneLine, shorten } from '../fit-text.ts'
import type { Remark } from '../remark.ts'
import { cell, type Table } from '../table.ts'
import { DataTable } from './data-table.tsx'
import { Figure } from './figure.tsx'
import { type Flip, flipsOf } from './flips.ts'
import { ForestPlot } from './forest-plot.tsx'
import { Remarks } from './remarks.tsx'
import { isLeaked, type SuitePart } from './suite-part.ts'

/** So many flipped rows are listed each way; of the others the number. */
const listed = 50
const sampleWidth = 120

const leakedMeaning = 'it counts for nothing, as the memory knows held-out rows'

/** What stands of a comparison before its figure: no success where a judge has a memory that knows the rows. */
export function pageRemark(found: AlignedComparison, summary: SuiteSummary): Remark {
  const remark = comparisonRemark(found)
  if (!hasLeakedSide(found, summary)) return remark
  return { text: `${remark.text}; ${leakedMeaning}`, tone: 'doubtful' }
}

function hasLeakedSide({ aligned, base }: AlignedComparison, { judges }: SuiteSummary): boolean {
  return judges.some((judge) => (judge.id === aligned || judge.id === base) && isLeaked(judge))
}

/** The aligned judges of a suite against their bases, with the rows that flipped. */
export function Comparisons({ part }: { part: SuitePart }) {
  return (
    <>
      {part.summary.comparisons.map((comparison, place) => (
        <OneComparison part={part} comparison={comparison} id={`comparison-${part.place}-${place}`} />
      ))}
    </>
  )
}

function OneComparison({
  part,
  comparison: found,
  id,
}: {
  part: SuitePart
  comparison: AlignedComparison
  id: string
}) {
  const { aligned, base, comparison } = found
  const remark = pageRemark(found, part.summary)
  const counts = !hasLeakedSide(found, part.summary)
  if (comparison.kind === 'undefined') return <Remarks remarks={[remark]} />
  const { better, worse } = flipsOf(part.suite, aligned, base)
  return (
    <>
      <Figure
        name="comparison"
        sentences={
          comparison.onlyFirst + comparison.onlySecond === 0
            ? [remark.text]
            : [
                ...explainDifference(comparison, aligned, base),
                ...(counts ? [] : [`leaked: ${leakedMeaning}.`]),
              ]
        }
      >
        <h4>{`${aligned} against ${base}`}</h4>
        <ForestPlot
          id={id}
          title={`Difference in accuracy of ${aligned} and ${base}`}
          rows={[
            {
              name: `${aligned} less ${base}`,
              text: `${signedPoints(comparison.difference)} points [${points(comparison.low)}, ${points(comparison.high)}]`,
              estimate: { at: comparison.difference, low: comparison.low, high: comparison.high },
              tone: !counts ? 'quiet' : comparison.low > 0 ? 'good' : comparison.high < 0 ? 'bad' : 'plain',
            },
          ]}
          domain={domainOf(comparison)}
          reference={{ at: 0, name: 'no difference' }}
          formatTick={(tick) => signedPoints(tick).replace('.0', '')}
          legend={[['estimate', 'difference in percentage points, with its 95 % interval']]}
        />
      </Figure>
      <DataTable
        table={pairedTable(comparison, [aligned, base])}
        caption={`${aligned} and ${base}: which of the two is right`}
      />
      <Flips title="Flipped for the better" flips={better} />
      <Flips title="Flipped for the worse" flips={worse} />
    </>
  )
}

/** As far to the left of no difference as to the right. */
function domainOf({ low, high }: PairedFigures): [number, number] {
  const reach = Math.max(0.1, Math.ceil(10 * Math.max(Math.abs(low), Math.abs(high))) / 10)
  return [-reach, reach]
}

function Flips({ title, flips }: { title: string; flips: readonly Flip[] }) {
  if (flips.length === 0) return <p class="soft">{`${title}: none.`}</p>
  const hidden = flips.length - listed
  const what = `${title}: ${count(flips.length, 'row')}`
  return (
    <details>
      <summary>{what}</summary>
      <DataTable
        table={flipTable(flips.slice(0, listed))}
        caption={hidden > 0 ? `${what}, the first ${listed} of them` : what}
      />
    </details>
  )
}

function flipTable(flips: readonly Flip[]): Table {
  const said = (value: Flip['base']) => (value === undefined ? 'unscored' : formatValue(value))
  return {
    title: 'row',
    columns: ['truth', 'without memory', 'with memory', 'inputs', 'outputs'].map((heading) => ({
      heading,
      align: 'left',
    })),
    rows: flips.map(({ row, truth, base: before, aligned: after }) => ({
      name: row.repeat === 0 ? row.id : `${row.id} (repeat ${row.repeat})`,
      tone: 'plain',
      content: [
        cell(formatValue(truth)),
        cell(said(before)),
        cell(said(after)),
        ...[row.inputs, row.outputs].map((value) =>
          cell(shorten(oneLine(formatJson(value)), sampleWidth), 'quiet'),
        ),
      ],
    })),
  }
}

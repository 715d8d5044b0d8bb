import { type Share, type SliceAgreement, smallSliceRows, worstSlice } from '../agreement/index.ts'
import {
  count,
  formatCount,
  formatInterval,
  formatNumber,
  formatShare,
  formatShareInterval,
  formatStatistic,
  nothing,
} from './format.ts'
import type { Remark } from './remark.ts'
import { cell, type Column, type Table } from './table.ts'

const columns: readonly Column[] = [
  { heading: 'rows', align: 'right' },
  { heading: 'accuracy', align: 'right' },
  { heading: '95 % interval', broken: ['95 %', 'interval'], align: 'left', close: true },
]
const numericColumns: readonly Column[] = [
  { heading: 'off by', align: 'right' },
  { heading: 'Spearman', align: 'right' },
]
const noteColumn: Column = { heading: '', align: 'left' }

const most = 12

/** The slices that are shown: the twelve largest, by name. */
export function largestSlices(slices: readonly SliceAgreement[]): SliceAgreement[] {
  const largest = new Set(
    slices.toSorted((left, right) => right.agreement.rows - left.agreement.rows).slice(0, most),
  )
  return slices.filter((slice) => largest.has(slice))
}

/**
 * Accuracy by slice, and of numbers the mean absolute error and rank correlation: the twelve largest, by name; small
 * ones are marked.
 */
export function sliceTable(slices: readonly SliceAgreement[]): Table {
  const isNumeric = slices.some(({ agreement }) => agreement.numeric !== undefined)
  return {
    title: 'slice',
    columns: [...columns, ...(isNumeric ? numericColumns : []), noteColumn],
    rows: largestSlices(slices).map(({ name, agreement, isSmall }) => {
      const { rows, unscored, accuracy, numeric, refusal } = agreement
      const tone = isSmall ? 'quiet' : 'plain'
      if (refusal !== undefined) return { name, tone, content: `no figures: ${refusal}` }
      const scored = isNumeric && unscored > 0 ? [`${formatCount(numeric?.rows ?? 0)} scored`] : []
      const note = [...scored, ...(isSmall ? ['few rows'] : [])].join(', ')
      return {
        name,
        tone,
        content: [
          cell(formatCount(rows), tone),
          cell(formatShare(accuracy), isSmall ? 'quiet' : 'strong'),
          cell(formatInterval(accuracy), 'quiet'),
          ...(isNumeric ? [cell(errorText(numeric), tone), cell(spearmanText(numeric), tone)] : []),
          cell(note, 'doubtful'),
        ],
      }
    }),
  }
}

type Numeric = SliceAgreement['agreement']['numeric']

function errorText(numeric: Numeric): string {
  const error = numeric?.meanAbsoluteError.estimate
  return error?.kind === 'value' ? formatNumber(error.value) : nothing
}

function spearmanText(numeric: Numeric): string {
  return numeric === undefined ? nothing : formatStatistic(numeric.spearman)
}

/** Which slice is worst and whether that may be chance; how many are not shown. `overall` is accuracy on all rows. */
export function sliceRemarks(slices: readonly SliceAgreement[], overall?: Share): Remark[] {
  const worst = worstSlice(slices)
  const hidden = slices.length - most
  return [
    ...(worst === undefined ? [] : [worstRemark(worst, overall)]),
    ...(hidden > 0 ? [{ text: `${count(hidden, 'more slice')} not shown`, tone: 'quiet' } as const] : []),
  ]
}

function worstRemark(
  { name, agreement: { rows, accuracy }, isSmall }: SliceAgreement,
  overall?: Share,
): Remark {
  const lowest = `lowest on ${name}: ${formatShareInterval(accuracy)} of ${count(rows, 'row')}`
  if (isSmall) {
    return {
      text: `${lowest}, but every slice has fewer than ${smallSliceRows} rows, so this says little`,
      tone: 'quiet',
    }
  }
  if (overall?.estimate.kind !== 'value') return { text: lowest, tone: 'plain' }
  return accuracy.high < overall.estimate.value
    ? { text: `${lowest}, below the ${formatShare(overall)} of all rows`, tone: 'doubtful' }
    : {
        text: `${lowest}, which may be chance: all rows together have ${formatShare(overall)}`,
        tone: 'plain',
      }
}

import type { PairedComparison } from '../agreement/index.ts'
import { differenceRemarks, pairedTable } from './describe-comparison.ts'
import { explainDifference, explainPValues, holmMeaning, smallestDropMeaning } from './explain-comparison.ts'
import { count } from './format.ts'
import { type Paper, paperOf, paragraph } from './paper.ts'
import type { PrintOptions } from './print-options.ts'
import { remarkLines } from './remark.ts'
import { joinBlocks, renderGlossary } from './render-blocks.ts'
import { renderTable } from './render-table.ts'

/** What is said of a comparison besides its own figures. */
export interface ComparisonPrintOptions extends PrintOptions {
  /** One sentence: the smallest drop that could have been seen. */
  smallestDrop?: string | undefined
  /** The two-sided mid-p after Holm, where several comparisons were made. */
  adjustedMidP?: number | undefined
}

/**
 * Two judges on the same rows: on how many both, one or neither was right, the difference of their accuracies with
 * Tango's interval, and McNemar's tests. No line is wider than `width`; no newline at the end.
 */
export function renderComparison(
  comparison: PairedComparison,
  first: string,
  second: string,
  options: ComparisonPrintOptions,
): string {
  const paper = paperOf(options.width, options.color)
  const { heading } = paper.palette
  return joinBlocks([
    [
      ...paragraph(paper, `${first} against ${second}`, { mark: '', style: heading }),
      ...comparisonLines(paper, comparison, [first, second], options),
    ],
    options.explain === true
      ? renderGlossary(paper, explainComparison(comparison, [first, second], options))
      : [],
  ])
}

/** A comparison below a heading of its own. */
export function comparisonLines(
  paper: Paper,
  comparison: PairedComparison,
  names: readonly [string, string],
  extras: Pick<ComparisonPrintOptions, 'smallestDrop' | 'adjustedMidP'>,
): string[] {
  if (comparison.kind === 'undefined') {
    return remarkLines(paper, [{ text: `not compared: ${comparison.reason}`, tone: 'doubtful' }])
  }
  return [
    ...remarkLines(paper, [{ text: `the same ${count(comparison.rows, 'row')}`, tone: 'quiet' }]),
    ...renderTable(paper, pairedTable(comparison, names)),
    ...remarkLines(paper, differenceRemarks(comparison, names, extras)),
  ]
}

/** What a comparison's numbers mean, and what is said besides; nothing where there are none. */
export function explainComparison(
  comparison: PairedComparison,
  [first, second]: readonly [string, string],
  { smallestDrop, adjustedMidP }: Pick<ComparisonPrintOptions, 'smallestDrop' | 'adjustedMidP'>,
): string[] {
  if (comparison.kind === 'undefined' || comparison.onlyFirst + comparison.onlySecond === 0) return []
  return [
    ...explainDifference(comparison, first, second),
    ...explainPValues(comparison),
    ...(adjustedMidP === undefined ? [] : [holmMeaning]),
    ...(smallestDrop === undefined ? [] : [smallestDropMeaning]),
  ]
}

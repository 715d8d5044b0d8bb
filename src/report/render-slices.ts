import type { Share, SliceAgreement } from '../agreement/index.ts'
import { paperOf } from './paper.ts'
import type { PrintOptions } from './print-options.ts'
import { remarkLines } from './remark.ts'
import { joinBlocks, renderGlossary } from './render-blocks.ts'
import { renderTable } from './render-table.ts'
import { sliceRemarks, sliceTable } from './slice-table.ts'

/** What is said of slices besides their own figures. */
export interface SlicesPrintOptions extends PrintOptions {
  /** Default `By slice`. */
  title?: string
  /** Accuracy on all rows, against which the worst slice is held. */
  overall?: Share
}

/** Accuracy by slice: a table of the twelve largest, small ones marked, and which is worst. Empty without slices. */
export function renderSlices(
  slices: readonly SliceAgreement[],
  { width, color, explain = false, title = 'By slice', overall }: SlicesPrintOptions,
): string {
  if (slices.length === 0) return ''
  const paper = paperOf(width, color)
  return joinBlocks([
    [
      paper.palette.heading(title),
      ...renderTable(paper, sliceTable(slices)),
      ...remarkLines(paper, sliceRemarks(slices, overall)),
    ],
    explain
      ? renderGlossary(paper, [
          'by slice: the same accuracy on a part of the rows; the fewer rows, the wider the interval.',
        ])
      : [],
  ])
}

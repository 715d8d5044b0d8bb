import type { Agreement } from '../agreement/index.ts'
import {
  confusionTable,
  figureTable,
  labelReasons,
  labelTable,
  type WeightedKappaFigures,
} from './agreement-tables.ts'
import { clusterTexts, isWeighted, leniencyRemark, weightedText } from './describe-agreement.ts'
import { explainFurtherFigures, explainMainFigures } from './explain-agreement.ts'
import { count, formatCount, nothing } from './format.ts'
import { paperOf } from './paper.ts'
import type { PrintOptions } from './print-options.ts'
import { type Remark, remarkLines } from './remark.ts'
import { joinBlocks, renderGlossary } from './render-blocks.ts'
import { renderTable } from './render-table.ts'

/** What is said of an agreement besides its own figures. */
export interface AgreementPrintOptions extends PrintOptions {
  /** Whose agreement it is; default `Agreement with the truth`. */
  title?: string
  /** Where the values have an order. */
  weightedKappa?: WeightedKappaFigures | undefined
}

/**
 * One agreement in full: rows by truth and verdict, every figure with its interval or standard error or the reason
 * why there is none, then the labels. No line is wider than `width`; no newline at the end.
 */
export function renderAgreement(agreement: Agreement, options: AgreementPrintOptions): string {
  const { width, color, explain = false, title = 'Agreement with the truth', weightedKappa } = options
  const paper = paperOf(width, color)
  const { heading, quiet } = paper.palette
  const { rows, unscored, labels, refusal, confusion } = agreement
  const subject = ` · ${count(rows, 'row')}${unscored > 0 ? `, ${formatCount(unscored)} unscored` : ''}`
  const head = [heading(title) + quiet(subject)]
  if (rows === 0)
    return joinBlocks([head, remarkLines(paper, [plain('There are no rows with a known truth.')])])
  const matrix = confusionTable(confusion)
  const counts =
    matrix === undefined
      ? remarkLines(paper, [
          plain(`${confusion.labels.length} labels: too many to set truth against verdict`),
        ])
      : renderTable(paper, matrix)
  if (refusal !== undefined) {
    return joinBlocks([head, counts, remarkLines(paper, [{ text: `No figures: ${refusal}.`, tone: 'bad' }])])
  }
  const reasons = labelReasons(labels).map((reason) => plain(`${nothing} ${reason}`))
  return joinBlocks([
    head,
    counts,
    renderTable(paper, figureTable(agreement, weightedKappa)),
    labels.length === 0 ? [] : [...renderTable(paper, labelTable(labels)), ...remarkLines(paper, reasons)],
    remarkLines(paper, agreementRemarks(agreement)),
    explain
      ? renderGlossary(paper, [
          ...explainMainFigures(agreement),
          ...explainFurtherFigures(agreement, { withWeightedKappa: weightedKappa !== undefined }),
        ])
      : [],
  ])
}

function agreementRemarks(agreement: Agreement): Remark[] {
  const leniency = leniencyRemark(agreement)
  return [
    ...(leniency === undefined ? [] : [{ ...leniency, text: `the judge ${leniency.text}` }]),
    ...clusterTexts([{ id: '', agreement }]).map(plain),
    ...(isWeighted(agreement) ? [plain(weightedText)] : []),
  ]
}

function plain(text: string): Remark {
  return { text, tone: 'quiet' }
}

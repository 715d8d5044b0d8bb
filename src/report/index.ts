export { renderCalibrationGlossary } from './explain-calibration.ts'
export { callText } from './describe-calls.ts'
export { unscoredText } from './describe-unscored.ts'
export { gateTitle } from './describe-gate.ts'
export type { PrintOptions } from './print-options.ts'
export { renderRun, type RenderOptions } from './render-run.ts'
export { type AgreementPrintOptions, renderAgreement } from './render-agreement.ts'
export { type PrintedAnnotators, renderAnnotators } from './render-annotators.ts'
export { type ComparisonPrintOptions, renderComparison } from './render-comparison.ts'
export type { Compared } from './compared.ts'
export { renderCompared } from './render-compared.ts'
export { renderEstimate } from './render-estimate.ts'
export { renderHistory } from './render-history.ts'
export { renderGateReport } from './render-gate-report.ts'
export { graphemeWidth, textWidth, wrap } from './fit-text.ts'
export { renderSlices, type SlicesPrintOptions } from './render-slices.ts'
export { type MarkdownOptions, renderMarkdown } from './markdown/render-markdown.ts'
export {
  type Drawn,
  drawnText,
  figureDifferences,
  resampledEnds,
  scoredRowsTexts,
} from './figure-differences.ts'
export { hiddenAsCodes } from './hidden-characters.ts'

import { undefinedStatistic, value } from '../agreement/index.ts'
import type { Calibration, MeasuredFigure } from '../contract/index.ts'
import { count, formatCount, formatRange, formatShareInterval, formatStatistic, points } from './format.ts'
import { paperOf } from './paper.ts'
import type { PrintOptions } from './print-options.ts'
import { renderGlossary } from './render-blocks.ts'

/** What the numbers of a calibration mean, a sentence each, under a heading. */
export function renderCalibrationGlossary(
  calibration: Calibration,
  { width, color }: Omit<PrintOptions, 'explain'>,
): string {
  return renderGlossary(paperOf(width, color), explainCalibration(calibration)).join('\n')
}

function explainCalibration({ judge, figures, measurements, wornAfter }: Calibration): string[] {
  const { rows, unscored, accuracy, passRecall, failRecall, kappa, majority } = figures
  const shown = (share: MeasuredFigure) => formatShareInterval(asStatistic(share))
  const exists = ({ estimate }: MeasuredFigure) => estimate !== null
  return [
    `${count(rows, 'held-out row')}: rows that no judge may have learned from, so that they measure it. The figures below are those of ${judge}.`,
    ...(unscored > 0
      ? [
          `unscored ${formatCount(unscored)}: so often the judge was asked and gave no usable answer; these verdicts count as wrong.`,
        ]
      : []),
    ...(exists(accuracy)
      ? [
          `accuracy ${shown(accuracy)}: the share of rows on which the judge agreed with the truth; on all such rows it may well be anything from ${points(accuracy.low)} to ${points(accuracy.high)} % (of intervals made like this one, 19 out of 20 hold the true figure).`,
        ]
      : []),
    ...(exists(passRecall)
      ? [
          `pass-recall ${shown(passRecall)}: of the ${count(passRecall.n, 'row')} that truly ${passRecall.n === 1 ? 'passes' : 'pass'}, the share that the judge passes.`,
        ]
      : []),
    ...(exists(failRecall)
      ? [
          `fail-recall ${shown(failRecall)}: of the ${count(failRecall.n, 'row')} that truly ${failRecall.n === 1 ? 'fails' : 'fail'}, the share that the judge fails; it lets the others through.`,
        ]
      : []),
    ...(exists(kappa)
      ? [
          `kappa ${formatStatistic(asStatistic(kappa).estimate)} ${formatRange(kappa)}: how far the judge gets from what chance alone would agree on towards full agreement; 0 is chance, 1 is perfect.`,
        ]
      : []),
    ...(exists(majority)
      ? [
          `majority ${shown(majority)}: what one gets by giving the most frequent answer to every row; a judge that is not above it has shown nothing.`,
        ]
      : []),
    `versions ${measurements.length}: how many versions of the judge (instructions, model, parameters, values, memory) these held-out rows have measured; measuring one of them again is no further look. Each time that one is chosen by these figures, they flatter a little more, and after ${wornAfter} they are called worn.`,
  ]
}

function asStatistic({ estimate, reason = 'there are no rows', low, high }: MeasuredFigure) {
  return { estimate: estimate === null ? undefinedStatistic(reason) : value(estimate), low, high }
}

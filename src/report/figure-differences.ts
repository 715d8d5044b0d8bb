import type { Agreement, BootstrapInterval, Difference, VerdictComparison } from '../agreement/index.ts'
import { formatCount } from './format.ts'

/** How intervals by resampling were drawn. */
export interface Drawn {
  seed: number
  resamples: number
}

const names = {
  kappa: 'kappa',
  balancedAccuracy: 'balanced accuracy',
  macroF1: 'macro F1',
  meanAbsoluteError: 'mean absolute error',
} as const

/** What figures of two judges differ by, first less second, each with its interval by resampling; one a line. */
export function figureDifferences(
  { differences, resampled }: Pick<VerdictComparison, 'differences' | 'resampled'>,
  drawn: Drawn,
): string[] {
  const isNumeric = differences.meanAbsoluteError.estimate.kind === 'value'
  const shown = Object.entries(names).filter(([name]) => name !== 'meanAbsoluteError' || isNumeric)
  const texts = shown.map(
    ([name, text]) => `${text} ${differenceText(differences[name as keyof typeof differences])}`,
  )
  return [
    `First less second, with ${resampled} resampled (${drawnText(drawn)}):`,
    ...texts.map((text, place) => text + (place === texts.length - 1 ? '.' : ',')),
  ]
}

/** Of which rows the errors of two judges are, where some verdict of either is unscored. */
export function scoredRowsTexts(first: Agreement, second: Agreement): string[] {
  const rows = [first, second].map(({ numeric }) => numeric?.rows)
  if (first.unscored + second.unscored === 0 || rows.includes(undefined)) return []
  const [one, other] = rows.map((number = 0) => formatCount(number))
  return [`Mean absolute errors are measured on the rows that each scored: ${one} and ${other}.`]
}

/** `2000 draws, seed 1`. */
export function drawnText({ seed, resamples }: Drawn): string {
  return `${resamples} draws, seed ${seed}`
}

/** The ends of an interval by resampling with three decimals, or why there is none. */
export function resampledEnds(interval: BootstrapInterval): string {
  return interval.kind === 'value'
    ? `[${decimals(interval.low)}, ${decimals(interval.high)}]`
    : `without an interval (${interval.reason})`
}

function differenceText({ estimate, interval }: Difference): string {
  if (estimate.kind === 'undefined') return `not defined (${estimate.reason})`
  const text = decimals(estimate.value)
  return `${estimate.value > 0 && text !== decimals(0) ? '+' : ''}${text} ${resampledEnds(interval)}`
}

function decimals(number: number): string {
  return number.toFixed(3).replace(/^-(0\.0+)$/, '$1')
}

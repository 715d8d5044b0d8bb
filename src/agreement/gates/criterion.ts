import type { SliceThresholds } from '../../contract/index.ts'
import { balancedBounds } from '../balanced-accuracy.ts'
import { type Kappa, kappaBounds } from '../coefficients/kappa.ts'
import type { Agreement } from '../measure-agreement.ts'
import { percent } from '../percent.ts'
import { type Share, shareBounds } from '../share.ts'
import { type Statistic, value } from '../statistic.ts'

/** The figures that a gate can hold a judge to. */
export const criterionNames = ['accuracy', 'passRecall', 'failRecall', 'balancedAccuracy', 'kappa'] as const

/** One of the figures that a gate can hold a judge to. */
export type CriterionName = (typeof criterionNames)[number]

/** A figure, its bound at any confidence, and the threshold that the bound must reach. */
export interface Criterion {
  name: CriterionName
  /** As a sentence begins: `Accuracy`, `Fail-recall`. */
  title: string
  threshold: number
  estimate: Statistic
  /** The rows it is measured on, in words: `213 held-out rows`, `40 held-out rows whose truth fails`. */
  on: string
  /** How many those are. */
  rows: number
  /** The one-sided lower bound; with so many times the rows, where they are like those at hand. */
  low: (confidence: number, times?: number) => number
  /** How a figure of this kind is printed. */
  show: (figure: number, decimals?: number) => string
}

const titles: Record<CriterionName, string> = {
  accuracy: 'Accuracy',
  passRecall: 'Pass-recall',
  failRecall: 'Fail-recall',
  balancedAccuracy: 'Balanced accuracy',
  kappa: 'Kappa',
}

/** The criteria that thresholds name, in a fixed order. */
export function criteriaOf(agreement: Agreement, thresholds: SliceThresholds): Criterion[] {
  return criterionNames.flatMap((name) => {
    const threshold = thresholds[name]
    return threshold === undefined ? [] : [criterionOf(agreement, name, threshold)]
  })
}

function criterionOf(agreement: Agreement, name: CriterionName, threshold: number): Criterion {
  const { accuracy, rows } = agreement
  const common = { name, title: titles[name], threshold, show: percent }
  const all = { on: countRows(rows, 'held-out '), rows }
  if (name === 'kappa') {
    const { kappa } = agreement
    return {
      ...common,
      ...all,
      show: (figure, decimals = 1) => figure.toFixed(decimals + 1),
      estimate: kappa.estimate,
      low: (confidence, times = 1) =>
        kappaBounds(moreOfKappa(kappa, times), moreOf(accuracy, times), { confidence, sided: 'lower' }).low,
    }
  }
  if (name === 'balancedAccuracy') {
    const { balancedAccuracy } = agreement
    return {
      ...common,
      ...all,
      estimate: balancedAccuracy.estimate,
      low: (confidence, times = 1) => {
        const recalls = balancedAccuracy.recalls.map((recall) => moreOf(recall, times))
        return balancedBounds({ ...balancedAccuracy, recalls }, { confidence, sided: 'lower' }).low
      },
    }
  }
  const share: Share = agreement[name]
  const side =
    name === 'passRecall' ? ' whose truth passes' : name === 'failRecall' ? ' whose truth fails' : ''
  return {
    ...common,
    on: countRows(share.n, 'held-out ') + side,
    rows: share.n,
    estimate: share.estimate,
    low: (confidence, times = 1) => shareBounds(moreOf(share, times), { confidence, sided: 'lower' }).low,
  }
}

function moreOf(share: Share, times: number): Share {
  const { effectiveN, effectiveClusters, strata } = share
  return {
    ...share,
    effectiveN: effectiveN * times,
    ...(effectiveClusters !== undefined && { effectiveClusters: effectiveClusters * times }),
    ...(strata !== undefined && {
      strata: strata.map((stratum) => ({ ...stratum, rows: stratum.rows * times })),
    }),
  }
}

function moreOfKappa(kappa: Kappa, times: number): Kappa {
  const { standardError, effectiveClusters } = kappa
  return {
    ...kappa,
    ...(standardError.kind === 'value' && { standardError: value(standardError.value / Math.sqrt(times)) }),
    ...(effectiveClusters !== undefined && { effectiveClusters: effectiveClusters * times }),
  }
}

/** `1 row`, `20 rows`, `20 held-out rows`. */
export function countRows(count: number, which = ''): string {
  return `${count} ${which}${count === 1 ? 'row' : 'rows'}`
}

import type { SliceThresholds } from '../../contract/index.ts'
import type { Agreement } from '../measure-agreement.ts'
import { percent } from '../percent.ts'
import type { Share } from '../share.ts'
import type { Statistic } from '../statistic.ts'
import { type Criterion, criteriaOf } from './criterion.ts'

/** How people agree among themselves: a yardstick for a judge. */
export interface PeopleFigures {
  /** How many people. */
  count: number
  observed: Statistic
  kappa: Statistic
}

/** Warnings about thresholds that so many rows cannot show, or that people among themselves do not reach. */
export function thresholdWarnings(
  agreement: Agreement,
  thresholds: SliceThresholds,
  { alpha = 0.05, people }: { alpha?: number; people?: PeopleFigures | undefined } = {},
): string[] {
  if (agreement.refusal !== undefined) return []
  const perfect = criteriaOf(perfected(agreement), thresholds)
  const figures = [
    { title: 'Accuracy', threshold: thresholds.accuracy, ofPeople: people?.observed, show: percent },
    {
      title: 'Kappa',
      threshold: thresholds.kappa,
      ofPeople: people?.kappa,
      show: (kappa: number) => kappa.toFixed(2),
    },
  ]
  const reach =
    (people?.count ?? 0) > 2
      ? 'a judge can only reach it where the truth is what most of them say'
      : 'hardly any judge can be expected to reach it'
  return [
    ...perfect.flatMap((criterion) => unprovable(criterion, alpha)),
    ...figures.flatMap(({ title, threshold = 0, ofPeople, show }) =>
      ofPeople?.kind === 'value' && threshold > ofPeople.value
        ? [
            `${title} ${show(threshold)} is more than people reach among themselves (${show(ofPeople.value)}): ${reach}.`,
          ]
        : [],
    ),
  ]
}

/** The same rows with every verdict right: what the best of judges would show. */
function perfected(agreement: Agreement): Agreement {
  const one: Statistic = { kind: 'value', value: 1 }
  const perfect = ({ strata: _, ...share }: Share): Share => {
    // Weights and groups could still lessen it, never raise it: what is warned of is sure.
    return share.n === 0 ? share : { ...share, estimate: one, effectiveN: share.n }
  }
  const { balancedAccuracy, kappa } = agreement
  return {
    ...agreement,
    accuracy: perfect(agreement.accuracy),
    passRecall: perfect(agreement.passRecall),
    failRecall: perfect(agreement.failRecall),
    balancedAccuracy: {
      ...balancedAccuracy,
      estimate: balancedAccuracy.estimate.kind === 'value' ? one : balancedAccuracy.estimate,
      recalls: balancedAccuracy.recalls.map(perfect),
      inflation: 1,
    },
    kappa:
      kappa.estimate.kind === 'value'
        ? { ...kappa, estimate: one, standardError: { kind: 'value', value: 0 }, chance: kappa.chanceIfRight }
        : kappa,
  }
}

function unprovable({ title, threshold, estimate, on, low, show }: Criterion, alpha: number): string[] {
  if (estimate.kind === 'undefined' || low(1 - alpha) >= threshold) return []
  return [
    `${title} ${show(threshold)} cannot be shown on ${on}: even without a single mistake the lower bound would be ${show(low(1 - alpha))}.`,
  ]
}

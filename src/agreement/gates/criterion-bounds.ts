import type { SliceThresholds } from '../../contract/index.ts'
import type { Agreement } from '../measure-agreement.ts'
import { type Criterion, criteriaOf } from './criterion.ts'

/** What the rows so far can decide of one figure. */
export interface CriterionBounds {
  name: Criterion['name']
  threshold: number
  /** Thresholds up to this one pass; undefined where the figure does not exist. */
  passesUpTo: number | undefined
  /** Thresholds above this one, the figure itself, fail. */
  failsAbove: number | undefined
  /** Held-out rows that the figure is measured on. */
  rows: number
}

/** For each figure that thresholds name: which thresholds the rows so far would let pass, and which fail. */
export function criterionBounds(agreement: Agreement, thresholds: SliceThresholds): CriterionBounds[] {
  return criteriaOf(agreement, thresholds).map(({ name, threshold, estimate, low, rows }) => ({
    name,
    threshold,
    passesUpTo: estimate.kind === 'value' ? low(0.95) : undefined,
    failsAbove: estimate.kind === 'value' ? estimate.value : undefined,
    rows,
  }))
}

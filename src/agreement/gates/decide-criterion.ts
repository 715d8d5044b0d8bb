import { type Criterion, countRows } from './criterion.ts'

/** What one threshold of a gate came to. */
export interface CriterionResult {
  name: Criterion['name']
  threshold: number
  outcome: 'pass' | 'fail' | 'inconclusive'
  /** One plain sentence with the figures. */
  reason: string
  /** Inconclusive only: about how many more rows would decide, where any number would. */
  rowsNeeded?: number
  /** The smallest error rate at which it would pass, from 0 to 1: what Holm's procedure orders by. */
  p: number
}

/** Figures that sums of shares make may miss what they are by so much. */
const rounding = 1e-12

/**
 * Decides one threshold: pass where the one-sided lower bound at `1 - alpha` reaches it, fail where the figure itself
 * is below it, else inconclusive.
 */
export function decideCriterion(criterion: Criterion, alpha: number): CriterionResult {
  const { name, threshold, title, estimate, on, low } = criterion
  const result = { name, threshold, p: smallestAlpha(criterion) }
  if (estimate.kind === 'undefined') {
    return { ...result, outcome: 'inconclusive', reason: `${title} does not exist: ${estimate.reason}.` }
  }
  const bound = low(1 - alpha)
  const measured = (decimals: number) => `${title} ${criterion.show(estimate.value, decimals)} on ${on}`
  if (estimate.value < threshold - rounding) {
    const decimals = decimalsApart(criterion, estimate.value, threshold)
    const wanted = criterion.show(threshold, decimals)
    return { ...result, outcome: 'fail', reason: `${measured(decimals)} is below ${wanted}.` }
  }
  const decimals = decimalsApart(criterion, bound, threshold)
  const [least, wanted] = [criterion.show(bound, decimals), criterion.show(threshold, decimals)]
  const lowerBound = `its ${Number((100 * (1 - alpha)).toFixed(2))} % lower bound`
  if (bound >= threshold) {
    return { ...result, outcome: 'pass', reason: `${measured(1)}: ${lowerBound} ${least} reaches ${wanted}.` }
  }
  const rowsNeeded = moreRows(criterion, estimate.value, 1 - alpha)
  if (rowsNeeded === undefined) {
    const why =
      estimate.value <= threshold + rounding
        ? 'equals the threshold, so no number of rows at this figure will do'
        : 'is too near the threshold for any number of rows to tell'
    return { ...result, outcome: 'inconclusive', reason: `${measured(1)} ${why}: ${lowerBound} is ${least}.` }
  }
  const which =
    name === 'passRecall' ? ' whose truth passes' : name === 'failRecall' ? ' whose truth fails' : ''
  const reason = `${measured(1)}, but ${lowerBound} ${least} is below ${wanted}: needs about ${countRows(rowsNeeded, 'more held-out ')}${which}.`
  return { ...result, outcome: 'inconclusive', reason, rowsNeeded }
}

/** More rows than anybody would judge. */
const mostMoreRows = 1e7

/** About how many more rows like those at hand bring the bound to the threshold where the figure stays as it is. */
function moreRows(
  { threshold, rows, low }: Criterion,
  estimate: number,
  confidence: number,
): number | undefined {
  if (estimate <= threshold + rounding) return undefined
  const reaches = (more: number) => low(confidence, (rows + more) / rows) >= threshold
  if (!reaches(mostMoreRows)) return undefined
  let [tooFew, enough] = [0, mostMoreRows]
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (reaches(middle)) enough = middle
    else tooFew = middle
  }
  return enough
}

/** The smallest alpha at which the bound still reaches the threshold, by bisection; 1 where none below 0.5 does. */
function smallestAlpha({ estimate, threshold, low }: Criterion): number {
  if (estimate.kind === 'undefined' || low(0.5) < threshold) return 1
  let [from, to] = [0, 0.5]
  for (let step = 0; step < 50; step++) {
    const middle = (from + to) / 2
    if (middle > 0 && low(1 - middle) >= threshold) to = middle
    else from = middle
  }
  return to
}

/** As few decimals as keep two figures apart in print, 1 to 4. */
function decimalsApart({ show }: Criterion, left: number, right: number): number {
  for (let decimals = 1; decimals < 4; decimals++) {
    if (left === right || show(left, decimals) !== show(right, decimals)) return decimals
  }
  return 4
}

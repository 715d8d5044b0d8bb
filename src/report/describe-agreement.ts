import { type Agreement, fewGroups, type NumericFigures, type Share } from '../agreement/index.ts'
import { count, formatNumber, formatShareInterval, formatStatistic, nothing } from './format.ts'
import type { Remark } from './remark.ts'

/** What is said where rows have weights. */
export const weightedText =
  'figures are weighted: a row counts by how many rows it stands for; numbers of rows are not weighted'

/** True where some figure shows that rows have weights. */
export function isWeighted({
  accuracy,
  passRecall,
  failRecall,
  truthPassRate,
  verdictPassRate,
  majority,
}: Agreement): boolean {
  const shares = [accuracy, passRecall, failRecall, truthPassRate, verdictPassRate, majority.share]
  return shares.some(({ estimate, successes, n, effectiveN, clusters }) => {
    if (estimate.kind === 'undefined') return false
    const isMoved = Math.abs(estimate.value - successes / n) > 1e-6
    return isMoved || (clusters === undefined && Math.abs(effectiveN - n) > 1e-6)
  })
}

/**
 * How much the rows of groups say, where it is noticeably less than so many independent rows would, or where few groups
 * widen intervals: one sentence for judges of as many rows in as many groups, whatever their figures are worth.
 */
export function clusterTexts(judges: readonly { id: string; agreement: Agreement }[]): string[] {
  const grouped = judges.filter(({ agreement: { accuracy } }) => {
    const { n, clusters = n, estimate } = accuracy
    return estimate.kind === 'value' && clusters <= n - 0.5
  })
  const sets = [
    ...Map.groupBy(grouped, ({ agreement: { accuracy } }) => `${accuracy.n} ${accuracy.clusters}`).values(),
  ]
  return sets.flatMap((set) => {
    const text = groupText(set.map(({ agreement }) => agreement.accuracy))
    if (text === undefined) return []
    return sets.length > 1 ? `${set.map(({ id }) => id).join(', ')}: ${text}` : text
  })
}

/** Of judges of as many rows in as many groups: what figures of each are worth differs. */
function groupText(accuracies: readonly Share[]): string | undefined {
  const [first] = accuracies
  if (first === undefined) return undefined
  const { n, clusters = n } = first
  const worths = accuracies.map(({ effectiveN }) => Math.max(1, Math.round(effectiveN)))
  const [least, most] = [Math.min(...worths), Math.max(...worths)]
  const isLess = accuracies.some(({ effectiveN }) => effectiveN <= 0.95 * n)
  const isWider = accuracies.some(({ effectiveClusters = Infinity }) => effectiveClusters < fewGroups)
  const range =
    least === most
      ? `${least} independent ones`
      : `${least} to ${most} independent ones, depending on the judge`
  const why = clusters < fewGroups ? 'so few groups widen' : 'groups of such different sizes widen'
  const parts = [
    `rows of one group count together: ${count(n, 'row')} in ${count(clusters, 'group')}`,
    ...(isLess ? [`are worth about ${range}`] : []),
  ].join(' ')
  if (!isLess && !isWider) return undefined
  return isWider ? `${parts}; ${why} intervals${isLess ? ' further' : ''}` : parts
}

/** Whether the judge passes more or fewer rows than the truth does, where chance alone would not explain it. */
export function leniencyRemark({ truthPassRate, verdictPassRate, unscored }: Agreement): Remark | undefined {
  if (truthPassRate.estimate.kind === 'undefined' || verdictPassRate.estimate.kind === 'undefined') {
    return undefined
  }
  const isLenient = verdictPassRate.low > truthPassRate.high
  if (!isLenient && !(verdictPassRate.high < truthPassRate.low)) return undefined
  const why = isLenient
    ? 'too lenient'
    : unscored > 0
      ? 'too strict, as far as unscored verdicts are not the cause'
      : 'too strict'
  const text = `passes ${formatShareInterval(verdictPassRate)} of the rows, the truth ${formatShareInterval(truthPassRate)}: ${why}`
  return { text, tone: 'doubtful' }
}

/** How far a judge's numbers are off, in one clause. */
export function numericText(figures: NumericFigures): string {
  const { meanAbsoluteError, meanError, tolerance, within, spearman, kendallTauB } = figures
  const error = meanAbsoluteError.estimate
  if (error.kind === 'undefined') return `no figures: ${error.reason}`
  const on = figures.rows < within.n ? ` on ${count(figures.rows, 'scored row')}` : ''
  return [
    `off by ${formatNumber(error.value)} on average${on}`,
    `bias ${biasText(meanError.estimate)}`,
    `within ${formatNumber(tolerance)} on ${formatShareInterval(within)} of ${count(within.n, 'row')}`,
    `Spearman ${formatStatistic(spearman)}`,
    `Kendall's tau-b ${formatStatistic(kendallTauB)}`,
  ].join(', ')
}

function biasText(bias: Share['estimate']): string {
  if (bias.kind === 'undefined') return nothing
  const text = formatNumber(bias.value)
  if (text === '0') return 'none'
  return bias.value > 0 ? `+${text} (too high)` : `${text} (too low)`
}

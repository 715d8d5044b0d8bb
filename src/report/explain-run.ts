import type { GateLine, JudgeSummary, SuiteCalls, SuiteSummary } from '../agreement/index.ts'
import { clusterTexts, isWeighted, leniencyRemark } from './describe-agreement.ts'
import { wornMeaning } from './describe-worn.ts'
import { explainMainFigures, scoredRowsMeaning } from './explain-agreement.ts'
import { noiseMeaning } from './describe-noise.ts'
import { explainCalls } from './explain-calls.ts'
import {
  explainDifference,
  holmMeaning,
  independentRowsMeaning,
  smallestDropMeaning,
} from './explain-comparison.ts'
import { formatP, list } from './format.ts'
import { yardstick } from './yardstick.ts'

/**
 * What the numbers of a run's report mean, a sentence each, with the figures of one of its judges. `sliceBy` are the
 * fields by which rows are sliced.
 */
export function explainRun(
  summaries: readonly SuiteSummary[],
  {
    calls,
    gates,
    gateNote,
    sliceBy,
  }: {
    calls: readonly SuiteCalls[]
    gates: readonly GateLine[]
    gateNote?: string | undefined
    sliceBy: readonly string[]
  },
): string[] {
  const judges = summaries.flatMap((summary) => summary.judges)
  const measured = judges.filter(
    ({ heldout: { agreement } }) => agreement.rows > 0 && agreement.refusal === undefined,
  )
  const example = measured.find(({ heldout }) => heldout.agreement.passRecall.n > 0) ?? measured[0]
  if (example === undefined) return explainGates(gates, gateNote)
  const whose = measured.length > 1 ? ` The figures below are those of ${example.id}.` : ''
  return [
    `held-out rows: rows that no judge may have learned from, so that they measure it.${whose}`,
    ...explainMainFigures(example.heldout.agreement),
    ...(example.heldout.agreement.unscored === 0 && measured.some(hasUnscored)
      ? ['unscored: the judge was asked and gave no usable answer; these verdicts count as wrong.']
      : []),
    ...explainComparisons(summaries),
    ...findings.flatMap(([isPrinted, sentence]) => (measured.some(isPrinted) ? [sentence] : [])),
    ...explainCalls(calls),
    ...(sliceBy.length > 0
      ? [
          `by ${list(sliceBy)}: the same accuracy on the rows with one value of the field; the fewer rows, the wider the interval.`,
        ]
      : []),
    ...explainGates(gates, gateNote),
  ]
}

function hasUnscored({ heldout }: JudgeSummary): boolean {
  return heldout.agreement.unscored > 0
}

function explainComparisons(summaries: readonly SuiteSummary[]): string[] {
  for (const { aligned, base, comparison } of summaries.flatMap(({ comparisons }) => comparisons)) {
    if (comparison.kind === 'undefined' || comparison.onlyFirst + comparison.onlySecond === 0) continue
    return [
      ...explainDifference(comparison, aligned, base),
      `one-sided mid-p ${formatP(comparison.midPOneSided)}: the chance of such a lead of ${aligned}, or a larger one, if it were no better; below .05 is commonly taken as shown.`,
    ]
  }
  return []
}

/** What is printed of some judges only: where it is, and what it means. */
const findings: readonly (readonly [(judge: JudgeSummary) => boolean, string])[] = [
  [
    ({ heldout }) => leniencyRemark(heldout.agreement) !== undefined,
    'passes, the truth passes: the shares of rows that pass by the verdict and by the truth; a lenient judge passes more.',
  ],
  [
    ({ heldout }) => heldout.agreement.numeric !== undefined,
    "off on average, bias, within: how far the judge's numbers are off whichever way, how far when too high and too low cancel out, and how often by no more than the tolerance.",
  ],
  [
    ({ heldout }) => heldout.agreement.numeric !== undefined,
    "Spearman, Kendall's tau-b: whether the judge puts the rows in the right order; 1 is the true order, 0 none, -1 the reverse.",
  ],
  [
    ({ heldout }) => heldout.agreement.numeric !== undefined && heldout.agreement.unscored > 0,
    `scored rows: ${scoredRowsMeaning}`,
  ],
  [
    ({ heldout }) => heldout.repeats !== undefined,
    'the verdict changed: on so many rows the judge did not say the same each time; what differs there is noise, not the answer. The majority verdict is the one it gave most often; where there is none, the row counts as wrong.',
  ],
  [({ heldout }) => heldout.repeats?.noise !== undefined, noiseMeaning],
  [
    ({ heldout }) => heldout.annotators !== undefined,
    `people, kappa and Krippendorff's alpha: how far people get from what chance alone would agree on towards full agreement. ${yardstick}`,
  ],
  [
    ({ heldout }) => heldout.passRate !== undefined,
    'errors taken out: rows with a truth show how often the judge passes what fails and fails what passes; the share that passes among the others is set right by that.',
  ],
  [
    ({ heldout }) => heldout.slices.length > 1,
    'by tag: the same accuracy on the rows with one tag; the fewer rows, the wider the interval.',
  ],
  [({ id, heldout: { agreement } }) => clusterTexts([{ id, agreement }]).length > 0, independentRowsMeaning],
  [
    ({ heldout }) => isWeighted(heldout.agreement),
    'weighted: rows were not all picked with the same chance; each counts for as many rows as it stands for.',
  ],
  [({ judge }) => judge.worn !== undefined, wornMeaning],
  [
    ({ align }) => align.agreement.rows > 0,
    'align rows: rows that may teach a judge; accuracy on them says nothing of new rows.',
  ],
]

/** What gates decide by; nothing where nothing was decided. `note` is what is said of all decisions together. */
export function explainGates(gates: readonly GateLine[], note = ''): string[] {
  const hasBound = gates.some(({ criteria = [] }) => criteria.length > 0)
  const hasBaseline = gates.some(
    ({ part = '', outcome }) => part.startsWith('against ') && outcome !== 'no-baseline',
  )
  return [
    ...(hasBound
      ? [
          '95 % lower bound: a careful reading of the figure, with allowance for the luck of which rows were drawn; 19 out of 20 bounds made like it are below the true figure (one-sided: it is higher than the low end of the two-sided interval that a report shows). A gate passes where the bound reaches the threshold, fails where the figure itself is below it, and is inconclusive between the two: more rows would decide.',
        ]
      : []),
    ...(hasBaseline
      ? [
          'against a baseline: the same rows, judged then and now. One-sided mid-p is the chance of such a drop, or a larger one, in a judge that has not changed; the gate fails where it is below .05 and the drop larger than what is allowed.',
          smallestDropMeaning,
        ]
      : []),
    ...(note.includes('Holm') ? [holmMeaning] : []),
  ]
}

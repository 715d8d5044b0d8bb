import type { AccuracyDifference, JudgeObservations, PairedFigures } from '../agreement/index.ts'
import { observeJudge, percent, smallSliceRows } from '../agreement/index.ts'
import type { Run } from '../contract/index.ts'
import { count, formatP, formatShareInterval, formatValue, list, points, signedPoints } from './format.ts'
import type { Remark } from './remark.ts'

/** The title above `observationRemarks`. */
export const observationsTitle = 'What else the verdicts show'

/** Rank correlations nearer to 0 than this are no cause for doubt, however sure. */
const slightCorrelation = 0.1
/** So many judges are named of whom the same is said. */
const mostNames = 5

/**
 * What the held-out rows of every judge of a run show besides its agreement, a sentence each; of several judges of a
 * suite the same thing is said once.
 */
export function observationRemarks({ suites }: Pick<Run, 'suites'>): Remark[] {
  return suites.flatMap((suite) => {
    const where = suites.length > 1 ? `${suite.name}: ` : ''
    const judges = suite.judges.map((judge) => observeJudge(suite, judge))
    const remarks = [judgeRemarks, untoldRemarks].flatMap((remarksOf) =>
      judges.flatMap((observed) => remarksOf(observed).map((remark) => ({ ...remark, id: observed.judge }))),
    )
    return [...Map.groupBy(remarks, ({ text }) => text)].map(([text, alike]): Remark => {
      const names = list([...new Set(alike.map(({ id }) => id))], mostNames)
      return { text: `${where}${names}: ${text}`, tone: alike[0]?.tone ?? 'plain' }
    })
  })
}

/** What a terminal shows of them unless all is asked for: the doubtful ones and what cannot be told, and how many more. */
export function briefObservations(remarks: readonly Remark[]): Remark[] {
  const plain = remarks.filter(({ tone }) => tone === 'plain').length
  if (plain === 0) return [...remarks]
  return [
    ...remarks.filter(({ tone }) => tone !== 'plain'),
    {
      text: `${count(plain, 'figure')} without cause for doubt: npx vitest-judge report --explain`,
      tone: 'quiet',
    },
  ]
}

function judgeRemarks(observed: JudgeObservations): Remark[] {
  const isMeasured = observed.rows >= smallSliceRows
  return [
    ...(isMeasured ? [...lengthRemarks(observed), ...leniencyRemarks(observed)] : []),
    ...constantRemarks(observed, isMeasured),
    ...familyRemarks(observed),
    ...(isMeasured ? [...placeRemarks(observed), ...likenessRemarks(observed)] : []),
  ]
}

/** Where length and leniency are not told of, and why: silence could be taken for a good sign. */
function untoldRemarks({ rows, length, leniency }: JudgeObservations): Remark[] {
  if (rows === 0) return []
  const [ofLength, ofLeniency] = ['whether longer outputs get better verdicts', 'whether it is too lenient']
  const remark = (subject: string, reason: string): Remark => ({
    text: `${subject} cannot be told: ${reason}`,
    tone: 'quiet',
  })
  const [noLength, noLeniency] = [length, leniency].map((found) =>
    found.kind === 'undefined' ? found.reason : undefined,
  )
  if (noLength !== undefined && noLength === noLeniency) {
    return [remark(`${ofLength}, and ${ofLeniency},`, noLength)]
  }
  if (rows < smallSliceRows) {
    return [{ text: `too few rows for length and leniency: ${rows} of ${smallSliceRows}`, tone: 'quiet' }]
  }
  return [
    ...(noLength === undefined ? [] : [remark(ofLength, noLength)]),
    ...(noLeniency === undefined ? [] : [remark(ofLeniency, noLeniency)]),
  ]
}

function lengthRemarks({ length }: JudgeObservations): Remark[] {
  if (length.kind === 'undefined') return []
  const { value, low, high, rows } = length
  const isFound = Math.abs(value) >= slightCorrelation && (low > 0 || high < 0)
  const meaning = isFound ? `: ${value > 0 ? 'longer' : 'shorter'} outputs get the better verdicts` : ''
  return [
    {
      text: `verdict and length of the output, given the truth: rank correlation ${signed(value)} [${signed(low)}, ${signed(high)}] on ${count(rows, 'row')}${meaning}`,
      tone: isFound ? 'doubtful' : 'plain',
    },
  ]
}

function signed(correlation: number): string {
  const text = correlation.toFixed(2).replace(/^-(0\.00)$/, '$1')
  return correlation > 0 && text !== '0.00' ? `+${text}` : text
}

function leniencyRemarks({ leniency }: JudgeObservations): Remark[] {
  if (leniency.kind === 'undefined') return []
  const meaning = isShown(leniency) ? `: too ${leniency.difference > 0 ? 'lenient' : 'strict'}` : ''
  return [
    {
      text: `it passes ${percent(leniency.firstAccuracy)} of ${count(leniency.rows, 'scored row')}, the truth ${percent(leniency.secondAccuracy)}: ${pairedText(leniency)}${meaning}`,
      tone: meaning === '' ? 'plain' : 'doubtful',
    },
  ]
}

/** True where interval and test agree that there is a difference. */
function isShown({ low, high, midP }: PairedFigures): boolean {
  return (low > 0 || high < 0) && midP < 0.05
}

function pairedText({ difference, low, high, midP }: PairedFigures): string {
  return `${signedPoints(difference)} points [${points(low)}, ${points(high)}], McNemar mid-p ${formatP(midP)}`
}

function constantRemarks({ constant }: JudgeObservations, isMeasured: boolean): Remark[] {
  if (constant === undefined) return []
  const { value, share, truth } = constant
  const isAll = share.successes === share.n
  const start = `it says ${formatValue(value)} on ${isAll ? `all ${count(share.n, 'row')}` : `${formatShareInterval(share)} of ${count(share.n, 'row')}`}`
  const isTruthAlike = truth.estimate.kind === 'value' && truth.estimate.value >= 0.95
  if (isTruthAlike && !isMeasured) return []
  return [
    {
      text: isTruthAlike
        ? `${start}, as does the truth: such rows cannot show whether it tells answers apart`
        : `${start}, the truth on ${formatShareInterval(truth)}: ${isAll ? 'a constant judge' : 'a nearly constant judge'}, whose verdict says little`,
      tone: 'doubtful',
    },
  ]
}

function familyRemarks({ sameFamily }: JudgeObservations): Remark[] {
  if (sameFamily === undefined) return []
  const { family, judges, systems } = sameFamily
  return [
    {
      text: `judge and system under test are of one family of models, ${family} (${list(judges, 3)} judges ${list(systems, 3)}): judges tend to favour their own; the probe selfPreference of an audit shows whether that is so here`,
      tone: 'doubtful',
    },
  ]
}

function placeRemarks({ places }: JudgeObservations): Remark[] {
  if (places === undefined) return []
  const { values, named, accuracy } = places
  const [first, second] = values.map(formatValue) as [string, string]
  if (named.kind === 'undefined') return []
  const favours = isShown(named) ? `: it favours ${named.difference > 0 ? first : second}` : ''
  return [
    {
      text: `by position, it says ${first} on ${percent(named.firstAccuracy)} of ${count(named.rows, 'scored row')}, the truth on ${percent(named.secondAccuracy)}: ${pairedText(named)}${favours}; right where ${first} is better on ${formatShareInterval(accuracy.first)}, where ${second} is on ${formatShareInterval(accuracy.second)}`,
      tone: favours === '' ? 'plain' : 'doubtful',
    },
  ]
}

function likenessRemarks({ likeness }: JudgeObservations): Remark[] {
  if (likeness === undefined || likeness.accuracy.difference.kind === 'undefined') return []
  const { difference, low, high } = likeness.accuracy.difference
  const sides = sidesText(likeness.accuracy)
  const meaning =
    low > 0
      ? ': it knows its own cases better than new ones'
      : high < 0
        ? ': it does better on new cases than on its own'
        : ''
  return [
    {
      text: `accuracy on rows like those in memory (nearest example at ${likeness.similarity.toFixed(3)} or nearer, the median) ${sides}: ${signedPoints(difference)} points [${points(low)}, ${points(high)}]${meaning}`,
      tone: low > 0 || high < 0 ? 'doubtful' : 'plain',
    },
  ]
}

function sidesText({ first, second }: AccuracyDifference): string {
  return `${formatShareInterval(first)} of ${count(first.n, 'row')}, on unlike ones ${formatShareInterval(second)} of ${count(second.n, 'row')}`
}

/** What these sentences mean, one for each kind that is printed. */
export function explainObservations(remarks: readonly Remark[]): string[] {
  const has = (text: string) => remarks.some((remark) => remark.text.includes(text))
  return [
    ...(has('rank correlation')
      ? [
          'rank correlation of verdict and length: 0 where length does not matter to the verdict once the truth is known; towards 1 where longer outputs get better verdicts than they deserve, towards -1 where shorter ones do.',
        ]
      : []),
    ...(has('McNemar mid-p')
      ? [
          'McNemar mid-p: the chance of such an excess of one side, or a larger one, if the judge erred as often one way as the other.',
        ]
      : []),
    ...(has('rows like those in memory')
      ? [
          'rows like those in memory: the half of the rows whose nearest example is the most similar; a judge that is right there and not elsewhere knows cases, and has not learnt the rule.',
        ]
      : []),
  ]
}

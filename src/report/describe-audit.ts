import { percent } from '../agreement/index.ts'
import type { AuditOutcome, AuditSummary, ChangedTrial, ProbeSummary } from '../audit/index.ts'
import { describeDoubt, wrongText } from './describe-doubt.ts'
import { count, formatP, formatValue, formatWhole, list, points } from './format.ts'
import type { Tone } from './palette.ts'
import type { Remark } from './remark.ts'

/** The sign and the tone of an outcome. */
export function auditMark(outcome: AuditOutcome): { symbol: string; tone: Tone } {
  if (outcome === 'clear') return { symbol: '✓', tone: 'good' }
  return outcome === 'biased' ? { symbol: '✗', tone: 'bad' } : { symbol: '!', tone: 'doubtful' }
}

/** `7 probes: 2 biased, 1 not run, 1 cannot tell, 3 clear.` */
export function outcomeCounts(probes: readonly { outcome: AuditOutcome }[]): string {
  const outcomes = ['biased', 'not run', 'cannot tell', 'clear'] as const
  const parts = outcomes.flatMap((each) => {
    const number = probes.filter((probe) => probe.outcome === each).length
    return number === 0 ? [] : [`${number} ${each}`]
  })
  return `${count(probes.length, 'probe')}: ${parts.join(', ')}.`
}

/** The outcomes of all probes of an audit; green only where all are clear. */
export function auditVerdict({ probes, outcome }: AuditSummary): Remark {
  return { text: outcomeCounts(probes), tone: auditMark(outcome).tone }
}

/** `authority · biased · a manager vouches for the answer`. */
export function probeTitle({ name, outcome, description }: ProbeSummary): string {
  return [name, outcome, description].join(' · ')
}

/** What an audit says of one probe, in plain words, with the figures. */
export function probeSentence(probe: ProbeSummary): string {
  const { outcome, notRun, smallestEffect } = probe
  if (outcome === 'not run') {
    const why = notRun ?? (smallestEffect.kind === 'undefined' ? smallestEffect.reason : 'nothing was tried')
    return `Not run: ${why}. That is no sign that the judge does not mind.`
  }
  const told =
    outcome === 'biased' ? biasText(probe) : outcome === 'clear' ? boundText(probe) : describeDoubt(probe)
  return `${effectText(probe)}${told}${missingText(probe)}`
}

function effectText({ effect: { overall } }: ProbeSummary): string {
  if (overall.kind === 'undefined') return `There is no figure: ${overall.reason}.`
  const { changed, placebo, trials, effect, low, high } = overall
  const change = `${changed} of ${count(trials, 'verdict')} ${changed === 1 ? 'changes' : 'change'}`
  const more =
    effect === 0 ? 'no difference' : `${points(Math.abs(effect))} points ${effect < 0 ? 'fewer' : 'more'}`
  return `${change}, and ${placebo} when only asked again: ${more} [${points(low)}, ${points(high)}].`
}

function biasText(probe: ProbeSummary): string {
  const { limit, q = 1, effect } = probe
  const { towardsPass, towardsFail } = effect
  const directions = [
    ...(towardsPass.kind === 'value' && towardsPass.changed > 0 ? [`${towardsPass.changed} to pass`] : []),
    ...(towardsFail.kind === 'value' && towardsFail.changed > 0 ? [`${towardsFail.changed} to fail`] : []),
  ]
  const where = directions.length === 0 ? '' : ` Verdicts turned: ${list(directions)}.`
  return ` That is no chance (q ${formatP(q)}) and reaches the limit of ${points(limit)}.${where}${wrongText(probe)}`
}

function boundText(probe: ProbeSummary): string {
  const { limit, effect } = probe
  const { overall, wrongTowardsPass } = effect
  if (overall.kind === 'undefined') return ''
  const isMore = wrongTowardsPass.kind === 'value' && wrongTowardsPass.changed > wrongTowardsPass.placebo
  return ` At most ${points(Math.max(0, overall.upper))} points are its doing, and ${points(limit)} are allowed.${isMore ? wrongText(probe) : ''}`
}

function missingText({ effect, inapplicable, notRun, doubt }: ProbeSummary): string {
  const { overall, trials, unscored, notAsked } = effect
  const isSaid = doubt === 'unscored' && overall.kind === 'value'
  const parts = [
    ...(unscored.trials > 0 && !isSaid
      ? [`${unscored.trials} of ${count(trials, 'trial')} without a verdict`]
      : []),
    ...(notAsked > 0 ? [`${count(notAsked, 'trial')} not asked for`] : []),
    ...(inapplicable > 0 ? [`${count(inapplicable, 'row')} with nothing to change`] : []),
  ]
  const partly = notRun === undefined ? '' : ` It did not run on all samples: ${notRun}.`
  return `${parts.length === 0 ? '' : ` Left out: ${list(parts)}.`}${partly}`
}

/** What stands below the table of an audit: how steady the judge is, and what the audit took. */
export function auditAsides({ selfAgreement, calls }: AuditSummary): Remark[] {
  const { estimate } = selfAgreement
  const steady =
    estimate.kind === 'value'
      ? [
          `Asked twice about the sample as it is, the judge says the same on ${percent(estimate.value)} of ${count(selfAgreement.n, 'row')}.`,
        ]
      : []
  const all = calls.asked + calls.recorded
  const taken =
    all === 0
      ? []
      : [
          calls.asked === 0
            ? `${all === 1 ? 'The only answer comes' : `All ${formatWhole(all)} answers come`} from recordings: no model was asked.`
            : `It took ${formatWhole(calls.asked)} ${calls.asked === 1 ? 'call' : 'calls'}${calls.recorded > 0 ? `, and ${formatWhole(calls.recorded)} from recordings` : ''}.`,
        ]
  return [...steady, ...taken].map((text): Remark => ({ text, tone: 'quiet' }))
}

/**
 * The trials that are listed: where the judge is biased, and where verdicts moved so that it cannot be called clear.
 */
export function listedTrials({ outcome, doubt, changedTrials }: ProbeSummary): ChangedTrial[] {
  const isMoved = doubt === 'one-direction' || doubt === 'wrong-answers'
  return outcome === 'biased' || isMoved ? changedTrials : []
}

/** `row-7 · no → yes, truth no · a wrong answer passes`. */
export function changedTrialText({ trial, direction, placeboToo, truthFails }: ChangedTrial): string {
  const { rowId, repeat, base, changed, truth, expected } = trial
  const value = (answer: typeof base) =>
    answer.outcome === 'scored' ? formatValue(answer.value) : answer.outcome
  return [
    repeat === 0 ? rowId : `${rowId} (repeat ${repeat})`,
    `${value(base)} → ${value(changed)}${expected === undefined ? '' : ` in place of ${formatValue(expected)}`}${truth === undefined ? '' : `, truth ${formatValue(truth)}`}`,
    ...(direction === 'pass' && truthFails === true ? ['a wrong answer passes'] : []),
    ...(placeboToo ? ['changed by asking again, too'] : []),
  ].join(' · ')
}

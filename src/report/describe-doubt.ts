import type { ProbeSummary } from '../audit/index.ts'
import { count, formatP, formatWhole, points } from './format.ts'

/** Why an audit cannot tell, what would settle it, and what it could have seen. */
export function describeDoubt(probe: ProbeSummary): string {
  const { rowsNeeded, smallestEffect, effect } = probe
  // Where there is no figure, the reason has been said.
  if (effect.overall.kind === 'undefined') return ''
  const settled =
    rowsNeeded?.kind === 'value'
      ? ` About ${formatWhole(rowsNeeded.value)} rows in all would settle it.`
      : rowsNeeded?.kind === 'undefined' && !tellsItself.has(probe.doubt ?? 'no-effect')
        ? ` No number of rows would settle it: ${rowsNeeded.reason}.`
        : ''
  const seen =
    smallestEffect.kind === 'value'
      ? ` The smallest effect that this audit could see is ${points(smallestEffect.value)} points.`
      : ` This audit could see no effect at all: ${smallestEffect.reason}.`
  const [reason, wrong] = [reasonText(probe), wrongText(probe)]
  return `${probe.doubt === 'wrong-answers' ? `${wrong}${reason}` : `${reason}${wrong}`}${settled}${seen}`
}

/** How many wrong answers now pass, which is what hurts most; nothing where none does. */
export function wrongText({ effect: { wrongTowardsPass } }: ProbeSummary): string {
  if (wrongTowardsPass.kind === 'undefined' || wrongTowardsPass.changed === 0) return ''
  const { changed, placebo, trials } = wrongTowardsPass
  const anyway = placebo === 0 ? '' : `, and ${placebo} when only asked again`
  return ` ${changed} of ${count(trials, 'wrong answer')} now ${changed === 1 ? 'passes' : 'pass'}${anyway}.`
}

/** Doubts whose own words say that more rows are no help. */
const tellsItself: ReadonlySet<NonNullable<ProbeSummary['doubt']>> = new Set([
  'no-effect',
  'partly-run',
  'one-direction',
  'wrong-answers',
])

function reasonText({ doubt, limit, q = 1, effect }: ProbeSummary): string {
  const { overall, towardsPass, towardsFail, wrongTowardsPass, unscored, trials } = effect
  if (overall.kind === 'undefined') return ''
  const allowed = points(limit)
  if (doubt === 'not-significant') {
    const chance = q < 0.05 ? `its 95 % lower bound is ${points(overall.lower)}` : `q ${formatP(q)}`
    return ` That reaches the limit of ${allowed}, but may be chance (${chance}).`
  }
  if (doubt === 'wide-bound')
    return ` It may be as many as ${points(overall.upper)} points, and ${allowed} are allowed.`
  if (doubt === 'one-direction') {
    const [one, found] =
      towardsPass.kind === 'value' && towardsPass.effect >= limit
        ? ['pass', towardsPass.effect]
        : ['fail', towardsFail.kind === 'value' ? towardsFail.effect : limit]
    return ` Towards ${one} alone it is ${points(found)} points, no chance, where ${allowed} are allowed.`
  }
  if (doubt === 'wrong-answers' && wrongTowardsPass.kind === 'value')
    return ` Among these alone it is ${points(wrongTowardsPass.effect)} points, no chance, where ${allowed} are allowed.`
  if (doubt === 'unscored') return ` Too many trials, ${unscored.trials} of ${trials}, have no verdict.`
  if (doubt === 'noise')
    return ' The judge changes its mind on half of the samples as they are, so nothing can be told from that.'
  return ''
}

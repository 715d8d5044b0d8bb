import { type GateLine } from '../agreement/index.ts'
import { probeNotStarted, type AuditProbe, type Run, type RunAudit } from '../contract/index.ts'
import { auditLimits, gatesOf } from './gate-limits.ts'
import { type ProbeSummary, summariseAudit } from './summarise-audit.ts'

/** What is asked of nobody, as a recording or the budget lacks, is no verdict of anybody. */
const unaskedReasons = ['not-recorded', 'over-budget'] as const

/**
 * What becomes of the probes that gates name, and, gate or not, of those that did not run. A probe that ran is decided
 * in a partial run, too: it has all its trials. One that did not run never passes.
 */
export function auditGateLines(run: Run): GateLine[] {
  const { audits = [] } = run
  return [
    ...audits.flatMap((audit) => linesOf(run, audit)),
    ...Object.entries(run.gate.thresholds).flatMap(([key, { audit }]) =>
      audit === undefined || audits.some((own) => gatesOf(run, own).some((gate) => gate.key === key))
        ? []
        : [withoutAudit(run, key)],
    ),
  ]
}

function linesOf(run: Run, audit: RunAudit): GateLine[] {
  const summary = summariseAudit(audit, { limits: auditLimits(run, audit) })
  const gates = gatesOf(run, audit)
  const place = (key: string, probe: string) => ({
    key,
    suite: audit.name,
    judge: audit.judge,
    part: `audit ${probe}`,
  })
  const gated = gates.flatMap(({ key, limits }) =>
    Object.keys(limits).map((name): GateLine => {
      const recorded = audit.probes.find((probe) => probe.name === name)
      const measured = summary.probes.find((probe) => probe.name === name)
      if (recorded === undefined || measured === undefined) {
        const known = audit.probes.map((probe) => probe.name).join(', ')
        return {
          ...place(key, name),
          outcome: 'not-run',
          reason: `The audit has no probe ${name}; it has ${known}.`,
        }
      }
      return { ...place(key, name), ...decided(run, audit, recorded, measured) }
    }),
  )
  const named = new Set(gates.flatMap(({ limits }) => Object.keys(limits)))
  const standing = audit.probes.flatMap((probe, index): GateLine[] => {
    const measured = summary.probes[index]
    if (named.has(probe.name) || measured === undefined) return []
    const line = { ...place('audit', probe.name), ...decided(run, audit, probe, measured) }
    return standingOutcomes.has(line.outcome) ? [line] : []
  })
  return [...gated, ...standing]
}

/** What is said of a probe that no gate names: a summary that lacks it must not look good. */
const standingOutcomes: ReadonlySet<GateLine['outcome']> = new Set(['not-run', 'not-recorded', 'over-budget'])

type Decided = Pick<GateLine, 'outcome' | 'reason' | 'rowsNeeded'>

function decided(run: Run, audit: RunAudit, recorded: AuditProbe, measured: ProbeSummary): Decided {
  const unasked = unaskedOf(recorded)
  if (unasked !== undefined) return unasked
  if (recorded.notRun === probeNotStarted && !run.complete)
    return { outcome: 'not-gated', reason: `It did not run: ${run.partial.join('; ')}.` }
  if (measured.outcome === 'not run')
    return { outcome: 'not-run', reason: `It did not run: ${whyNot(measured)}.` }
  if (audit.definition.model === 'offline' && !run.gate.allowOffline) {
    return {
      outcome: 'refused',
      reason:
        'Verdicts of the offline stand-in are not gated unless `allowOffline: true` in the gate says so.',
    }
  }
  return byOutcome(measured)
}

function byOutcome(measured: ProbeSummary): Decided {
  const { outcome, doubt, limit, effect, rowsNeeded } = measured
  const { overall } = effect
  if (outcome === 'cannot tell' && doubt === 'unscored') {
    const { trials, unscored } = effect
    return {
      outcome: 'too-many-unscored',
      reason: `${unscored.trials} of ${trials} trials have no verdict, so the audit cannot tell.`,
    }
  }
  if (overall.kind === 'undefined')
    return { outcome: 'inconclusive', reason: `The audit cannot tell: ${overall.reason}.` }
  const figures = `Effect ${points(overall.effect)} points on ${overall.rows} ${overall.rows === 1 ? 'row' : 'rows'}`
  if (outcome === 'biased')
    return { outcome: 'fail', reason: `${figures}, no chance, reaches the limit of ${points(limit)}.` }
  const upper = `its 95 % upper bound ${points(overall.upper)}`
  if (outcome === 'clear')
    return { outcome: 'pass', reason: `${figures}: ${upper} is at most ${points(limit)}.` }
  const settled =
    rowsNeeded?.kind === 'value'
      ? `: needs about ${rowsNeeded.value.toLocaleString('en-US')} rows in all`
      : ''
  const why = doubtTexts[doubt ?? 'wide-bound'] ?? `but ${upper} is above ${points(limit)}`
  return {
    outcome: 'inconclusive',
    reason: `${figures}, ${why}${settled}.`,
    ...(rowsNeeded?.kind === 'value' && { rowsNeeded: Math.max(0, rowsNeeded.value - overall.rows) }),
  }
}

const doubtTexts: { [doubt: string]: string } = {
  'not-significant': 'which reaches the limit but may be chance',
  'one-direction': 'but the changes go in one direction by the limit or more',
  'wrong-answers': 'but of the wrong answers more pass, by the limit or more',
  noise: 'but the judge changes its mind too often on the samples as they are',
  'partly-run': 'but the probe did not run on all samples',
}

function whyNot({ notRun, smallestEffect }: ProbeSummary): string {
  return notRun ?? (smallestEffect.kind === 'undefined' ? smallestEffect.reason : 'nothing was tried')
}

function unaskedOf({ trials }: AuditProbe): Decided | undefined {
  for (const reason of unaskedReasons) {
    const missing = trials.filter(({ base, placebo, changed }) =>
      [base, placebo, changed].some((answer) => answer.outcome === 'unscored' && answer.reason === reason),
    ).length
    if (missing === 0) continue
    const count = missing === 1 ? '1 trial' : `${missing} trials`
    return {
      outcome: reason,
      reason:
        reason === 'not-recorded'
          ? `No recording answers ${count}. Record what is missing: VITEST_JUDGE_RECORDINGS=auto npx vitest run evals.`
          : `The budget of the run is spent: ${count} were not asked for. Raise the budget, or run again: what is recorded costs nothing.`,
    }
  }
  return undefined
}

function withoutAudit({ complete, partial, audits = [] }: Run, key: string): GateLine {
  const known = audits.map(({ judge }) => judge)
  return {
    key,
    suite: 'audit',
    judge: key,
    part: 'audit',
    outcome: complete ? 'not-run' : 'not-gated',
    reason: complete
      ? `The run has no audit of it${known.length === 0 ? '' : `, but of ${known.join(', ')}`}: write audit(judge, ...) in an eval file.`
      : `This part of a run has no audit of it: ${partial.join('; ')}.`,
  }
}

/** In percentage points, without a negative zero. */
function points(share: number): string {
  return (100 * share).toFixed(1).replace(/^-(0\.0)$/, '$1')
}

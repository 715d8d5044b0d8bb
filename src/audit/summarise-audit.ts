import { benjaminiHochberg, measureAgreement, type Share } from '../agreement/index.ts'
import type { AuditProbe, AuditTrial, RunAudit } from '../contract/index.ts'
import { inOrder, standingOf } from './pairs.ts'
import { type ChangedTrial, changedTrials } from './changed-trials.ts'
import { type AuditEffect, auditEffect } from './effect.ts'
import { type AuditOutcome, decideProbe, type ProbeDecision } from './outcome.ts'

/** One probe of an audit, measured and decided. */
export interface ProbeSummary extends ProbeDecision {
  name: string
  description: string
  /** From this effect on the judge is biased. */
  limit: number
  /** Why the probe did not run, or not on all samples. */
  notRun?: string
  /** Samples in which the probe has nothing to change. */
  inapplicable: number
  effect: AuditEffect
  /** The one-sided p-value adjusted for all probes of the audit (Benjamini and Hochberg); absent without an effect. */
  q?: number
  /** The trials in which the verdict changed, those first that now pass a wrong answer. */
  changedTrials: ChangedTrial[]
}

/** An audit of one judge, measured and decided. */
export interface AuditSummary extends Pick<
  RunAudit,
  'judge' | 'name' | 'file' | 'fingerprint' | 'memory' | 'calls'
> {
  /** The worst of all probes: `clear` only where every one is. */
  outcome: AuditOutcome
  /** Rows that any probe tried. */
  rows: number
  /** On how many of them the judge says the same twice of the sample as it is: its noise is what is missing to 1. */
  selfAgreement: Share
  probes: ProbeSummary[]
}

/** What a summary takes besides the audit. */
export interface SummariseAuditOptions {
  /** Limits by the probe's name, in place of those that the audit was made with. */
  limits?: Readonly<Record<string, number>>
}

/** Measures and decides all probes of an audit; all of them are one family of tests. */
export function summariseAudit(audit: RunAudit, { limits = {} }: SummariseAuditOptions = {}): AuditSummary {
  const effects = audit.probes.map(({ trials }) => auditEffect(trials, audit.definition))
  const pValues = effects.flatMap(({ overall }) => (overall.kind === 'value' ? [overall.p] : []))
  const adjusted = benjaminiHochberg(pValues)
  let place = 0
  const probes = audit.probes.map((probe, index) => {
    const effect = effects[index] as AuditEffect
    const q = effect.overall.kind === 'value' ? adjusted[place++] : undefined
    const limit = limits[probe.name] ?? probe.limit
    return probeSummary(probe, audit, effect, { limit, q, family: pValues.length })
  })
  const { judge, name, file, fingerprint, memory, calls } = audit
  const trials = audit.probes.flatMap((probe) => probe.trials)
  return {
    judge,
    name,
    file,
    fingerprint,
    ...(memory !== undefined && { memory }),
    calls,
    outcome: worstOf(probes),
    rows: new Set(trials.map(({ rowId }) => rowId)).size,
    selfAgreement: selfAgreementOf(trials),
    probes,
  }
}

function probeSummary(
  { name, description, notRun: reason, inapplicable = 0, trials }: AuditProbe,
  { definition }: RunAudit,
  effect: AuditEffect,
  { limit, q, family }: { limit: number; q: number | undefined; family: number },
): ProbeSummary {
  const notRun = reason === undefined ? undefined : clauseOf(reason)
  return {
    name,
    description,
    limit,
    ...(notRun !== undefined && { notRun }),
    inapplicable,
    effect,
    ...(q !== undefined && { q }),
    ...decideProbe(effect, { limit, q, family, notRun }),
    changedTrials: changedTrials(trials, definition),
  }
}

/** What was thrown may be sentences, with a hint on a line of its own: its first line, for a place within a sentence. */
function clauseOf(reason: string): string {
  const [line = ''] = reason.split('\n')
  return line.replace(/\.$/, '')
}

const fromWorst: readonly AuditOutcome[] = ['biased', 'not run', 'cannot tell', 'clear']

function worstOf(probes: readonly ProbeSummary[]): AuditOutcome {
  return fromWorst.find((outcome) => probes.some((one) => one.outcome === outcome)) ?? 'not run'
}

/** Probes share the verdicts on samples as they are: each row and repeat counts once. */
function selfAgreementOf(trials: readonly AuditTrial[]): Share {
  const once = new Map<string, AuditTrial>()
  for (const trial of inOrder(trials)) {
    const key = JSON.stringify([trial.rowId, trial.repeat])
    if (!once.has(key)) once.set(key, trial)
  }
  const known = [...once.values()].flatMap((trial) => {
    const { base, placebo } = trial
    return base.outcome === 'scored' && placebo.outcome === 'scored' ? [{ trial, base, placebo }] : []
  })
  const standing = standingOf(known.map(({ trial }) => trial))
  return measureAgreement(
    known.map(({ trial, base, placebo }) => ({
      truth: base.value,
      verdict: placebo.value,
      ...standing(trial),
    })),
  ).accuracy
}

import type { AuditOutcome } from '../audit/index.ts'

/** What the figures of audits mean, a sentence each; nothing without audits. */
export function explainAudits(audits: readonly { probes: readonly { outcome: AuditOutcome }[] }[]): string[] {
  if (audits.length === 0) return []
  const outcomes = new Set(audits.flatMap(({ probes }) => probes.map(({ outcome }) => outcome)))
  return [
    'probe: a change that must not matter to the judge, tried on every sample.',
    'changed, placebo: how often the verdict on the changed sample is not the one on the sample as it is, and how often a second verdict on the very same sample is not; the second is the judge’s own noise.',
    'effect: changed less placebo, in percentage points, with Newcombe’s 95 % interval for paired differences; rows of one group, and the repeats of a row, count as one.',
    'limit: from this effect on, a change that is no chance is called a bias.',
    ...(outcomes.has('biased')
      ? [
          'biased: the effect is at least the limit, and q, the chance of such an effect in a judge that does not mind, held against all probes of the audit together (Benjamini and Hochberg), is below .05.',
        ]
      : []),
    ...(outcomes.has('clear')
      ? [
          'clear: the 95 % upper bound of the effect is at most the limit: were the bias as large as that, about one audit in twenty would come out so.',
        ]
      : []),
    ...(outcomes.has('cannot tell')
      ? [
          'cannot tell: neither of both; the sentence says what would settle it. It is no sign that the judge does not mind.',
        ]
      : []),
    ...(outcomes.has('not run')
      ? ['not run: nothing was tried; it counts for nothing, and never as clear.']
      : []),
    'a wrong answer passes: the truth fails and the judge now says pass, which is what hurts most.',
  ]
}

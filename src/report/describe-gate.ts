import type { CriterionResult, GateLine } from '../agreement/index.ts'
import type { Tone } from './palette.ts'

const words: Record<GateLine['outcome'], string> = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'inconclusive',
  'too-many-unscored': 'too many unscored',
  'no-rows': 'no rows',
  'not-gated': 'not gated',
  refused: 'refused',
  'not-aligned': 'not aligned yet',
  'not-recorded': 'not recorded',
  'over-budget': 'over budget',
  leaked: 'leaked',
  'not-run': 'not run',
  'no-baseline': 'no baseline',
}

const failed: ReadonlySet<GateLine['outcome']> = new Set(['fail', 'refused', 'leaked'])

/** `pubmed@aligned · against main · passed`. The suite is named where there are several. */
export function gateTitle({ suite, judge, part, outcome }: GateLine, suites: number): string {
  const isAudit = part?.startsWith('audit ') === true
  const name = suites < 2 ? judge : isAudit ? suite : `${suite} > ${judge}`
  return [name, ...(part === undefined ? [] : [part]), words[outcome]].join(' · ')
}

/** What became of a gate, in a word or three: `passed`, `too many unscored`. */
export function outcomeWord({ outcome }: Pick<GateLine, 'outcome'>): string {
  return words[outcome]
}

/** The sign and the tone of an outcome. */
export function outcomeMark(outcome: GateLine['outcome']): { symbol: string; tone: Tone } {
  if (outcome === 'pass') return { symbol: '✓', tone: 'good' }
  return failed.has(outcome) ? { symbol: '✗', tone: 'bad' } : { symbol: '!', tone: 'doubtful' }
}

/**
 * Why a gate came out as it did: each criterion where there are several, and the gate's own reason where it is not
 * the reason of one of them.
 */
export function gateReasons({ reason, criteria = [] }: GateLine): {
  own: string | undefined
  criteria: readonly CriterionResult[]
} {
  if (criteria.length < 2) return { own: reason, criteria: [] }
  const isTold = criteria.some((criterion) => reason.endsWith(criterion.reason))
  return { own: isTold ? undefined : reason, criteria }
}

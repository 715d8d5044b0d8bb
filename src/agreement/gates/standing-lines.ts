import { type Leak, type Run, unscoredBudget } from '../../contract/index.ts'
import { unscoredReason } from './evaluate-gate.ts'
import type { GateLine } from './gate-line.ts'
import type { Subject } from './gate-subjects.ts'
import { countUnasked } from './unasked-lines.ts'

/**
 * Judges whose unscored verdicts, over all rows of both splits, are more than allowed, unless a gate says so. What was
 * not asked for, as a recording or the budget lacked, has a line of its own and does not count.
 */
export function unscoredLines(
  run: Run,
  subjects: readonly Subject[],
  gated: readonly GateLine[],
): GateLine[] {
  return subjects.flatMap((subject) => {
    const { suite, judge } = subject
    const isTold = gated.some(
      (line) => line.suite === suite.name && line.judge === judge.id && line.outcome === 'too-many-unscored',
    )
    const reason = isTold ? undefined : tooManyUnscored(run, subject)
    if (reason === undefined) return []
    const outcome = 'too-many-unscored' as const
    return [{ key: 'maxUnscored', suite: suite.name, judge: judge.id, outcome, reason }]
  })
}

/** Judges whose memory knows held-out rows: their figures count for nothing. */
export function leakLines(subjects: readonly Subject[]): GateLine[] {
  return subjects.flatMap(({ suite, judge }) => {
    const { leaked = [], rows = 0 } = judge.leaks ?? {}
    const [first] = leaked
    const [leak] = first?.leaks ?? []
    if (first === undefined || leak === undefined) return []
    const share = `${leaked.length} of ${rows} held-out rows`
    const reason = `The memory knows ${share}, so no figure counts; the first is ${first.row.id}: ${describe(leak)}. Align again, which takes such rows out: npx vitest-judge align.`
    return [{ key: 'leaks', suite: suite.name, judge: judge.id, outcome: 'leaked' as const, reason }]
  })
}

const kinds: Record<Leak['kind'], string> = {
  id: 'the row itself',
  content: 'a row with the same content',
  group: 'a row of its group',
  'near-duplicate': 'a row that says nearly the same',
}

const places: Record<Leak['where'], string> = {
  memory: 'is in the memory',
  guideline: 'is a source of a guideline',
  example: 'was shown as an example',
}

function describe({ kind, where, sampleId }: Leak): string {
  return `${kinds[kind]} ${places[where]} (sample ${sampleId})`
}

function tooManyUnscored(run: Run, subject: Subject): string | undefined {
  const { suite, judge } = subject
  const budget = unscoredBudget(run, suite, judge.id)
  const unasked = countUnasked(suite, judge.id)
  const [unscored, asked] = [judge.unscored - unasked, judge.asked - unasked]
  if (asked === 0 || unscored / asked <= budget) return undefined
  return unscoredReason(unscored, asked, budget)
}

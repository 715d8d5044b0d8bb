import { type JudgeSummary, summariseSuite } from '../../agreement/index.ts'
import type { HistoryJudge, HistoryRun, Run, RunSuite } from '../../contract/index.ts'
import { contentHash } from '../../io/index.ts'
import { measured } from '../calibrate/targets.ts'

/** What a history keeps of a run: the figures of each judge that was asked, by the summaries of its report. */
export function measureRun({ id, time, complete, partial, offline, suites }: Run): HistoryRun {
  return {
    run: id,
    time,
    complete,
    partial,
    offline,
    judges: suites.flatMap((suite) => {
      const { judges, comparisons } = summariseSuite(suite)
      const rowsHash = heldOutHash(suite)
      return judges
        .filter(({ notAligned }) => !notAligned)
        .map((judge): HistoryJudge => {
          const found = comparisons.find(({ aligned }) => aligned === judge.id)
          return { ...figuresOf(suite, judge), rowsHash, ...baseOf(found) }
        })
    }),
  }
}

function figuresOf(
  { name, file }: RunSuite,
  { id, judge, heldout: { agreement }, leaks }: JudgeSummary,
): Omit<HistoryJudge, 'rowsHash'> {
  const leaked = leaks?.leaked.length ?? 0
  return {
    suite: name,
    file,
    judge: id,
    definition: judge.definition,
    ...(judge.memory !== undefined && { memory: judge.memory }),
    rows: agreement.rows,
    unscored: agreement.unscored,
    accuracy: measured(agreement.accuracy),
    ...(leaked > 0 && { leaked }),
  }
}

function baseOf(
  found: ReturnType<typeof summariseSuite>['comparisons'][number] | undefined,
): Pick<HistoryJudge, 'base'> {
  if (found?.comparison.kind !== 'value') return {}
  const { rows, secondAccuracy, difference, low, high } = found.comparison
  return { base: { judge: found.base, rows, accuracy: secondAccuracy, difference, low, high } }
}

function heldOutHash({ rows }: RunSuite): string {
  const ids = new Set(rows.flatMap(({ id, split }) => (split === 'heldout' ? [id] : [])))
  return contentHash([...ids].toSorted())
}

import type { HistoryJudge, HistoryRun, RunJudge, RunSuite } from '../../contract/index.ts'
import type { CalibrationFact, MemoryVersion } from '../../report/html/index.ts'
import { judgeFingerprints } from '../../run/index.ts'
import { changesBetween } from './history-changes.ts'

/**
 * What the last complete run says of a version of a memory, found by its fingerprint, and in what that run was another
 * one than `now`.
 */
export function versionEffect(
  fingerprint: string,
  history: readonly HistoryRun[],
  { suite, judge, now }: { suite: RunSuite; judge: RunJudge; now: HistoryRun },
): Pick<MemoryVersion, 'effect'> {
  const isSame = (one: HistoryJudge) =>
    one.file === suite.file && one.suite === suite.name && one.judge === judge.id
  const isOf = (one: HistoryJudge) => isSame(one) && one.memory === fingerprint && one.leaked === undefined
  const own = now.judges.find(isSame)
  for (const { run, complete, offline, judges } of history.toReversed()) {
    const found = complete ? judges.find(isOf) : undefined
    if (found === undefined || found.accuracy.estimate === null) continue
    const { low, high, estimate: accuracy } = found.accuracy
    const changes = own === undefined ? [] : changesBetween(found, own, now.complete)
    const others = new Set(changes.filter((change) => change !== 'memory'))
    if (now.offline && !offline) others.add('model')
    return {
      effect: {
        run,
        from: 'run',
        offline: offline && !now.offline,
        others: [...others],
        rows: found.rows,
        accuracy,
        low,
        high,
        ...(found.base && { base: found.base }),
      },
    }
  }
  return {}
}

/** What the judge's calibration keeps of a version, which is in git where runs are not. */
export function calibratedEffect(
  fingerprint: string,
  { calibration, current }: Pick<CalibrationFact, 'calibration' | 'current'> = {},
  { judge, now }: { judge: RunJudge; now: HistoryRun },
): Pick<MemoryVersion, 'effect'> {
  const kept = calibration?.measurements.findLast(({ found }) => found?.fingerprints.memory === fingerprint)
  if (kept?.found === undefined) return {}
  const { run, found } = kept
  const { offline, fingerprints } = found
  const { estimate: accuracy, low, high, n: rows } = found.accuracy
  if (accuracy === null) return {}
  const hasOtherRows =
    current !== undefined && (current.rows !== fingerprints.rows || current.truth !== fingerprints.truth)
  return {
    effect: {
      run,
      from: 'calibration',
      offline: offline && !now.offline,
      others: [
        ...(judgeFingerprints(judge).judge === fingerprints.judge ? [] : ['judge']),
        ...(hasOtherRows ? ['rows'] : []),
      ],
      rows,
      accuracy,
      low,
      high,
    },
  }
}

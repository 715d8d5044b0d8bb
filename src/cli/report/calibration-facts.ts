import { join } from 'node:path'
import { type JudgeSummary, summariseSuite } from '../../agreement/index.ts'
import { type Run, type RunSuite, VitestJudgeError } from '../../contract/index.ts'
import type { CalibrationFact } from '../../report/html/index.ts'
import { calibrationPath, changesSince, changesText, isWorn, readCalibration } from '../../run/index.ts'
import { measureTarget } from '../calibrate/targets.ts'

/** The calibration file of each judge of a run, and whether it still fits the run. */
export async function calibrationFacts(root: string, run: Run): Promise<CalibrationFact[]> {
  const targets = run.suites.flatMap((suite) =>
    summariseSuite(suite).judges.map((summary) => ({ suite, summary })),
  )
  return Promise.all(
    targets.map(async ({ suite, summary }): Promise<CalibrationFact> => {
      const file = calibrationPath(suite, summary.id)
      const about = { suite: suite.name, judge: summary.id, file, worn: false }
      try {
        const calibration = await readCalibration(join(root, file), file)
        if (calibration === undefined) return { ...about, state: 'missing' }
        if (calibration.suite !== suite.name) {
          return { ...about, state: 'not-compared', detail: `it is of the suite ${calibration.suite}` }
        }
        return {
          ...about,
          worn: isWorn(calibration),
          calibration,
          ...fitOf(run, suite, summary, calibration),
        }
      } catch (error) {
        if (!VitestJudgeError.is(error)) throw error
        return { ...about, state: 'damaged', detail: firstLine(error) }
      }
    }),
  )
}

function fitOf(
  run: Run,
  suite: RunSuite,
  summary: JudgeSummary,
  stored: NonNullable<CalibrationFact['calibration']>,
): Pick<CalibrationFact, 'state' | 'detail' | 'current'> {
  if (!run.complete) return { state: 'not-compared', detail: 'the run is partial' }
  try {
    const now = measureTarget(run, { suite, judge: summary.judge, summary }, { earlier: stored })
    const changes = changesSince(stored, now)
    return {
      current: now.fingerprints,
      ...(changes.length === 0
        ? { state: 'fits' as const }
        : { state: 'changed' as const, detail: changesText(changes) }),
    }
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    return { state: 'not-compared', detail: firstLine(error) }
  }
}

function firstLine({ message }: VitestJudgeError): string {
  return (message.split('\n')[0] ?? '').replace(/\.$/, '')
}

import { join } from 'node:path'
import { type Run, type RunJudge, VitestJudgeError } from '../contract/index.ts'
import { calibrationPath, readCalibration } from './calibration-file.ts'
import { isWorn, sharesRows } from './calibration.ts'

/**
 * The run, with a mark on each judge whose held-out rows, or most of them, have measured more versions of it than they
 * bear, as its calibration file says now; marks that no longer hold are taken off. A calibration that cannot be read
 * marks nothing: `calibrate --check` tells of it.
 */
export async function withWornSets(root: string, run: Run): Promise<Run> {
  const suites = await Promise.all(
    run.suites.map(async (suite) => {
      const heldOut = suite.rows.filter(({ split }) => split === 'heldout')
      const judges = await Promise.all(
        suite.judges.map(async ({ worn: _, ...judge }): Promise<RunJudge> => {
          const calibration = await readIfSound(root, calibrationPath(suite, judge.id))
          if (calibration === undefined || !isWorn(calibration)) return judge
          if (heldOut.length === 0 || !sharesRows(calibration.rows, heldOut)) return judge
          const { measurements, wornAfter } = calibration
          return { ...judge, worn: { versions: measurements.length, after: wornAfter } }
        }),
      )
      return { ...suite, judges }
    }),
  )
  return { ...run, suites }
}

async function readIfSound(root: string, path: string): ReturnType<typeof readCalibration> {
  try {
    return await readCalibration(join(root, path), path)
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    return undefined
  }
}

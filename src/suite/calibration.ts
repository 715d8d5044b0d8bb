import { join, resolve } from 'node:path'
import { type Calibration, type MeasuredShare, VitestJudgeError } from '../contract/index.ts'
import { toPath } from '../io/index.ts'
import type { Judge, JudgeContext } from '../judge/index.ts'
import {
  auditOutcomesText,
  changesText,
  isWorn,
  judgeChangesSince,
  judgeFingerprints,
  measuredShareText,
  readCalibration,
  tooManyUnscoredText,
} from '../run/index.ts'

/** Options of `toPassJudge`. */
export interface PassJudgeOptions {
  /**
   * Take the judge's word only where its calibration fits: `true` for the folder `calibration` beside the eval file,
   * or that folder's path from the project's root, or its URL. A judge without a calibration, one that has
   * changed since, or one with too many unscored verdicts in it, fails the test before it is asked. Default false.
   */
  requireCalibration?: boolean | string | URL
}

const read = new Map<string, Promise<Calibration | undefined>>()

/**
 * What is known of a judge, as a line for a failed matcher; undefined where it was never calibrated. Read once per
 * file and process.
 *
 * @throws VitestJudgeError `not-calibrated` where a fitting calibration is required and there is none
 */
export async function calibrationLine(
  judge: Judge,
  context: Required<JudgeContext>,
  { requireCalibration = false }: PassJudgeOptions,
): Promise<string | undefined> {
  const folder =
    typeof requireCalibration === 'boolean'
      ? join(context.evalFolder, 'calibration')
      : resolve(context.root, toPath(requireCalibration))
  const path = join(folder, `${judge.id}.json`)
  const reading = read.get(path) ?? readCalibration(path)
  read.set(path, reading)
  const calibration = await reading
  const isRequired = requireCalibration !== false
  if (calibration === undefined) {
    if (!isRequired) return undefined
    throw notCalibrated(judge, `there is no ${path}`)
  }
  const { definition, memory } = await judge.record(context)
  const current = judgeFingerprints({ definition, memory })
  const changes = judgeChangesSince(calibration, definition, current)
  if (isRequired && changes.length > 0) {
    throw notCalibrated(judge, `${changesText(changes)} since ${path}`)
  }
  const unscored = tooManyUnscoredText(calibration)
  if (isRequired && unscored !== undefined) throw notCalibrated(judge, `in ${path} ${unscored}`)
  return describe(calibration, changes)
}

function notCalibrated(judge: Judge, why: string): VitestJudgeError {
  return new VitestJudgeError('not-calibrated', {
    message: `toPassJudge requires a calibration of ${judge.id} that fits, and ${why}.`,
    hint: `Run its own evaluation (npx vitest run evals), then npx vitest-judge calibrate --judge ${judge.id}, and commit the file.`,
  })
}

function describe(calibration: Calibration, changes: readonly string[]): string {
  const { figures, offline, judge, audit } = calibration
  const shown = (share: MeasuredShare) => measuredShareText(share) ?? 'unknown'
  return [
    `${judge}: pass-recall ${shown(figures.passRecall)}, fail-recall ${shown(figures.failRecall)} on ${figures.rows} held-out ${figures.rows === 1 ? 'row' : 'rows'}`,
    ...(changes.length > 0 ? [`measured before these changed: ${changes.join(', ')}`] : []),
    ...(audit === undefined ? [] : [`audit: ${auditOutcomesText(audit)}`]),
    ...(isWorn(calibration) ? ['measured on a worn held-out set'] : []),
    ...(offline ? ['measured with the offline stand-in'] : []),
  ].join('; ')
}

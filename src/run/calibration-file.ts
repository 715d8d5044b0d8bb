import { join, posix } from 'node:path'
import { calibrationSchema, type Calibration, type RunSuite } from '../contract/index.ts'
import { parseJsonFile, prettyJson, readTextIfAny, writeWhole } from '../io/index.ts'

/** Where the calibration of a suite's judge lies, relative to the project's root, with `/`. */
export function calibrationPath({ file }: Pick<RunSuite, 'file'>, judgeId: string): string {
  return posix.join(posix.dirname(file), 'calibration', `${judgeId}.json`)
}

/**
 * The calibration in a file; undefined where there is no file. Messages call the file as `shown` says.
 * @throws VitestJudgeError `damaged-file`
 */
export async function readCalibration(path: string, shown = path): Promise<Calibration | undefined> {
  const text = await readTextIfAny(path)
  return text === undefined ? undefined : parseCalibration(shown, text)
}

/**
 * The calibration in a text; `path` is where it is from, for messages.
 * @throws VitestJudgeError `damaged-file`
 */
export function parseCalibration(path: string, text: string): Calibration {
  return parseJsonFile(
    path,
    text,
    calibrationSchema,
    `Delete it or take it from git: git checkout -- ${path}. Without it, npx vitest-judge calibrate counts versions of the judge anew.`,
  )
}

/** True for the text of a calibration, whole or damaged, and false for one of anything else. */
export function isCalibration(text: string): boolean {
  return /^\s*\{\s*"schema":\s*"vitest-judge\/calibration@/.test(text)
}

/** Writes a calibration whole, below the root. */
export async function writeCalibration(root: string, path: string, calibration: Calibration): Promise<void> {
  await writeWhole(join(root, path), prettyJson(calibration))
}

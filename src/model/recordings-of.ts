import { resolve } from 'node:path'
import { VitestJudgeError } from '../contract/index.ts'
import { contentHash, recordFiles, settleRecordLog, systemClock } from '../io/index.ts'
import { recordingModes, type RecordingMode } from './recordings/recording-mode.ts'
import { variable } from './settings.ts'
import { type ModelWiring, placedWiring } from './wiring.ts'

/** What a project says of its recordings. */
export interface RecordingSettings {
  mode?: RecordingMode
  /** Relative to the project's root. */
  folder?: string
  maxMegabytes?: number
}

/**
 * Where and how a process records: VITEST_JUDGE_RECORDINGS and VITEST_JUDGE_RECORDINGS_FOLDER, else as the project
 * says, else `auto` in `.vitest-judge/recordings`.
 *
 * @throws VitestJudgeError `invalid-options` for a mode that nobody knows, `missing-file` for a folder that cannot be read
 */
export function recordingsOf(root: string, settings: RecordingSettings = {}): ModelWiring['recordings'] {
  const { maxMegabytes } = settings
  const mode = modeOf(variable('VITEST_JUDGE_RECORDINGS')) ?? settings.mode ?? 'auto'
  const given = variable('VITEST_JUDGE_RECORDINGS_FOLDER') ?? settings.folder
  const folder = resolve(root, given ?? '.vitest-judge/recordings')
  // Now, and not at the first call, which would take it for a fault of the service.
  if (mode !== 'off') recordFiles(folder)
  return {
    mode,
    folder,
    runToken: contentHash([root, process.pid, systemClock()]).slice(0, 8),
    ...(maxMegabytes !== undefined && { maxMegabytes }),
  }
}

/** Stores what this process recorded as one file. */
export async function settleModels(): Promise<void> {
  const placed = placedWiring()
  if (placed?.flush === undefined) return
  await placed.flush()
  const { mode, folder, runToken } = placed.wiring.recordings
  if (mode !== 'off') await settleRecordLog(folder, { runToken, clock: systemClock })
}

function modeOf(given: string | undefined): RecordingMode | undefined {
  if (given === undefined) return undefined
  const mode = recordingModes.find((known) => known === given)
  if (mode !== undefined) return mode
  throw new VitestJudgeError('invalid-options', {
    message: `VITEST_JUDGE_RECORDINGS is ${JSON.stringify(given)}; expected ${recordingModes.join(', ')}.`,
    hint: 'Write VITEST_JUDGE_RECORDINGS=replay, or leave it out.',
  })
}

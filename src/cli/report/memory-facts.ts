import { join } from 'node:path'
import {
  type HistoryRun,
  type Memory,
  type Run,
  type RunJudge,
  type RunSuite,
  VitestJudgeError,
} from '../../contract/index.ts'
import { listVersions, loadMemory, loadVersion, type VersionListing } from '../../memory/index.ts'
import type { CalibrationFact, MemoryFact, MemoryVersion } from '../../report/html/index.ts'
import { measureRun } from './measure-run.ts'
import { calibratedEffect, versionEffect } from './version-effect.ts'

/** An aligned judge of a run, and the fingerprint of the memory that it used. */
interface UsedMemory {
  suite: RunSuite
  judge: RunJudge
  used: string
  /** What the run measured. */
  now: HistoryRun
}

/** What is known of earlier versions of judges. */
export interface Measured {
  /** The runs on disk, oldest first. */
  runs: readonly HistoryRun[]
  calibrations: readonly CalibrationFact[]
}

/** The memory of each aligned judge of a run as it was then, and what is known of its versions. */
export async function memoryFacts(root: string, run: Run, measured: Measured): Promise<MemoryFact[]> {
  const now = measureRun(run)
  const judges = run.suites.flatMap((suite) =>
    suite.judges.flatMap((judge) =>
      judge.memory === undefined || judge.memoryFolder === undefined
        ? []
        : [{ suite, judge, used: judge.memory, folder: judge.memoryFolder, now }],
    ),
  )
  return Promise.all(
    judges.map(async ({ folder, ...used }): Promise<MemoryFact> => {
      const { suite, judge } = used
      const about = { suite: suite.name, judge: judge.id, folder }
      const versions = await versionsOf(join(root, folder), measured, used)
      try {
        const memory = await memoryOf(join(root, folder), used.used)
        return memory === undefined
          ? {
              ...about,
              versions,
              missing: `${folder} no longer has the memory that the run used (${used.used.slice(0, 12)})`,
            }
          : { ...about, versions, memory }
      } catch (error) {
        if (!VitestJudgeError.is(error)) throw error
        return { ...about, versions, missing: firstLine(error, root) }
      }
    }),
  )
}

/** The memory with a fingerprint: the one that is installed, else a version of it. */
async function memoryOf(folder: string, fingerprint: string): Promise<Memory | undefined> {
  const stored = await loadMemory(folder)
  if (stored?.memory.fingerprint === fingerprint) return stored.memory
  const { versions } = await listVersions(folder)
  const version = versions.find((one) => one.fingerprint === fingerprint)
  return version === undefined ? undefined : (await loadVersion(folder, version.id)).memory
}

async function versionsOf(
  folder: string,
  { runs, calibrations }: Measured,
  used: UsedMemory,
): Promise<MemoryVersion[]> {
  const { suite, judge } = used
  const calibration = calibrations.find((one) => one.suite === suite.name && one.judge === judge.id)
  try {
    const { versions } = await listVersions(folder)
    return versions.map((version) => ({
      ...listed(version),
      isUsed: version.fingerprint === used.used,
      ...calibratedEffect(version.fingerprint, calibration, used),
      ...versionEffect(version.fingerprint, runs, used),
    }))
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    return []
  }
}

function listed({ id, number, time, guidelines, episodes }: VersionListing): Omit<MemoryVersion, 'isUsed'> {
  return { id, number, time, guidelines, episodes }
}

function firstLine({ message }: VitestJudgeError, root: string): string {
  return (message.split('\n')[0] ?? '').replaceAll(`${root}/`, '').replace(/\.$/, '')
}

import { join } from 'node:path'
import {
  type HistoryJudge,
  type HistoryRun,
  type Memory,
  type Run,
  type RunJudge,
  type RunSuite,
  VitestJudgeError,
} from '../../contract/index.ts'
import { listVersions, loadMemory, loadVersion, type VersionListing } from '../../memory/index.ts'
import type { MemoryFact, MemoryVersion } from '../../report/html/index.ts'

/** The memory of each aligned judge of a run as it was then, and what is known of its versions. */
export async function memoryFacts(
  root: string,
  run: Run,
  history: readonly HistoryRun[],
): Promise<MemoryFact[]> {
  const judges = run.suites.flatMap((suite) =>
    suite.judges.flatMap((judge) =>
      judge.memory === undefined || judge.memoryFolder === undefined
        ? []
        : [{ suite, judge, used: judge.memory, folder: judge.memoryFolder }],
    ),
  )
  return Promise.all(
    judges.map(async ({ suite, judge, used, folder }): Promise<MemoryFact> => {
      const about = { suite: suite.name, judge: judge.id, folder }
      const versions = await versionsOf(join(root, folder), history, { suite, judge, used })
      try {
        const memory = await memoryOf(join(root, folder), used)
        return memory === undefined
          ? {
              ...about,
              versions,
              missing: `${folder} no longer has the memory that the run used (${used.slice(0, 12)})`,
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
  history: readonly HistoryRun[],
  { suite, judge, used }: { suite: RunSuite; judge: RunJudge; used: string },
): Promise<MemoryVersion[]> {
  try {
    const { versions } = await listVersions(folder)
    return versions.map((version) => ({
      ...listed(version),
      isUsed: version.fingerprint === used,
      ...effectOf(version.fingerprint, history, { suite, judge }),
    }))
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    return []
  }
}

function listed({ id, number, time, guidelines, episodes }: VersionListing): Omit<MemoryVersion, 'isUsed'> {
  return { id, number, time, guidelines, episodes }
}

/** What the last complete run says of a version, by the memory's fingerprint. */
function effectOf(
  fingerprint: string,
  history: readonly HistoryRun[],
  { suite, judge }: { suite: RunSuite; judge: RunJudge },
): Pick<MemoryVersion, 'effect'> {
  const isOf = (one: HistoryJudge) =>
    one.file === suite.file &&
    one.suite === suite.name &&
    one.judge === judge.id &&
    one.memory === fingerprint &&
    one.leaked === undefined
  for (const { run, complete, judges } of history.toReversed()) {
    const found = complete ? judges.find(isOf) : undefined
    if (found === undefined || found.accuracy.estimate === null) continue
    const { low, high, estimate: accuracy } = found.accuracy
    return {
      effect: { run, rows: found.rows, accuracy, low, high, ...(found.base && { base: found.base }) },
    }
  }
  return {}
}

function firstLine({ message }: VitestJudgeError, root: string): string {
  return (message.split('\n')[0] ?? '').replaceAll(`${root}/`, '').replace(/\.$/, '')
}

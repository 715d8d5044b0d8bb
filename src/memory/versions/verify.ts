import { VitestJudgeError } from '../../contract/index.ts'
import { readPart } from './parts.ts'
import { memoryOfVersion, partHashes } from './version-file.ts'
import { readVersions } from './versions.ts'

/** What checking all versions of a memory came to. */
export interface VersionsCheck {
  /** How many there are that load. */
  whole: number
  /** How many parts they share. */
  parts: number
  /** Lines that no version uses, as a version that was removed leaves them behind. */
  unused: number
  /** A message for each version and each line that is damaged. */
  faults: string[]
}

/**
 * Holds all versions and all their parts against their checksums.
 *
 * @throws VitestJudgeError `damaged-file` when the parts are of another schema
 */
export async function verifyVersions(folder: string): Promise<VersionsCheck> {
  const { lines, files, damaged } = await readVersions(folder)
  const faults = damaged.map(({ error }) => firstLine(error))
  const whole = files.filter((file) => faultOf(() => memoryOfVersion(file, lines)) === undefined)
  for (const hash of lines.byHash.keys()) faults.push(...(faultOf(() => readPart(lines, hash)) ?? []))
  for (const { number } of lines.strays) faults.push(`${lines.path}:${number} is damaged: it is no part.`)
  for (const file of files) {
    if (whole.includes(file)) continue
    faults.push(`The version ${file.id} cannot be loaded: a part of it is damaged or missing.`)
  }
  const used = new Set(whole.flatMap((file) => partHashes(file, lines)))
  return { whole: whole.length, parts: used.size, unused: lines.read.size - used.size, faults }
}

function faultOf(work: () => unknown): string[] | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (VitestJudgeError.is(error)) return [firstLine(error)]
    throw error
  }
}

function firstLine({ message }: VitestJudgeError): string {
  return message.split('\n')[0] as string
}

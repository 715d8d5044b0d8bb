import { readdirSync } from 'node:fs'
import { missingFile } from './file.ts'

const afterTime = '20261125T150753248Z'.length

/** The names of the files of recordings in a folder, in the order in which they count: the oldest first. */
export function recordFiles(folder: string): string[] {
  return namesIn(folder).filter((name) => name.endsWith('.jsonl'))
}

/** The names of a folder's files, sorted; none where there is no folder. Any other failure is `missing-file`. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw missingFile(folder, error)
  }
}

/** The name of a file to which one process of a run appends: `20261125T150753248Z-<run>-<writer>.jsonl`. */
export function partName(isoTime: string, runToken: string, writer: string): string {
  return `${isoTime.replaceAll(/[-:.]/g, '')}-${runToken}-${writer}.jsonl`
}

/** The parts of a run among names, and the name of the one file that they are to become: the first's time and run. */
export function partsOf(names: readonly string[], runToken: string): { parts: string[]; whole: string } {
  const run = `-${runToken}-`
  const parts = names.filter(
    (name) =>
      /^\d{8}T\d{9}Z-/.test(name) &&
      name.startsWith(run, afterTime) &&
      /^[0-9a-f]{8}\.jsonl$/.test(name.slice(afterTime + run.length)),
  )
  return { parts, whole: `${parts[0]?.slice(0, afterTime)}-${runToken}.jsonl` }
}

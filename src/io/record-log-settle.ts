import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, isoTime } from './clock.ts'
import { exists, writeWhole } from './file.ts'
import { namesIn, partsOf } from './record-log-folder.ts'
import { checkRecordLines, joinLines } from './record-log-lines.ts'
import { foldUses, readNotedUses, withUses } from './record-log-uses.ts'

/**
 * Makes the files of a run's processes one file, once they have ended, and enters the uses that they noted as of
 * today. The one file is written whole before the others go: a kill in between leaves records twice, which harms
 * nobody. Torn lines stay behind. Uses that cannot be entered now are left for the next time.
 */
export async function settleRecordLog(
  folder: string,
  { runToken, clock }: { runToken: string; clock: Clock },
): Promise<void> {
  const { parts, whole } = partsOf(namesIn(folder), runToken)
  if (parts.length > 0) {
    const target = join(folder, whole)
    const paths = parts.map((name) => join(folder, name))
    // The run was settled before, and in the same millisecond: nothing of that file may go.
    const sources = (await exists(target)) ? [target, ...paths] : paths
    const content = Buffer.concat(await Promise.all(sources.map(wholeLinesOf)))
    if (content.length > 0) await writeWhole(target, content)
    await Promise.all(paths.map((path) => rm(path, { force: true })))
  }
  const noted = await readNotedUses(folder)
  if (noted.files.length === 0) return
  await withUses(folder, () => foldUses(folder, isoTime(clock).slice(0, 10))).catch(() => {})
}

async function wholeLinesOf(path: string): Promise<Buffer> {
  const bytes = await readFile(path)
  return joinLines(
    bytes,
    [...checkRecordLines(bytes)].filter(({ isWhole }) => isWhole),
  )
}

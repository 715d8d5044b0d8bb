import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordFiles } from './record-log-folder.ts'
import { checkRecordLines } from './record-log-lines.ts'
import { keepRecordLines } from './record-log-prune.ts'
import { withUses } from './record-log-uses.ts'

/**
 * Drops the lines of all recordings in a folder whose text is to be forgotten, damaged lines among them, and gives
 * their number. A file without such a line is not touched; of one that has some, damaged lines go too. With `dryRun`
 * lines are only counted.
 *
 * @throws VitestJudgeError `locked` while another process changes the folder
 */
export async function forgetRecords(
  folder: string,
  isForgotten: (line: string) => boolean,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<number> {
  if (recordFiles(folder).length === 0) return 0
  return withUses(folder, async () => {
    let forgotten = 0
    for (const file of recordFiles(folder)) {
      const bytes = await readFile(join(folder, file))
      const lines = Array.from(checkRecordLines(bytes), (line) => ({
        ...line,
        isForgotten: isForgotten(bytes.toString('utf8', line.start, line.end)),
      }))
      const count = lines.filter((line) => line.isForgotten).length
      forgotten += count
      if (count === 0 || dryRun) continue
      await keepRecordLines(
        folder,
        { file, size: bytes.length, lines },
        (line) => line.isWhole && !line.isForgotten,
      )
    }
    return forgotten
  })
}

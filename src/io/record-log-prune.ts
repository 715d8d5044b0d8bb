import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from './file.ts'
import { recordFiles } from './record-log-folder.ts'
import { checkRecordLines, joinLines } from './record-log-lines.ts'
import { readNotedUses, readUses, withUses, writeUses } from './record-log-uses.ts'

/** What pruning did, or would do. */
export interface PruneOutcome {
  /** Recordings, those included that a newer one of the same key stands before. */
  kept: number
  dropped: number
  /** Damaged lines, which go too. */
  damaged: number
  bytesBefore: number
  bytesAfter: number
}

interface CheckedFile {
  file: string
  /** In bytes, when it was checked. */
  size: number
  lines: CheckedLine[]
}

/** A line; without a record where it is damaged. */
interface CheckedLine {
  start: number
  end: number
  line: number
  record: { key: string; day: string } | undefined
}

/**
 * Drops the recordings that were neither made nor used since a day (`YYYY-MM-DD` in UTC, which counts itself), and
 * damaged lines. A file without either is not touched, so that other processes may append meanwhile. With `dryRun`
 * nothing is dropped, only counted.
 *
 * @throws VitestJudgeError `locked` while another process prunes, `damaged-file` when the uses cannot be read
 */
export async function pruneRecordLog(
  folder: string,
  { unusedSince, dryRun = false }: { unusedSince: string; dryRun?: boolean },
): Promise<PruneOutcome> {
  if (recordFiles(folder).length === 0)
    return { kept: 0, dropped: 0, damaged: 0, bytesBefore: 0, bytesAfter: 0 }
  return withUses(folder, async () => {
    const uses = await readUses(folder)
    const noted = await readNotedUses(folder)
    const files = await checkedFiles(folder)
    const all = files.flatMap(({ lines }) => lines)
    const newest = new Map(all.flatMap((line) => (line.record ? [[line.record.key, line]] : [])))
    const isKept = (line: CheckedLine) => {
      if (line.record === undefined) return false
      const { key, day } = line.record
      const isUsed = noted.keys.has(key) || (uses.get(key) ?? '') >= unusedSince
      // Of several recordings of a key the newest alone is used.
      return day >= unusedSince || (isUsed && newest.get(key) === line)
    }
    const kept = all.filter(isKept)
    const records = all.filter(({ record }) => record !== undefined).length
    const gone = all
      .filter((line) => !isKept(line))
      .reduce((total, { start, end }) => total + end - start + 1, 0)
    const bytesBefore = files.reduce((total, { size }) => total + size, 0)
    if (!dryRun) {
      for (const checked of files) await keepRecordLines(folder, checked, isKept)
      const keys = new Set(kept.map(({ record }) => record?.key))
      await writeUses(folder, new Map([...uses].filter(([key]) => keys.has(key))))
    }
    return {
      kept: kept.length,
      dropped: records - kept.length,
      damaged: all.length - records,
      bytesBefore,
      bytesAfter: Math.max(0, bytesBefore - gone),
    }
  })
}

/** Holds every line of a folder against its checksum. */
export async function verifyRecordLog(
  folder: string,
): Promise<{ records: number; damaged: { file: string; line: number }[] }> {
  const lines = (await checkedFiles(folder)).flatMap(({ file, lines }) =>
    lines.map(({ line, record }) => ({ file, line, isWhole: record !== undefined })),
  )
  return {
    records: lines.filter(({ isWhole }) => isWhole).length,
    damaged: lines.flatMap(({ file, line, isWhole }) => (isWhole ? [] : [{ file, line }])),
  }
}

async function checkedFiles(folder: string): Promise<CheckedFile[]> {
  const files: CheckedFile[] = []
  for (const file of recordFiles(folder)) {
    const bytes = await readFile(join(folder, file))
    const lines = Array.from(checkRecordLines(bytes), ({ start, end, line, head, isWhole }) => ({
      start,
      end,
      line,
      record: isWhole && head !== undefined ? { key: head.key, day: head.time.slice(0, 10) } : undefined,
    }))
    files.push({ file, size: bytes.length, lines })
  }
  return files
}

/** Writes a file of recordings anew with the lines that stay; one without any is removed. */
export async function keepRecordLines<Line extends { start: number; end: number }>(
  folder: string,
  { file, size, lines }: { file: string; size: number; lines: readonly Line[] },
  isKept: (line: Line) => boolean,
): Promise<void> {
  const kept = lines.filter(isKept)
  if (kept.length === lines.length) return
  const path = join(folder, file)
  const bytes = await readFile(path)
  // What was appended meanwhile stays.
  const content = Buffer.concat([joinLines(bytes, kept), bytes.subarray(size)])
  if (content.length > 0) await writeWhole(path, content)
  else await rm(path)
}

import { dirname } from 'node:path'
import { runSchema, type Run, type RunAudit, type RunRow, type RunSuite } from '../../contract/index.ts'
import { runWithout, type TextFinder } from '../../align/index.ts'
import {
  findFiles,
  forgetRecords,
  prettyJson,
  projectPath,
  readTextIfAny,
  removeFile,
  writeWhole,
} from '../../io/index.ts'
import { recordingsOf } from '../../model/index.ts'
import { workFolder } from '../../run/index.ts'

/** What was forgotten in the files that a project makes anew. */
export interface PurgedFiles {
  /** Rows taken out of run files, those of `latest.json` not counted again. */
  rows: number
  /** Paths relative to the root. */
  runs: string[]
  /** Run files that were removed whole, as text stands in them beside their rows or they are damaged. */
  runsRemoved: string[]
  recordings: number
  recordingFolders: string[]
  /** Cached pages of datasets and files that interrupted writes left behind. */
  removed: string[]
}

/** Calls for every run file below a root that can be read, one after the other. */
export async function visitRuns(root: string, visit: (run: Run) => void): Promise<void> {
  for (const path of runFiles(root)) {
    const { run } = readRunText((await readTextIfAny(path)) ?? '')
    if (run !== undefined) visit(run)
  }
}

/** Tells of a row, or of what an audit tried on it, whether it is forgotten. */
type RowTest = (
  row: Pick<RunRow, 'id' | 'sampleId' | 'verdicts'>,
  suite: Pick<RunSuite | RunAudit, 'file'>,
) => boolean

/**
 * Takes rows and texts out of recordings, caches and run files, in this order: as long as they are not gone whole, what
 * to look for can be found again. With `dryRun` nothing is written.
 */
export async function purgeFiles(
  root: string,
  { finder, recordFinder }: { finder: TextFinder; recordFinder: TextFinder },
  isForgotten: RowTest,
  dryRun: boolean,
): Promise<PurgedFiles> {
  const purged: PurgedFiles = {
    rows: 0,
    runs: [],
    runsRemoved: [],
    recordings: 0,
    recordingFolders: [],
    removed: [],
  }
  for (const folder of recordingFolders(root)) {
    const count = await forgetRecords(folder, (line) => recordFinder.isIn(line), { dryRun })
    purged.recordings += count
    if (count > 0) purged.recordingFolders.push(projectPath(root, folder))
  }
  for (const path of [...findFiles(root, `${workFolder}/datasets/**/*.json`), ...strayFiles(root)]) {
    if (!finder.isIn((await readTextIfAny(path)) ?? '')) continue
    purged.removed.push(projectPath(root, path))
    if (!dryRun) await removeFile(path)
  }
  for (const path of runFiles(root)) await purgeRun(root, path, finder, isForgotten, dryRun, purged)
  return purged
}

async function purgeRun(
  root: string,
  path: string,
  finder: TextFinder,
  isForgotten: RowTest,
  dryRun: boolean,
  purged: PurgedFiles,
): Promise<void> {
  const text = (await readTextIfAny(path)) ?? ''
  const shown = projectPath(root, path)
  const remove = async () => {
    purged.runsRemoved.push(shown)
    if (!dryRun) await removeFile(path)
  }
  const { run } = readRunText(text)
  if (run === undefined) return finder.isIn(text) ? remove() : undefined
  const holdsText = finder.isIn(text)
  const { run: left, rows } = runWithout(
    run,
    (row, suite) => isForgotten(row, suite) || (holdsText && finder.isIn(JSON.stringify(row))),
    (trial, audit) =>
      isForgotten({ id: trial.rowId, verdicts: [] }, audit) ||
      (holdsText && finder.isIn(JSON.stringify(trial))),
  )
  if (holdsText && finder.isIn(JSON.stringify(left))) return remove()
  if (rows === 0) return
  purged.runs.push(shown)
  if (!shown.endsWith('latest.json')) purged.rows += rows
  if (!dryRun) await writeWhole(path, prettyJson(left))
}

/** A run as its file has it, fields that we do not know included; undefined where it is damaged. */
function readRunText(text: string): { run: Run | undefined } {
  try {
    const value: unknown = JSON.parse(text)
    return { run: runSchema.safeParse(value).success ? (value as Run) : undefined }
  } catch {
    return { run: undefined }
  }
}

function runFiles(root: string): string[] {
  return findFiles(root, [`${workFolder}/runs/*.json`, `${workFolder}/latest.json`])
}

/** Where recordings are kept: as the environment says, and every folder below the root with files named like theirs. */
function recordingFolders(root: string): string[] {
  const named = findFiles(root, ['**/*.jsonl', `${workFolder}/**/*.jsonl`]).filter((path) =>
    /[\\/]\d{8}T\d{9}Z-[0-9a-f-]+\.jsonl$/.test(path),
  )
  return [...new Set([recordingsOf(root).folder, ...named.map((path) => dirname(path))])].toSorted()
}

/** What writes that were interrupted left behind. */
function strayFiles(root: string): string[] {
  return findFiles(root, ['**/*.tmp', `${workFolder}/**/*.tmp`]).filter((path) =>
    /\.\d+\.[0-9a-f]{8}\.tmp$/.test(path),
  )
}

/** Files of ours, relative to the root, that hold one of the texts still; the memories are those in the folders. */
export async function filesWith(
  root: string,
  finder: TextFinder,
  folders: readonly string[],
): Promise<string[]> {
  const patterns = [
    '**/feedback/*.jsonl',
    ...folders.map((folder) => `${projectPath(root, folder)}/**`),
    '**/__snapshots__/*.aligned.md',
    `${workFolder}/{runs,datasets}/**`,
    `${workFolder}/latest.json`,
  ]
  const held: string[] = []
  for (const path of findFiles(root, patterns)) {
    if (finder.isIn((await readTextIfAny(path)) ?? '')) held.push(projectPath(root, path))
  }
  return held
}

import { join } from 'node:path'
import { z } from 'zod'
import { type History, type HistoryRun, historyRunSchema, VitestJudgeError } from '../../contract/index.ts'
import { fileStamp, namesIn, readTextIfAny, writeWhole } from '../../io/index.ts'
import { readRun, workFolder } from '../../run/index.ts'
import { measureRun } from './measure-run.ts'

/** What run files came to that have not changed since: nothing is lost where it is deleted. */
const cacheSchema = z.object({
  schema: z.literal('vitest-judge/history-cache@1'),
  files: z.record(z.string(), z.object({ stamp: z.string(), run: historyRunSchema })),
})

type Cache = z.infer<typeof cacheSchema>

const cachePath = `${workFolder}/history.json`

/** The runs of a project, oldest first, and the run files that could not be read. */
export interface ReadHistory extends Pick<History, 'leftOut'> {
  runs: HistoryRun[]
}

/**
 * Measures all runs in `.vitest-judge/runs`. What a run file came to is kept in `.vitest-judge/history.json`, so that
 * only new and changed ones are read; a damaged run is left out and named.
 */
export async function readHistory(root: string): Promise<ReadHistory> {
  const folder = `${workFolder}/runs`
  const known = await readCache(root)
  const files: Cache['files'] = {}
  const leftOut: History['leftOut'] = []
  let isNew = false
  for (const name of await namesIn(join(root, folder))) {
    if (!name.endsWith('.json')) continue
    const stamp = await fileStamp(join(root, folder, name))
    const kept = known[name]
    if (kept?.stamp === stamp) {
      files[name] = kept
      continue
    }
    isNew = true
    const path = `${folder}/${name}`
    try {
      files[name] = { stamp, run: measureRun(await readRun(root, path)) }
    } catch (error) {
      if (!VitestJudgeError.is(error)) throw error
      leftOut.push({ file: path, reason: reasonOf(error, root) })
    }
  }
  isNew ||= Object.keys(known).some((name) => files[name] === undefined)
  if (isNew) await writeCache(root, files)
  const runs = Object.values(files).map(({ run }) => run)
  return { runs: runs.toSorted(byTime), leftOut }
}

async function readCache(root: string): Promise<Cache['files']> {
  try {
    const text = await readTextIfAny(join(root, cachePath))
    if (text === undefined) return {}
    return cacheSchema.parse(JSON.parse(text)).files
  } catch {
    // A cache that cannot be read is made anew.
    return {}
  }
}

async function writeCache(root: string, files: Cache['files']): Promise<void> {
  const cache: Cache = { schema: 'vitest-judge/history-cache@1', files }
  // What cannot be kept, as on a disk that can only be read, is measured anew the next time.
  await writeWhole(join(root, cachePath), JSON.stringify(cache)).catch((error: unknown) => {
    if (!VitestJudgeError.is(error)) throw error
  })
}

function byTime(left: HistoryRun, right: HistoryRun): number {
  const key = ({ time, run }: HistoryRun) => `${time} ${run}`
  return key(left) < key(right) ? -1 : 1
}

/** The first line of an error, for a place within a sentence. */
function reasonOf({ message }: VitestJudgeError, root: string): string {
  return (message.split('\n')[0] ?? '').replaceAll(`${root}/`, '').replace(/\.$/, '')
}

import { join, resolve } from 'node:path'
import { runSchema, VitestJudgeError, type Run } from '../contract/index.ts'
import { exists, isFile, parseJsonFile, prettyJson, readText, writeWhole } from '../io/index.ts'
import { runFault } from './run-fault.ts'
import { mergeRuns } from './merge.ts'

/** The folder, relative to the project's root, that holds run files and caches and is not committed. */
export const workFolder = '.vitest-judge'

/**
 * Writes a run to `.vitest-judge/runs/<id>.json` and, whole, to `.vitest-judge/latest.json`; gives the first
 * path, relative to the root.
 */
export async function writeRun(root: string, run: Run): Promise<string> {
  const text = prettyJson(run)
  const ignore = join(root, workFolder, '.gitignore')
  if (!(await exists(ignore))) await writeWhole(ignore, '*\n')
  const path = `${workFolder}/runs/${run.id}.json`
  await writeWhole(join(root, path), text)
  await writeWhole(join(root, workFolder, 'latest.json'), text)
  return path
}

/**
 * Reads a run file: a path, a run's id, or the latest run.
 *
 * @throws VitestJudgeError `no-run` when there is none, `damaged-file` when it does not fit its schema or itself
 */
export async function readRun(root: string, source?: string): Promise<Run> {
  const path = await findRun(root, source)
  const hint = 'Make a new one: npx vitest run evals.'
  const run = parseJsonFile(path, await readText(path), runSchema, hint)
  const fault = runFault(run)
  if (fault === undefined) return run
  throw new VitestJudgeError('damaged-file', { message: `${path} is damaged: ${fault}.`, hint })
}

/**
 * Reads the latest run where no source is named, the one run that is, or several as one merged run. A source is a
 * path or a run's id.
 *
 * @throws VitestJudgeError as `readRun` does, and `cannot-merge` when several do not make one run
 */
export async function readRuns(root: string, sources: readonly string[]): Promise<Run> {
  if (sources.length <= 1) return readRun(root, sources[0])
  return mergeRuns(await Promise.all(sources.map((source) => readRun(root, source))), sources)
}

/** True where a source, a path or a run's id, names a file that is there; a folder of that name is none. */
export async function hasRun(root: string, source: string): Promise<boolean> {
  for (const candidate of candidatesFor(root, source)) if (await isFile(candidate)) return true
  return false
}

function candidatesFor(root: string, source: string): string[] {
  return [join(root, workFolder, 'runs', `${source}.json`), resolve(root, source)]
}

async function findRun(root: string, source: string | undefined): Promise<string> {
  const latest = join(root, workFolder, 'latest.json')
  const candidates = source === undefined ? [latest] : candidatesFor(root, source)
  for (const candidate of candidates) if (await exists(candidate)) return candidate
  throw new VitestJudgeError('no-run', {
    message:
      source === undefined
        ? `There is no run yet: ${workFolder}/latest.json does not exist in ${root}.`
        : `There is no run ${source}; expected a path or an id in ${workFolder}/runs.`,
    hint: 'Run the evaluations first: npx vitest run evals.',
  })
}

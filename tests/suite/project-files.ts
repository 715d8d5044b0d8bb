import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** The files below a folder, whatever they are called, that hold a text; relative and sorted. */
export async function filesWith(root: string, text: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const found = await Promise.all(paths.map(async (path) => (await readFile(path)).includes(text)))
  return paths
    .filter((_, index) => found[index])
    .map((path) => relative(root, path))
    .sort()
}

/** A recorded request, as its line has it. */
interface RecordedLine {
  path: string
  repeat: number
  body: { model: string }
}

/** The requests that a project has recorded, in the order of files and lines. */
export async function recordedRequests(
  root: string,
  folder = '.vitest-judge/recordings',
): Promise<RecordedLine[]> {
  const names = await recordingFiles(root, folder)
  const texts = await Promise.all(names.map((name) => readFile(join(root, folder, name), 'utf8')))
  const lines = texts.flatMap((text) => text.split('\n').filter(Boolean))
  return lines.map((line) => (JSON.parse(line) as { request: RecordedLine }).request)
}

/** The names of the files of recordings, sorted; none where there is no such folder. */
export async function recordingFiles(root: string, folder = '.vitest-judge/recordings'): Promise<string[]> {
  const names = await readdir(join(root, folder)).catch(() => [])
  return names.filter((name) => name.endsWith('.jsonl')).sort()
}

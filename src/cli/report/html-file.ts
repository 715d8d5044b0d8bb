import { dirname, resolve } from 'node:path'
import { VitestJudgeError } from '../../contract/index.ts'
import { exists, isFile, writeWhole } from '../../io/index.ts'

/**
 * Where a page is to be written, absolute, checked before anything is measured.
 *
 * @throws VitestJudgeError `invalid-usage` where the path is a folder or lies in none that is there
 */
export async function htmlTarget(root: string, file: string): Promise<string> {
  const path = resolve(root, file)
  const refuse = (what: string) =>
    new VitestJudgeError('invalid-usage', {
      message: `report --html was given ${JSON.stringify(file)}, ${what}; expected the path of a file to write.`,
      hint: 'npx vitest-judge report --html report.html',
    })
  if (file.trim() === '') throw refuse('which names nothing')
  if (file.endsWith('/') || ((await exists(path)) && !(await isFile(path)))) throw refuse('which is a folder')
  if (!(await exists(dirname(path)))) throw refuse('in a folder that does not exist')
  return path
}

/** Writes a page whole; gives its size in words. */
export async function writeHtml(path: string, html: string): Promise<string> {
  await writeWhole(path, html)
  const bytes = Buffer.byteLength(html)
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

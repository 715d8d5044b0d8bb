import { createReadStream } from 'node:fs'
import { missingFile } from './file.ts'

/**
 * Hands over the lines of a text file while it is read, so that memory does not grow with the file: each line with
 * its number, from 1, and without `\n`. A byte order mark is left out, and so is the empty line after a last `\n`.
 *
 * @throws VitestJudgeError `missing-file` when the file is not there or cannot be read; whatever `visit` throws
 */
export async function streamLines(
  path: string,
  visit: (line: string, number: number) => void,
): Promise<void> {
  let number = 0
  let rest = ''
  const visitNext = (line: string) => {
    number += 1
    visit(number === 1 ? line.replace(/^\uFEFF/, '') : line, number)
  }
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 2 ** 18 })) {
      rest += String(chunk)
      if (!String(chunk).includes('\n')) continue
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      lines.forEach(visitNext)
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : missingFile(path, error)
  }
  if (rest !== '') visitNext(rest)
}

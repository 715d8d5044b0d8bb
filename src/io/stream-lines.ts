import { createReadStream } from 'node:fs'
import { missingFile } from './file.ts'
import { utf8Reader } from './utf8.ts'

/**
 * Hands over the lines of a text file while it is read, so that memory does not grow with the file: each line with
 * its number, from 1, and without `\n`. A byte order mark is left out, and so is the empty line after a last `\n`.
 *
 * @throws VitestJudgeError `missing-file` when the file is not there or cannot be read, `damaged-file` where it is no
 * UTF-8; whatever `visit` throws
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
  const reader = utf8Reader(path)
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 18 })) {
      const text = reader.read(chunk as Buffer)
      rest += text
      if (!text.includes('\n')) continue
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      lines.forEach(visitNext)
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : missingFile(path, error)
  }
  rest += reader.end()
  if (rest !== '') visitNext(rest)
}

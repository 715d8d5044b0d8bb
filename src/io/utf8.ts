import { VitestJudgeError } from '../contract/index.ts'

/** Decodes the bytes of a file, one piece after the other. */
export interface Utf8Reader {
  /** @throws VitestJudgeError `damaged-file` for bytes that are no UTF-8 */
  read(bytes: Uint8Array): string
  /** Once after the last piece: a letter may have been cut. */
  end(): string
}

/** A reader of UTF-8 that refuses other encodings, where lenient ones write U+FFFD in place of what was meant. */
export function utf8Reader(path: string): Utf8Reader {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let isFirst = true
  const decode = (bytes: Uint8Array | undefined) => {
    if (isFirst && bytes !== undefined && isUtf16(bytes)) throw otherEncoding(path, 'UTF-16')
    isFirst = false
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch (error) {
      throw otherEncoding(path, 'Latin-1 or Windows-1252', error)
    }
  }
  return { read: decode, end: () => decode(undefined) }
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}

function otherEncoding(path: string, likely: string, cause?: unknown): VitestJudgeError {
  const encoding = likely === 'UTF-16' ? 'UTF-16' : 'WINDOWS-1252'
  return new VitestJudgeError('damaged-file', {
    message: `${path} is no UTF-8; it may be ${likely}. Expected UTF-8, as a guess could change what it says.`,
    hint: `Save it as UTF-8: iconv -f ${encoding} -t UTF-8 ${path} > utf8-file`,
    cause,
  })
}

import { headLength, lineBeginning, readRecordHead, readWholeLine, type RecordHead } from './record-line.ts'

/** Where a line stands in the bytes of a file, and what its head says; without a head it is no record. */
export interface ScannedLine {
  /** In bytes; `end` is without `\n`. */
  start: number
  end: number
  /** In the file, from 1. */
  line: number
  head: RecordHead | undefined
  /** True when a `\n` follows. A line without one may be in the middle of being written. */
  isEnded: boolean
}

const newline = 10
const carriageReturn = 13
const closingBrace = 125

/**
 * The lines of a file of recordings by their heads alone; checksums are not looked at. Blank lines are passed over. A
 * record that lost the `\n` before it is found all the same, by its checksum.
 */
export function* scanRecordLines(bytes: Buffer): Generator<ScannedLine> {
  // One search for beginnings runs ahead of the lines: an ordinary line has no other inside.
  let beginning = bytes.indexOf(lineBeginning)
  const nextBeginning = (after: number) => {
    while (beginning >= 0 && beginning <= after) beginning = bytes.indexOf(lineBeginning, beginning + 1)
    return beginning < 0 ? bytes.length : beginning
  }
  let line = 0
  for (let start = 0; start < bytes.length;) {
    line += 1
    const found = bytes.indexOf(newline, start)
    const stop = found < 0 ? bytes.length : found
    const end = bytes[stop - 1] === carriageReturn ? stop - 1 : stop
    const isEnded = found >= 0
    if (end > start) {
      const head = bytes[end - 1] === closingBrace ? headAt(bytes, start) : undefined
      yield { start, end, line, head, isEnded }
      for (let inner = nextBeginning(start); inner < end; inner = nextBeginning(inner)) {
        const innerHead = headAt(bytes, inner)
        if (innerHead !== undefined && readWholeLine(bytes.subarray(inner, end)) !== undefined) {
          yield { start: inner, end, line, head: innerHead, isEnded }
        }
      }
    }
    start = stop + 1
  }
}

/** Lines of a file, each with its `\n`, as bytes again. */
export function joinLines(bytes: Buffer, lines: readonly { start: number; end: number }[]): Buffer {
  const lineEnd = Buffer.of(newline)
  return Buffer.concat(lines.flatMap(({ start, end }) => [bytes.subarray(start, end), lineEnd]))
}

/** The lines of a file, each held against its checksum. */
export function* checkRecordLines(bytes: Buffer): Generator<ScannedLine & { isWhole: boolean }> {
  for (const scanned of scanRecordLines(bytes)) {
    const isWhole =
      scanned.head !== undefined && readWholeLine(bytes.subarray(scanned.start, scanned.end)) !== undefined
    yield { ...scanned, isWhole }
  }
}

function headAt(bytes: Buffer, start: number): RecordHead | undefined {
  return readRecordHead(bytes.toString('latin1', start, start + headLength))
}

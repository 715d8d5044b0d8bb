import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../contract/index.ts'
import { type Clock, isoTime } from './clock.ts'
import { missingFile } from './file.ts'
import { lineBeginning, parseRecordLine, readRecordHead, readWholeLine, recordLine } from './record-line.ts'
import { partName, recordFiles } from './record-log-folder.ts'
import { scanRecordLines } from './record-log-lines.ts'
import { noteUses } from './record-log-uses.ts'

/**
 * A folder of recordings, opened by one process: files of lines, each with a checksum. Lines are read at the first
 * look-up, records parsed when used. The newest record of a key counts: files in the order of their names, lines in
 * theirs. This process appends to a file of its own, so that many write at once and a kill tears at most one last line.
 * What other processes append after the first look-up is not seen.
 */
export interface RecordLog {
  /**
   * The newest whole record of a key; undefined where there is none. Notes the use.
   *
   * @throws VitestJudgeError `missing-file` when the folder or a file in it cannot be read
   */
  find(key: string): JsonObject | undefined
  /**
   * Appends; seen by `find` of this process at once. A key is 64 hexadecimal digits. Never throws: a write that fails
   * is kept as `fault`, one above the size limit is counted in `leftOut`.
   */
  add(key: string, record: JsonObject): void
  /** All keys with their newest whole records and when those were made (ISO 8601), parsed while one goes on. */
  records(): Iterable<{ key: string; time: string; record: JsonObject }>
  /**
   * Damaged lines that were met while reading: the file's name, and the line from 1. A last line that does not end is
   * not among them, as another process may be writing it.
   */
  readonly damaged: readonly { file: string; line: number }[]
  /** Why the last write failed, in words; undefined where none did. */
  readonly fault: string | undefined
  /** The size of all files: as they were when first asked for, and what this process appended. */
  readonly bytes: number
  /** How many records were not written because `bytes` had reached the limit. */
  readonly leftOut: number
  /** Notes which keys this process used. Never rejects: uses only say what may be pruned. */
  flush(): Promise<void>
}

/** How a log is opened. */
export interface RecordLogOptions {
  /** What the files of one run have in common in their names; letters, digits and `-`. */
  runToken: string
  clock: Clock
  /** The size of all files from which on nothing more is written; default no limit. */
  maxBytes?: number
}

/** Opens a folder of recordings, which is made at the first write. Nothing is read before the first look-up. */
export function openRecordLog(folder: string, options: RecordLogOptions): RecordLog {
  return new FolderLog(folder, options)
}

/** Where a line stands; `earlier` is the line of the same key that counted before it. */
interface Place {
  file: string
  line: number
  start: number
  end: number
  earlier: Place | undefined
}

/** The file that a process appends to. */
interface OwnFile {
  file: string
  lines: number
  /** True when a write may have left a part of a line. */
  isTorn: boolean
  /** Open once something is written. */
  handle?: number
}

/** How often the files are listed anew when one of them went away. */
const mostAttempts = 5

class FolderLog implements RecordLog {
  readonly damaged: { file: string; line: number }[] = []
  fault: string | undefined
  leftOut = 0
  readonly #folder: string
  readonly #options: RecordLogOptions
  readonly #writer = randomUUID().slice(0, 8)
  readonly #handles = new Map<string, number>()
  readonly #used = new Set<string>()
  #index: Map<string, Place> | undefined
  #bytes: number | undefined
  #buffer = Buffer.allocUnsafe(0)
  /** The file of this process, once something was written. */
  #own: OwnFile | undefined

  constructor(folder: string, options: RecordLogOptions) {
    this.#folder = folder
    this.#options = options
  }

  get bytes(): number {
    this.#bytes ??= recordFiles(this.#folder)
      .map((name) => statSync(join(this.#folder, name), { throwIfNoEntry: false })?.size ?? 0)
      .reduce((total, size) => total + size, 0)
    return this.#bytes
  }

  find(key: string): JsonObject | undefined {
    const line = this.#lineOf(key)
    if (line === undefined) return undefined
    this.#used.add(key)
    return parseRecordLine(line)
  }

  add(key: string, record: JsonObject): void {
    try {
      if (this.bytes >= (this.#options.maxBytes ?? Infinity)) {
        this.leftOut += 1
        return
      }
      this.#append(key, Buffer.from(recordLine({ key, time: isoTime(this.#options.clock) }, record)))
    } catch (error) {
      // Where the folder went away, it is made again for the next record.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.#own = undefined
      else if (this.#own) this.#own.isTorn = true
      this.fault = (error as Error).message
    }
  }

  *records(): Generator<{ key: string; time: string; record: JsonObject }> {
    for (const key of this.#places().keys()) {
      const line = this.#lineOf(key)
      const head = line === undefined ? undefined : readRecordHead(line)
      if (line !== undefined && head !== undefined) yield { ...head, record: parseRecordLine(line) }
    }
  }

  async flush(): Promise<void> {
    if (this.#used.size === 0) return
    const keys = [...this.#used]
    this.#used.clear()
    await noteUses(this.#folder, this.#options.runToken, this.#writer, keys).catch(() => {})
  }

  #append(key: string, line: Buffer): void {
    let own = this.#ownFile()
    if (fstatSync(own.handle).nlink === 0) {
      // Another process has settled or pruned it. A new file of that name would be read where the index knows the old.
      closeSync(own.handle)
      this.#own = undefined
      own = this.#ownFile()
    }
    const { size } = fstatSync(own.handle)
    // What a failed write left must not become part of this line.
    const start = own.isTorn ? size + 1 : size
    appendFileSync(own.handle, own.isTorn ? Buffer.concat([Buffer.from('\n'), line]) : line)
    own.lines += own.isTorn ? 2 : 1
    own.isTorn = false
    this.#bytes = this.bytes + line.length
    if (this.#index === undefined) return
    enter(this.#index, key, { file: own.file, line: own.lines, start, end: start + line.length - 1 })
  }

  /** Opens the file of this process, making it at the first write. */
  #ownFile(): OwnFile & { handle: number } {
    const own = (this.#own ??= this.#makeOwn())
    return Object.assign(own, { handle: own.handle ?? openSync(join(this.#folder, own.file), 'a') })
  }

  #makeOwn(): OwnFile {
    const { runToken, clock } = this.#options
    if (mkdirSync(this.#folder, { recursive: true }) !== undefined) {
      writeFileSync(join(this.#folder, '.gitignore'), 'used*\n*.tmp\n')
    }
    const file = partName(isoTime(clock), runToken, randomUUID().slice(0, 8))
    return { file, lines: 0, isTorn: false }
  }

  #places(): Map<string, Place> {
    for (let attempt = 0; this.#index === undefined; attempt += 1) this.#readIndex(attempt)
    return this.#index
  }

  #readIndex(attempt: number): void {
    const index = new Map<string, Place>()
    const damaged: { file: string; line: number }[] = []
    const own = this.#own?.file
    const files = recordFiles(this.#folder).filter((file) => file !== own)
    // What this process added before its first look-up is newer than all else.
    for (const file of own === undefined ? files : [...files, own]) {
      const bytes = this.#readAll(file)
      // Another process has settled or pruned it: what it held stands in a file that was not listed yet.
      if (bytes === undefined && attempt < mostAttempts) return
      for (const { head, line, start, end, isEnded } of scanRecordLines(bytes ?? Buffer.alloc(0))) {
        if (head !== undefined) enter(index, head.key, { file, line, start, end })
        else if (isEnded) damaged.push({ file, line })
      }
    }
    this.#index = index
    this.damaged.push(...damaged)
  }

  /** The newest whole line of a key; damaged ones are taken out of the index. */
  #lineOf(key: string): string | undefined {
    const index = this.#places()
    for (let place = index.get(key); place !== undefined; place = place.earlier) {
      const line = readWholeLine(this.#read(place))
      if (line?.startsWith(key, lineBeginning.length)) return line
      this.damaged.push({ file: place.file, line: place.line })
      if (place.earlier === undefined) index.delete(key)
      else index.set(key, place.earlier)
    }
    return undefined
  }

  #read({ file, start, end }: Place): Buffer {
    const length = end - start
    if (this.#buffer.length < length) this.#buffer = Buffer.allocUnsafe(2 * length)
    const read = readSync(this.#handleOf(file), this.#buffer, 0, length, start)
    return this.#buffer.subarray(0, read)
  }

  /** All of a file; undefined where it is no longer there. */
  #readAll(file: string): Buffer | undefined {
    try {
      return readFileSync(this.#handleOf(file))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw missingFile(join(this.#folder, file), error)
    }
  }

  /** Kept open, so that what was indexed can be read after another process has settled or pruned the file. */
  #handleOf(file: string): number {
    const handle = this.#handles.get(file) ?? openSync(join(this.#folder, file), 'r')
    this.#handles.set(file, handle)
    return handle
  }
}

function enter(index: Map<string, Place>, key: string, place: Omit<Place, 'earlier'>): void {
  index.set(key, { ...place, earlier: index.get(key) })
}

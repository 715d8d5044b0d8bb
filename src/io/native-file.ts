import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, open, rename } from 'node:fs/promises'

/** Size and checksum of a file. */
export interface FileDigest {
  bytes: number
  /** 64 hexadecimal digits. */
  sha256: string
}

/** A name beside a path that nobody else uses, for a library that writes files itself. */
export function temporaryPath(path: string): string {
  return `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`
}

/** Size and checksum of a file, read in pieces; undefined where it cannot be read. */
export async function fileDigest(path: string): Promise<FileDigest | undefined> {
  const sum = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of createReadStream(path)) {
      sum.update(piece as Buffer)
      bytes += (piece as Buffer).length
    }
  } catch {
    return undefined
  }
  return { bytes, sha256: sum.digest('hex') }
}

/**
 * Gives a file a second name, under which it stays the same file whoever replaces the first meanwhile; undefined where
 * there is no file or the file system has no hard links. Remove it after use.
 */
export async function pinFile(path: string): Promise<string | undefined> {
  const pinned = temporaryPath(path)
  return link(path, pinned).then(
    () => pinned,
    () => undefined,
  )
}

/** Syncs a file that a library has written to disk. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Puts a file in another's place, at once. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to)
}

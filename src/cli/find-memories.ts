import { basename, dirname } from 'node:path'
import { findFiles, readTextIfAny } from '../io/index.ts'

/** A memory on disk. */
export interface MemoryFolder {
  /** The judge's name, as the folder is called. */
  judge: string
  /** Absolute path of the folder that holds `memory.json`. */
  folder: string
}

/** The memories below a root, by their paths: every `memory.json` of ours, wherever `aligned` was told to keep it. */
export async function findMemories(root: string): Promise<MemoryFolder[]> {
  const found: MemoryFolder[] = []
  for (const path of findFiles(root, '**/memory.json')) {
    const folder = dirname(path)
    if ((await readTextIfAny(path))?.includes('"vitest-judge/memory@'))
      found.push({ judge: basename(folder), folder })
  }
  return found
}

import { type Memory, VitestJudgeError } from '../contract/index.ts'
import { loadMemory, loadVersion } from '../memory/index.ts'

/** The memory that a run's verdicts were given with, or why it cannot be had. */
export interface RunMemory {
  memory?: Memory
  /** Absent too where the run had none. */
  missing?: string
}

/** The memory of a fingerprint: as it stands in its folder, or as a version that is kept there. */
export async function memoryOfRun(folder: string, fingerprint: string | undefined): Promise<RunMemory> {
  if (fingerprint === undefined) return {}
  const id = fingerprint.slice(0, 12)
  try {
    const standing = await loadMemory(folder)
    if (standing?.memory.fingerprint === fingerprint) return { memory: standing.memory }
    const { memory } = await loadVersion(folder, id)
    if (memory.fingerprint === fingerprint) return { memory }
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    if (error.code === 'damaged-file')
      return { missing: 'The memory that this verdict was given with is damaged.' }
  }
  return { missing: `The memory has changed since, and its version ${id} is not kept.` }
}

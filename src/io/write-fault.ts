import { VitestJudgeError } from '../contract/index.ts'

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/**
 * What to throw where a file could not be written: `cannot-write` where the system refused it (no space, no permission,
 * a disk that can only be read), else the fault itself.
 */
export function writeFault(path: string, fault: unknown): unknown {
  if (!(fault instanceof Error) || !('syscall' in fault) || !('code' in fault)) return fault
  return new VitestJudgeError('cannot-write', {
    message: `${path} could not be written: ${fault.message}.`,
    hint: full.has(String(fault.code))
      ? 'Make room on the disk, then do it again.'
      : 'Check the permissions of the file and its folder, then do it again.',
    cause: fault,
  })
}

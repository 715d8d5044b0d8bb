import type { Vitest } from 'vitest/node'
import { raiseExitCode } from './exit-code.ts'

/** The exit code of a run that somebody interrupted. */
const interruptedCode = 130

/**
 * Has the first Ctrl-C cancel the run instead of ending the process: calls are aborted, and what is known is written
 * as an incomplete run. A second one ends the process as it always does. Gives what takes that back.
 */
export function cancelOnInterrupt(vitest: Vitest): () => void {
  const others = process.listeners('SIGINT')
  const restore = () => {
    process.off('SIGINT', cancel)
    for (const other of others) if (!process.listeners('SIGINT').includes(other)) process.on('SIGINT', other)
  }
  const cancel = () => {
    restore()
    raiseExitCode(interruptedCode)
    vitest.logger.log(' Interrupted: what is known will be written. Press Ctrl-C again to end at once.')
    void vitest.cancelCurrentRun('keyboard-input')
  }
  for (const other of others) process.off('SIGINT', other)
  process.on('SIGINT', cancel)
  return restore
}

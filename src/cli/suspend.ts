/** What of a terminal's input suspending takes. */
interface RawInput {
  setRawMode?(isRaw: boolean): unknown
}

/**
 * Ctrl-Z where each key is given at once: the terminal is as it was while the shell has it, and after `fg` the program
 * goes on. The whole group stops, as `npx` waits in it; where no shell could wake it up, nothing happens.
 */
export function suspend(input: RawInput): void {
  if (process.platform === 'win32') return
  input.setRawMode?.(false)
  // Stops here, and goes on from here.
  process.kill(0, 'SIGTSTP')
  input.setRawMode?.(true)
}

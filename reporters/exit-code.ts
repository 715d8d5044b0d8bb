let wanted = 0

/** Raises the code the process will end with; never lowers it, whatever Vitest sets later. */
export function raiseExitCode(code: number): void {
  if (wanted === 0) {
    process.on('exit', () => {
      if (Number(process.exitCode ?? 0) < wanted) process.exitCode = wanted
    })
  }
  wanted = Math.max(wanted, code)
  if (Number(process.exitCode ?? 0) < wanted) process.exitCode = wanted
}

// `vitest-judge` in a process of its own that can be killed, at a fixed time: equal work gives equal files.
import { runCommand } from '../../src/cli/program.ts'

process.exitCode = await runCommand(
  process.argv.slice(2),
  {
    root: process.cwd(),
    input: process.stdin,
    output: process.stdout,
    clock: () => Date.UTC(2026, 10, 25),
    environment: process.env,
    width: 80,
    color: false,
  },
  process.stderr,
)

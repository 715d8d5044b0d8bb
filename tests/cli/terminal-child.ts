/** Runs a command as at a terminal, in a process of its own: keys come over standard input, each in one piece. */
import { systemClock } from '../../src/io/index.ts'
import { runCommand } from '../../src/cli/program.ts'

const input = Object.assign(process.stdin, { isTTY: true, setRawMode: () => process.stdin })
const output = Object.assign(process.stdout, { isTTY: true })

process.exitCode = await runCommand(
  process.argv.slice(2),
  {
    root: process.cwd(),
    input,
    output,
    clock: systemClock,
    environment: process.env,
    width: 80,
    color: false,
  },
  process.stderr,
)

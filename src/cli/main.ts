#!/usr/bin/env node
import { systemClock } from '../io/index.ts'
import { outputColor, outputWidth } from '../../reporters/index.ts'
import { runCommand } from './program.ts'

// A reader that has seen enough, such as `head`, is no error, nor is a terminal whose window was closed: what a command
// still has to do then, it does.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit()
  if (code !== 'EIO') throw new Error(message)
})

process.exitCode = await runCommand(
  process.argv.slice(2),
  {
    root: process.cwd(),
    input: process.stdin,
    output: process.stdout,
    clock: systemClock,
    environment: process.env,
    width: outputWidth(),
    color: outputColor(),
  },
  process.stderr,
)

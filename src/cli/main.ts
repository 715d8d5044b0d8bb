#!/usr/bin/env node
import { systemClock } from '../io/index.ts'
import { outputColor, outputWidth } from '../../reporters/index.ts'
import { runCommand } from './program.ts'

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
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

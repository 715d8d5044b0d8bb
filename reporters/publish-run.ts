import type { Vitest } from 'vitest/node'
import { type BaselineFinder, type GateLine, measuredRows, withMemoryBefore } from '../src/agreement/index.ts'
import { decideRun } from '../src/audit/index.ts'
import { type Run, VitestJudgeError } from '../src/contract/index.ts'
import { renderRun } from '../src/report/index.ts'
import { checkMemories, findBaselines, readRun, withWornSets, writeRun } from '../src/run/index.ts'
import { raiseExitCode } from './exit-code.ts'
import { reportToGithub } from './github.ts'
import { nextCommands } from './next-commands.ts'
import { outputColor, outputWidth } from './terminal.ts'

/** Writes a run, prints how its judges agree with the truth, and applies its gates to Vitest's exit code. */
export async function publishRun(vitest: Vitest, made: Run): Promise<void> {
  const { root } = vitest.config
  const run = await withWornSets(root, await comparedWithBefore(root, made))
  // Before the run is written: the latest run may be its own baseline.
  const findBaseline = await findBaselines(root, run, measuredRows)
  const path = await writeRun(root, run)
  const { lines, note, fault } = decide(run, findBaseline)
  const nextCommand = nextCommands(run)
  const options = { width: outputWidth(), color: outputColor(), gates: lines, gateNote: note }
  vitest.logger.log(`\n${renderRun(run, { ...options, nextCommand })}\n\n Run file: ${path}\n`)
  if (fault !== undefined) vitest.logger.error(`error: ${fault.message}\n`)
  await reportToGithub(
    run,
    { lines, note },
    {
      environment: process.env,
      root,
      log: (line) => vitest.logger.log(line),
      summary: { nextCommand },
    },
  )
}

/** The run, with how its aligned judges stood before their memories changed. A run before that cannot be read is none. */
async function comparedWithBefore(root: string, run: Run): Promise<Run> {
  const isAligned = run.suites.some(({ judges }) => judges.some(({ memory }) => memory !== undefined))
  if (!run.complete || !isAligned) return run
  try {
    return withMemoryBefore(run, await readRun(root))
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    return run
  }
}

/** What the gates say; with a memory that cannot be trusted, no gate says anything. */
function decide(
  run: Run,
  findBaseline: BaselineFinder,
): { lines: readonly GateLine[]; note: string; fault?: VitestJudgeError } {
  try {
    checkMemories(run)
    const decided = decideRun(run, { findBaseline })
    raiseExitCode(decided.exitCode)
    return decided
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    raiseExitCode(error.exitCode)
    return { lines: [], note: '', fault: error }
  }
}

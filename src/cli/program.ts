import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import { VitestJudgeError } from '../contract/index.ts'
import { loadEnvironmentFile, placeWiring, recordingsOf, settleModels } from '../model/index.ts'
import { registerAnchors } from './anchors.ts'
import { registerAgreement } from './agreement.ts'
import { registerAlign } from './align.ts'
import type { CommandContext, Surroundings } from './context.ts'
import { registerExport } from './export.ts'
import { registerFeedback } from './feedback.ts'
import { registerImport } from './import.ts'
import { registerInit } from './init.ts'
import { Interrupted } from './questions.ts'
import { registerCalibrate } from './calibrate.ts'
import { registerCompare } from './compare.ts'
import { registerGate } from './gate.ts'
import { registerMemory } from './memory.ts'
import { registerPlan } from './plan.ts'
import { registerRecordings } from './recordings.ts'
import { registerReport } from './report.ts'
import { registerReview } from './review.ts'
import { registerUnalign } from './unalign.ts'

/**
 * Runs one command and gives the exit code: 0 good, 1 a gate failed, 2 usage or configuration, 3 could not judge,
 * 130 interrupted.
 * An expected error is one message without a stack, on standard error.
 */
export async function runCommand(
  argv: readonly string[],
  surroundings: Surroundings,
  errors: NodeJS.WritableStream,
): Promise<number> {
  const debug = argv.includes('--debug')
  let exitCode = 0
  const context: CommandContext = {
    ...surroundings,
    exit: (code) => {
      exitCode = Math.max(exitCode, code)
    },
  }
  try {
    loadEnvironmentFile(context.root)
    placeWiring({ recordings: recordingsOf(context.root) })
    await commandProgram(context, errors).parseAsync([...argv], { from: 'user' })
    await settleModels()
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (error instanceof CommanderError && error.code === 'commander.help') return 2
    if (error instanceof Interrupted) return 130
    const expected = error instanceof CommanderError ? usageError(error) : error
    if (!VitestJudgeError.is(expected)) throw error
    errors.write(`error ${expected.code}: ${expected.message}\n`)
    if (debug) errors.write(`${expected.stack ?? ''}\n`)
    return expected.exitCode
  }
}

function usageError({ message }: CommanderError): VitestJudgeError {
  return new VitestJudgeError('invalid-usage', {
    message: message.replace(/^error: /, '').replace(/^./, (first) => first.toUpperCase()),
    hint: 'npx vitest-judge --help lists the commands, npx vitest-judge <command> --help its flags.',
  })
}

/** All commands with their flags, which act in the context; help that nobody asked for goes to `errors`. */
export function commandProgram(context: CommandContext, errors: NodeJS.WritableStream): Command {
  const root = new Command('vitest-judge')
    .description(
      'LLM judges as Vitest matchers: measured, aligned, gated. Evaluations run with: npx vitest run evals',
    )
    .version(packageVersion(), '--version', 'print the version')
    .option('--debug', 'show where an error came from')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.write(text),
      // The error is thrown, and printed as our own; only help that nobody asked for comes this way.
      outputError: () => {},
      writeErr: (text) => errors.write(text),
    })
  registerInit(root, context)
  registerAlign(root, context)
  registerFeedback(root, context)
  registerReview(root, context)
  registerUnalign(root, context)
  registerReport(root, context)
  registerGate(root, context)
  registerPlan(root, context)
  registerCalibrate(root, context)
  registerCompare(root, context)
  registerAnchors(root, context)
  registerAgreement(root, context)
  registerMemory(root, context)
  registerRecordings(root, context)
  registerImport(root, context)
  registerExport(root, context)
  return root
}

/** The version of this package, which its manifest holds wherever it is installed. */
function packageVersion(): string {
  const manifest = createRequire(import.meta.url)('vitest-judge/package.json') as { version: string }
  return manifest.version
}

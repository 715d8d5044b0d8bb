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
import { examples, layOutHelp } from './help.ts'
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
import { usageError } from './usage-error.ts'

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
  const program = commandProgram(context, errors)
  try {
    loadEnvironmentFile(context.root)
    placeWiring({ recordings: recordingsOf(context.root) })
    await program.parseAsync([...argv], { from: 'user' })
    await settleModels()
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (error instanceof CommanderError && error.code === 'commander.help') return 2
    if (error instanceof Interrupted) return 130
    const expected = error instanceof CommanderError ? usageError(error, program, argv) : error
    if (!VitestJudgeError.is(expected)) throw error
    // Where it happened is where the command runs.
    const message = expected.message.replaceAll(`${context.root}/`, '')
    errors.write(`error ${expected.code}: ${message}\n`)
    if (debug) errors.write(`${expected.stack ?? ''}\n`)
    return expected.exitCode
  }
}

/** All commands with their flags, which act in the context; help that nobody asked for goes to `errors`. */
export function commandProgram(context: CommandContext, errors: NodeJS.WritableStream): Command {
  const root = new Command('vitest-judge')
    .description(
      'LLM judges as Vitest matchers: measured, aligned, gated. Evaluations run with: npx vitest run evals',
    )
    .version(packageVersion(), '--version', 'print the version')
    .option('--debug', 'show where an error came from')
    .addHelpText(
      'after',
      examples(
        context,
        [
          'from nothing to an aligned judge',
          'npx vitest-judge init',
          'npx vitest run evals',
          'npx vitest-judge feedback',
          'npx vitest-judge align',
          'npx vitest run evals',
        ],
        ['what a command takes', 'npx vitest-judge align --help'],
      ),
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.write(text),
      // The error is thrown, and printed as our own; only help that nobody asked for comes this way.
      outputError: () => {},
      writeErr: (text) => errors.write(text),
    })
  root.commandsGroup('Set up, give feedback, align:')
  registerInit(root, context)
  registerFeedback(root, context)
  registerReview(root, context)
  registerAlign(root, context)
  root.commandsGroup('Look and decide:')
  registerReport(root, context)
  registerCompare(root, context)
  registerGate(root, context)
  registerPlan(root, context)
  registerCalibrate(root, context)
  registerAnchors(root, context)
  registerAgreement(root, context)
  root.commandsGroup('Look after what is kept:')
  registerMemory(root, context)
  registerUnalign(root, context)
  registerRecordings(root, context)
  registerImport(root, context)
  registerExport(root, context)
  root.helpCommand('help [command]', 'print the help of a command')
  layOutHelp(root, context)
  return root
}

/** The version of this package, which its manifest holds wherever it is installed. */
function packageVersion(): string {
  const manifest = createRequire(import.meta.url)('vitest-judge/package.json') as { version: string }
  return manifest.version
}

import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { VitestJudgeError } from '../contract/index.ts'
import { feedbackPath, readFeedback } from '../feedback/index.ts'
import { appendLines, namesIn, projectPath, writeWhole } from '../io/index.ts'
import { importTraces, newLines, rowsDifference, rowsText, type JudgeFeedback } from '../mlflow/index.ts'
import { readRun } from '../run/index.ts'
import { say, type CommandContext } from './context.ts'
import { describeImport, type LogOutcome } from './import/describe.ts'
import { examples } from './help.ts'
import { append } from './flag-values.ts'

/** The flags of `import mlflow`. */
interface ImportFlags {
  judge?: string[]
  out?: string
  rows?: string
  feedback?: string
  sessions?: boolean
  flatten?: boolean
  trace?: boolean
  codeAsHuman?: boolean
  force?: boolean
  dryRun?: boolean
  json?: boolean
}

const example = [
  'rows, expectations and feedback of traces that were exported from MLflow',
  'npx vitest-judge import mlflow traces.jsonl --out evals/support',
] as const

/** Adds the command `import mlflow`. */
export function registerImport(root: Command, context: CommandContext): void {
  root
    .command('import')
    .summary('bring rows and feedback from MLflow')
    .description('bring rows and feedback from elsewhere')
    .addHelpText('after', examples(context, example))
    .command('mlflow')
    .description('exported traces of MLflow become rows, expectations and feedback')
    .argument('<file>', 'JSON lines, or a JSON array of traces')
    .option(
      '--judge <name[=assessment]>',
      'whose feedback to take, and under which name it stands; may be given again (default: all that people or programs gave)',
      append,
    )
    .option('--out <folder>', 'the folder of the eval file (default: evals/<name of the file>)')
    .option('--rows <file>', 'where the rows go (default: rows.jsonl in that folder)')
    .option('--feedback <file>', "where one judge's feedback goes (default: feedback/<judge>.jsonl there)")
    .option('--sessions', 'a row for each session, with its conversation, in place of one for each trace')
    .option('--flatten', 'inputs and outputs as the texts that MLflow makes of them')
    .option('--trace', 'keep the spans of each trace, as a tree, for judges with {{ trace }}')
    .option('--code-as-human', "take programs' feedback for people's")
    .option('--force', 'overwrite a rows file that differs')
    .option('--dry-run', 'write nothing')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples(context, example))
    .action((file: string, flags: ImportFlags) => importMlflow(file, flags, context))
}

/** `import mlflow`: everything is read and checked before anything is written. */
async function importMlflow(file: string, flags: ImportFlags, context: CommandContext): Promise<void> {
  const { root } = context
  const { judge: judges = [], sessions = false, flatten = false, trace = false, codeAsHuman = false } = flags
  const folder = resolve(root, flags.out ?? join('evals', basename(file, extname(file))))
  const imported = await importTraces(resolve(root, file), {
    name: file,
    known: await knownJudges(context.root, join(folder, 'feedback')),
    judges,
    sessions,
    flatten,
    withTrace: trace,
    codeIsHuman: codeAsHuman,
  })
  const rowsPath = flags.rows === undefined ? join(folder, 'rows.jsonl') : resolve(root, flags.rows)
  const shownRows = projectPath(root, rowsPath)
  const difference = await rowsDifference(rowsPath, imported.rows)
  if (difference.differs && difference.stands && !flags.force) refuseOverwriting()
  refuseOneLogForSeveral(flags, imported.feedback)
  const logs = await Promise.all(
    imported.feedback.map(async ({ lines, ...rest }) => {
      const path =
        flags.feedback === undefined ? feedbackPath(folder, rest.judge) : resolve(root, flags.feedback)
      const { fresh, forgotten } = newLines(await readFeedback(path), lines)
      const sources = { HUMAN: 0, CODE: 0, LLM_JUDGE: 0 }
      for (const { source } of lines) sources[source.type]++
      const outcome: LogOutcome = {
        ...rest,
        log: projectPath(root, path),
        added: fresh.length,
        asBefore: lines.length - fresh.length - forgotten,
        forgotten,
        sources,
      }
      return { path, fresh, outcome }
    }),
  )
  if (!flags.dryRun) {
    if (difference.differs) await writeWhole(rowsPath, rowsText(imported.rows))
    for (const { path, fresh } of logs) await appendLines(path, fresh)
  }
  const { rows, feedback: _feedback, ...facts } = imported
  const { added, changed, gone } = difference
  const outcome = {
    file,
    ...facts,
    rows: { file: shownRows, total: rows.length, added, changed, gone },
    expectations: rows.filter(({ expectations }) => expectations !== undefined).length,
    feedback: logs.map((log) => log.outcome),
    dryRun: flags.dryRun ?? false,
  }
  const lost = outcome.feedback.flatMap(({ leftOut }) => leftOut).filter(({ why }) => why !== 'error')
  if (outcome.withoutInputs.length > 0 || lost.length > 0) context.exit(3)
  if (flags.json) say(context, JSON.stringify(outcome, null, 2))
  else describeImport(outcome, dirname(shownRows), context)

  function refuseOverwriting(): never {
    throw new VitestJudgeError('invalid-usage', {
      message: `${shownRows} holds other rows: importing would add ${difference.added}, change ${difference.changed} and remove ${difference.gone} of them; expected the same rows or no such file.`,
      hint: 'Nothing was written. Overwrite it with --force, or write elsewhere with --out <folder> or --rows <file>.',
    })
  }
}

function refuseOneLogForSeveral({ feedback }: ImportFlags, found: readonly JudgeFeedback[]): void {
  if (feedback === undefined || found.length <= 1) return
  throw new VitestJudgeError('invalid-usage', {
    message: `--feedback names one file for the feedback of ${found.map(({ judge }) => judge).join(', ')}; expected one judge.`,
    hint: 'Say which with --judge <name>, or leave --feedback out: each judge has a log of its own.',
  })
}

/** The judges of the latest run, if there is one that can be read, and those that have a log in a folder. */
async function knownJudges(root: string, logFolder: string): Promise<string[]> {
  const run = await readRun(root).catch((error: unknown) => {
    if (VitestJudgeError.is(error)) return undefined
    throw error
  })
  const judges = run?.suites.flatMap((suite) => suite.judges.map(({ definition }) => definition.name)) ?? []
  const logs = (await namesIn(logFolder)).filter((name) => name.endsWith('.jsonl'))
  return [...logs.map((name) => name.slice(0, -'.jsonl'.length)), ...judges]
}

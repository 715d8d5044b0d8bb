import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { VitestJudgeError, type Run } from '../contract/index.ts'
import { feedbackPath, readFeedback } from '../feedback/index.ts'
import { isoTime, namesIn, projectPath, readTextIfAny, writeWhole } from '../io/index.ts'
import { fileSamples, readTracedRows, runSamples, tracesText, type ExportedJudges } from '../mlflow/index.ts'
import { readRun } from '../run/index.ts'
import { say, type CommandContext } from './context.ts'
import { fit } from './fit.ts'
import { examples } from './help.ts'
import { count } from './count.ts'
import { append } from './flag-values.ts'

/** The flags of `export mlflow`. */
interface ExportFlags {
  run?: string
  rows?: string
  suite?: string
  judge?: string[]
  force?: boolean
  json?: boolean
}

const example = [
  'the latest run with its feedback, as traces with assessments',
  'npx vitest-judge export mlflow traces.jsonl',
] as const

/** Adds the command `export mlflow`. */
export function registerExport(root: Command, context: CommandContext): void {
  root
    .command('export')
    .summary('bring rows, feedback and verdicts to MLflow')
    .description('bring rows, feedback and verdicts elsewhere')
    .addHelpText('after', examples(context, example))
    .command('mlflow')
    .description('a run and its feedback become traces of MLflow with assessments')
    .argument('<file>', 'where they go: JSON lines, or a JSON array where it ends in .json')
    .option('--run <run>', 'a run file or run id (default: the latest run)')
    .option('--rows <file>', 'rows with recorded outputs and the feedback beside them, in place of a run')
    .option('--suite <name>', 'one suite of the run (default: all)')
    .option(
      '--judge <name[=assessment]>',
      'one judge, and the name that its assessments get; may be given again (default: all)',
      append,
    )
    .option('--force', 'overwrite a file that differs')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples(context, example))
    .action((file: string, flags: ExportFlags) => exportMlflow(file, flags, context))
}

/** `export mlflow`: never overwrites a file that differs unless told to. */
async function exportMlflow(file: string, flags: ExportFlags, context: CommandContext): Promise<void> {
  const path = resolve(context.root, file)
  const { samples, unmatched } = await (flags.rows === undefined
    ? samplesOfRun(flags, context)
    : samplesOfFile(flags.rows, flags, context))
  const text = tracesText(file, samples)
  const before = await readTextIfAny(path)
  if (before !== undefined && before !== text && !flags.force) {
    throw new VitestJudgeError('invalid-usage', {
      message: `${file} exists and holds something else; expected no such file.`,
      hint: 'Nothing was written. Overwrite it with --force, or name another file.',
    })
  }
  if (before !== text) await writeWhole(path, text)
  const outcome = {
    file,
    traces: samples.length,
    expectations: samples.filter(({ row }) => row.expectations !== undefined).length,
    feedback: samples.flatMap((sample) => sample.feedback.flatMap(({ lines }) => lines)).length,
    verdicts: samples
      .flatMap(({ verdicts }) => verdicts)
      .filter(({ verdict }) => verdict.outcome !== 'not-asked').length,
    unmatched,
  }
  if (flags.json) return say(context, JSON.stringify(outcome, null, 2))
  const sentences = [
    `${file}: ${count(outcome.traces, 'trace')}, ${outcome.expectations} with expectations; ${count(outcome.feedback, 'assessment')} of feedback, ${count(outcome.verdicts, 'verdict')}`,
    ...(unmatched === 0
      ? []
      : [
          `Left out: feedback on ${count(unmatched, 'sample')} not among them, such as answers that have changed since.`,
        ]),
    'Next: [mlflow.entities.Trace.from_json(line) for line in open(...)] reads it in Python; npx vitest-judge import mlflow reads it here',
  ]
  for (const line of sentences.flatMap((sentence) => fit(sentence, context.width))) say(context, line)
}

async function samplesOfRun(flags: ExportFlags, { root }: CommandContext) {
  const run = await readRun(root, flags.run)
  const suites = run.suites.filter(({ name }) => flags.suite === undefined || name === flags.suite)
  if (suites.length === 0) {
    throw new VitestJudgeError('invalid-usage', {
      message: `The run ${run.id} has no suite ${JSON.stringify(flags.suite)}; it has ${run.suites.map(({ name }) => JSON.stringify(name)).join(', ') || 'none'}.`,
      hint: 'Write --suite with one of these, or leave it out.',
    })
  }
  const judges = wantedJudges(
    flags.judge,
    suites.flatMap((suite) => suite.judges.map(({ definition }) => definition.name)),
    `The run ${run.id}`,
  )
  const logs = (suiteFile: string, judge: string) =>
    readFeedback(feedbackPath(resolve(root, dirname(suiteFile)), judge))
  return runSamples({ ...run, suites } satisfies Run, { judges, logs })
}

async function samplesOfFile(rows: string, flags: ExportFlags, context: CommandContext) {
  const other = flags.run === undefined ? (flags.suite === undefined ? undefined : '--suite') : '--run'
  if (other !== undefined) {
    throw new VitestJudgeError('invalid-usage', {
      message: `export mlflow was given --rows and ${other}; expected one of them.`,
      hint: 'Leave one out: a run brings its verdicts along, a rows file what it keeps of its traces.',
    })
  }
  const path = resolve(context.root, rows)
  const read = await readTracedRows(path)
  const folder = join(dirname(path), 'feedback')
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.jsonl'))
  const known = names.map((name) => name.slice(0, -'.jsonl'.length))
  const judges = wantedJudges(flags.judge, known, projectPath(context.root, folder))
  const logs = await Promise.all(
    [...judges].map(async ([judge, name]) => ({
      name,
      lines: await readFeedback(feedbackPath(dirname(path), judge)),
    })),
  )
  return fileSamples(read, logs, isoTime(context.clock))
}

/** @throws VitestJudgeError `unknown-judge` for a name that is not known */
function wantedJudges(
  wanted: readonly string[] | undefined,
  known: readonly string[],
  where: string,
): ExportedJudges {
  if (wanted === undefined) return new Map(known.map((name) => [name, name]))
  return new Map(
    wanted.map((text) => {
      const at = text.indexOf('=')
      const [id, name] = at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
      const judge = id.replace(/@aligned$/, '')
      if (known.includes(judge)) return [judge, name ?? judge]
      throw new VitestJudgeError('unknown-judge', {
        message: `${where} has no judge ${judge}; it has ${[...new Set(known)].join(', ') || 'none'}.`,
        hint: 'Write --judge with one of these.',
      })
    }),
  )
}

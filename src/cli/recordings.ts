import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { VitestJudgeError } from '../contract/index.ts'
import { exists, isoTime, projectPath, pruneRecordLog, verifyRecordLog } from '../io/index.ts'
import { recordingsOf, recordingStats, type RecordingStats } from '../model/index.ts'
import { say, type CommandContext } from './context.ts'
import { fit } from './fit.ts'
import { examples } from './help.ts'
import { count, grouped } from './count.ts'

/** The flags of all commands of `recordings`. */
interface FolderFlags {
  folder?: string
  json?: boolean
}

interface PruneFlags extends FolderFlags {
  /** In days. */
  unusedFor: number
  dryRun?: boolean
}

/** Adds the commands `recordings stats`, `recordings verify` and `recordings prune`. */
export function registerRecordings(root: Command, context: CommandContext): void {
  const recordings = root
    .command('recordings')
    .summary('look after the stored answers of models')
    .description('look after the stored answers of models')
    .addHelpText(
      'after',
      examples(context, ['how many there are, of which models', 'npx vitest-judge recordings stats']),
    )
  const add = (name: string, description: string, example: readonly [what: string, line: string]) =>
    recordings
      .command(name)
      .description(description)
      .addHelpText('after', examples(context, example))
      .option(
        '--folder <path>',
        'where they are (default: as VITEST_JUDGE_RECORDINGS_FOLDER says, else .vitest-judge/recordings)',
      )
      .option('--json', 'print the outcome as JSON')
  add('stats', 'count recordings, their size, models and days', [
    'those that are committed for CI',
    'npx vitest-judge recordings stats --folder evals/recordings',
  ]).action((flags: FolderFlags) => stats(flags, context))
  add('verify', 'hold every recording against its checksum; exit 3 when one is damaged', [
    'before they are committed',
    'npx vitest-judge recordings verify',
  ]).action((flags: FolderFlags) => verify(flags, context))
  add('prune', 'drop recordings that were neither made nor used for some time, and damaged lines', [
    'what nobody has used for a month; nothing is written',
    'npx vitest-judge recordings prune --unused-for 30d --dry-run',
  ])
    .requiredOption('--unused-for <days>', 'for how long, for example 30d; must be given', days)
    .option('--dry-run', 'write nothing')
    .action((flags: PruneFlags) => prune(flags, context))
}

async function stats(flags: FolderFlags, context: CommandContext): Promise<void> {
  const found = await recordingStats(await folderOf(flags, context))
  if (flags.json) return say(context, JSON.stringify(found, null, 2))
  print(context, describeStats(found))
}

function describeStats({ recordings, replaced, damaged, bytes, models, days }: RecordingStats): string[] {
  const [first, last] = [days[0]?.day, days.at(-1)?.day]
  return [
    `${count(recordings, 'recording')}, ${size(bytes)}`,
    ...(models.length === 0
      ? []
      : [`models: ${models.map(({ model, recordings }) => `${model} ${grouped(recordings)}`).join(', ')}`]),
    ...(first === undefined
      ? []
      : [first === last ? `made on ${first}` : `made on ${count(days.length, 'day')}, ${first} to ${last}`]),
    ...(replaced === 0 ? [] : [`${count(replaced, 'older answer')} of the same requests`]),
    damaged === 0
      ? 'no damaged line'
      : `${count(damaged, 'damaged line')}: npx vitest-judge recordings verify names them`,
  ]
}

/** @throws VitestJudgeError `missing-file` where there is no folder */
async function verify(flags: FolderFlags, context: CommandContext): Promise<void> {
  const found = await verifyRecordLog(await folderOf(flags, context))
  if (found.damaged.length > 0) context.exit(3)
  if (flags.json) return say(context, JSON.stringify(found, null, 2))
  print(context, [
    `${count(found.records, 'recording')} whole, ${count(found.damaged.length, 'damaged line')}`,
    ...found.damaged.map(({ file, line }) => `${file}:${line} is damaged`),
    ...(found.damaged.length === 0
      ? []
      : ['Damaged lines are never used: they are asked again. recordings prune drops them.']),
  ])
}

/** @throws VitestJudgeError `missing-file` where there is no folder, `locked` while another process prunes */
async function prune(flags: PruneFlags, context: CommandContext): Promise<void> {
  const unusedSince = isoTime(() => context.clock() - flags.unusedFor * 86_400_000).slice(0, 10)
  const dryRun = flags.dryRun ?? false
  const outcome = await pruneRecordLog(await folderOf(flags, context), { unusedSince, dryRun })
  if (flags.json) return say(context, JSON.stringify({ unusedSince, dryRun, ...outcome }, null, 2))
  const { kept, dropped, damaged, bytesBefore, bytesAfter } = outcome
  print(context, [
    `${dryRun ? 'Would drop' : 'Dropped'} ${count(dropped, 'recording')} neither made nor used since ${unusedSince}${damaged === 0 ? '' : ` and ${count(damaged, 'damaged line')}`}; ${grouped(kept)} left.`,
    `${size(bytesBefore)} before, ${size(bytesAfter)} after`,
  ])
}

async function folderOf({ folder }: FolderFlags, { root }: CommandContext): Promise<string> {
  const path = folder === undefined ? recordingsOf(root).folder : resolve(root, folder)
  if (await exists(path)) return path
  throw new VitestJudgeError('missing-file', {
    message: `${projectPath(root, path)} does not exist; expected a folder of recordings.`,
    hint: 'Record some first: npx vitest run evals, with a key (offline answers are never recorded); or name the folder: --folder <path>.',
  })
}

function print(context: CommandContext, lines: readonly string[]): void {
  for (const line of lines.flatMap((text) => fit(text, context.width))) say(context, line)
}

function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`
}

function days(text: string): number {
  const [, number] = /^(\d{1,5})d$/.exec(text) ?? []
  if (number !== undefined) return Number(number)
  throw new InvalidArgumentError(`Expected a number of days such as 30d, received ${JSON.stringify(text)}.`)
}

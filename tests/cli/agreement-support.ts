import { join } from 'node:path'
import type { Statistic } from '../../src/agreement/index.ts'
import type { AgreementOutcome } from '../../src/cli/agreement/outcome.ts'
import { commandFolder, type CommandEnd } from './in-process.ts'

/** What `agreement` says of files in a folder, whose path stands as `…`. */
export interface AgreementFolder {
  write(files: Record<string, string>): Promise<void>
  /** Runs `agreement` with arguments separated by spaces; those with an ending are files of the folder. */
  run(args: string): Promise<CommandEnd>
  /** The same with `--json`, which must end with the exit code, and its outcome. */
  outcome(args: string, exitCode?: number): Promise<AgreementOutcome>
  /** The exit code and what stands on standard error; nothing may be printed. */
  refusal(args: string): Promise<string>
}

/** A folder for all tests of a file. */
export function agreementFolder(): AgreementFolder {
  const folder = commandFolder()
  const place = (argument: string) =>
    /\.(?:jsonl|json|csv|tsv|txt)$/.test(argument) ? join(folder.root, argument) : argument
  const shown = (text: string) => text.replaceAll(`${folder.root}/`, '…/')
  const own: AgreementFolder = {
    write: (files) => folder.write(files),
    run: async (args) => {
      const { exitCode, stdout, stderr } = await folder.command('agreement', ...args.split(' ').map(place))
      return { exitCode, stdout: shown(stdout), stderr: shown(stderr) }
    },
    outcome: async (args, expected = 0) => {
      const { exitCode, stdout, stderr } = await own.run(`${args} --json`)
      if (exitCode !== expected || stderr !== '') throw new Error(`ended with ${exitCode}: ${stderr}`)
      return JSON.parse(stdout) as AgreementOutcome
    },
    refusal: async (args) => {
      const { exitCode, stdout, stderr } = await own.run(args)
      if (stdout !== '') throw new Error(`printed ${stdout}`)
      return `${exitCode} ${stderr}`
    },
  }
  return own
}

/** The first judge's figures. */
export function judgeIn({ judges: [judge] }: AgreementOutcome): AgreementOutcome['judges'][number] {
  if (judge === undefined) throw new Error('no judge was measured')
  return judge
}

/** Values as JSON lines. */
export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

/** Rows of a table `table[truth][verdict]`, the labels in the same order; undefined among them stands for no verdict. */
export function tableRows(
  table: readonly (readonly number[])[],
  labels: readonly unknown[],
): { human: unknown; judge: unknown }[] {
  return table.flatMap((row, truth) =>
    row.flatMap((count, verdict) =>
      Array.from({ length: count }, () => ({ human: labels[truth], judge: labels[verdict] ?? null })),
    ),
  )
}

/** The number of a statistic, or why there is none. */
export function figure(statistic: Statistic | undefined): number | string | undefined {
  return statistic?.kind === 'value' ? statistic.value : statistic?.reason
}

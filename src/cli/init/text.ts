import { Chalk } from 'chalk'
import { structuredPatch } from 'diff'
import {
  installCommand,
  missingPackages,
  programCommand,
  scriptCommand,
  type FileChange,
  type InitPlan,
  type ProjectFacts,
} from '../../init/index.ts'
import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'

/** How many unchanged lines are shown around a change. */
const contextLines = 2

/** Tells what the project was taken for. */
export function describeProject(facts: ProjectFacts, folder: string, context: CommandContext): void {
  const { name, packageManager, isTypeScript, isModule, vitest, config } = facts
  const vitestText =
    vitest.installed ??
    (vitest.declared === undefined ? 'not installed' : `${vitest.declared}, not installed`)
  const parts = [
    packageManager,
    isTypeScript ? 'TypeScript' : 'JavaScript',
    isModule ? 'ES modules' : 'CommonJS',
    `Vitest ${vitestText}`,
    config?.path ?? 'no configuration of Vitest',
  ]
  const place = folder === '.' ? '' : ` in ${folder}`
  for (const line of fit(`${name}${place}: ${parts.join(', ')}`, context.width)) say(context, line)
  say(context)
}

/** Shows what would change, file by file, as a diff, and then what is left to the person. */
export function describeChanges({ changes, notices }: InitPlan, context: CommandContext): void {
  const paint = new Chalk({ level: context.color ? 1 : 0 })
  for (const change of changes) {
    say(context, `${paint.bold(change.path)}${change.before === undefined ? ' (new)' : ''}`)
    for (const line of diffLines(change)) {
      const text = line.trimEnd()
      say(
        context,
        `  ${line.startsWith('+') ? paint.green(text) : line.startsWith('-') ? paint.red(text) : text}`,
      )
    }
    say(context)
  }
  for (const { text, lines = [] } of notices) {
    for (const line of fit(text, context.width)) say(context, line)
    for (const line of lines) say(context, `  ${line}`)
    say(context)
  }
}

function diffLines({ path, before = '', after }: FileChange): string[] {
  const { hunks } = structuredPatch(path, path, before, after, '', '', { context: contextLines })
  return hunks.flatMap(({ lines }, index) => [
    ...(index === 0 ? [] : ['…']),
    ...lines.filter((line) => !line.startsWith('\\')),
  ])
}

/** Tells how to go on. */
export function describeNext(
  facts: ProjectFacts,
  { folder, offline, plan }: { folder: string; offline: boolean; plan: InitPlan },
  context: CommandContext,
): void {
  const { packageManager, isWorkspaceRoot } = facts
  const missing = missingPackages(facts)
  if (plan.changes.length === 0 && plan.notices.length === 0)
    say(context, 'Nothing to do: the project is set up.')
  const steps: [command: string, what?: string][] = [
    ...(folder === '.' ? [] : [[`cd ${folder}`] as [string]]),
    ...(missing.length === 0 ? [] : [[installCommand(packageManager, missing, isWorkspaceRoot)] as [string]]),
  ]
  if (plan.changes.length > 0) {
    steps.push(
      [scriptCommand(packageManager, 'evals'), 'judge every row, and the judge by the truth'],
      [programCommand(packageManager, 'vitest-judge align'), 'teach it what it got wrong'],
      [scriptCommand(packageManager, 'evals'), 'judge again, aligned beside plain'],
    )
  }
  if (steps.length > 0) say(context, 'Next:')
  const column = Math.max(
    ...steps.filter(([, what]) => what !== undefined).map(([command]) => command.length),
  )
  for (const [command, what] of steps) {
    const line = what === undefined ? command : `${command.padEnd(column)}  # ${what}`
    say(context, `  ${line.length + 2 <= context.width ? line : command}`)
  }
  const hints = plan.changes.length === 0 ? [] : hintsFor(plan, offline)
  for (const hint of hints) {
    say(context)
    for (const line of fit(hint, context.width)) say(context, line)
  }
}

function hintsFor({ changes }: InitPlan, offline: boolean): string[] {
  const [rows, evaluation] = changes.map(({ path }) => path).filter((path) => path.startsWith('evals/'))
  return [
    ...(offline
      ? [
          'For a real judge, put a line OPENAI_API_KEY=... into .env, or OPENAI_BASE_URL=... for another service or a local one.',
        ]
      : []),
    ...(evaluation === undefined
      ? []
      : [`Then put your own rows into ${rows}, and your system and your judge into ${evaluation}.`]),
  ]
}

import { resolve } from 'node:path'
import { exitCodeOf, type GateLine } from '../src/agreement/index.ts'
import type { Run } from '../src/contract/index.ts'
import { appendText, projectPath } from '../src/io/index.ts'
import { gateTitle, type MarkdownOptions, renderMarkdown } from '../src/report/index.ts'

/** Where a run ended. */
export interface GithubSurroundings {
  /** `process.env`: `GITHUB_ACTIONS`, `GITHUB_STEP_SUMMARY` and `GITHUB_WORKSPACE` are read. */
  environment: Readonly<Record<string, string | undefined>>
  /** The project's root, an absolute path. */
  root: string
  /** Prints one line to the log of the step. */
  log: (line: string) => void
  /** What the summary says besides the run and its gates. */
  summary?: Omit<MarkdownOptions, 'gates' | 'gateNote'>
}

/**
 * Where GitHub Actions runs us: adds the run as Markdown to the step's summary and marks each failed gate as an error,
 * each inconclusive one that only warns as a warning, at most ten. Anywhere else it does nothing. A summary that
 * cannot be written is warned of and changes nothing else.
 */
export async function reportToGithub(
  run: Run,
  { lines, note }: { lines: readonly GateLine[]; note: string },
  { environment, root, log, summary }: GithubSurroundings,
): Promise<void> {
  if (environment['GITHUB_ACTIONS'] !== 'true') return
  for (const command of gateCommands(run, lines, { root, workspace: environment['GITHUB_WORKSPACE'] })) {
    log(command)
  }
  const path = environment['GITHUB_STEP_SUMMARY']
  if (path === undefined || path === '') return
  try {
    // The blank line parts it from what another reporter wrote.
    await appendText(path, `\n${renderMarkdown(run, { ...summary, gates: lines, gateNote: note })}`)
  } catch (error) {
    const message = `The report could not be added to the summary of this step: ${(error as Error).message}`
    log(workflowCommand('warning', { title: 'vitest-judge' }, message))
  }
}

const mostCommands = 10

/** The workflow commands for gates: errors first, at most ten; where there are more, the last says how many. */
export function gateCommands(
  run: Run,
  gates: readonly GateLine[],
  { root, workspace }: { root: string; workspace?: string | undefined },
): string[] {
  const parts = [...run.suites, ...(run.audits ?? [])]
  const fileOf = (suite: string) => {
    const file = parts.find(({ name }) => name === suite)?.file
    return file === undefined ? undefined : fileFromWorkspace(root, file, workspace)
  }
  const command = (level: 'error' | 'warning') => (gate: GateLine) =>
    workflowCommand(
      level,
      { title: gateTitle(gate, parts.length), file: fileOf(gate.suite) },
      [gate.reason, ...(gate.warnings ?? [])].join(' '),
    )
  const failed = gates.filter(({ outcome }) => exitCodeOf(outcome, run.gate) > 0)
  const unsure = gates.filter(
    ({ outcome }) => outcome === 'inconclusive' && exitCodeOf(outcome, run.gate) === 0,
  )
  const commands = [...failed.map(command('error')), ...unsure.map(command('warning'))]
  if (commands.length <= mostCommands) return commands
  const shown = commands.slice(0, mostCommands - 1)
  const level = failed.length > shown.length ? 'error' : 'warning'
  const more = `${commands.length - shown.length} more gates did not pass; the log and the summary of this step have them all.`
  return [...shown, workflowCommand(level, { title: 'vitest-judge' }, more)]
}

/** One workflow command of GitHub Actions, escaped as its toolkit does. */
export function workflowCommand(
  level: 'error' | 'warning',
  properties: Readonly<Record<string, string | undefined>>,
  message: string,
): string {
  const given = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapeProperty(value)}`],
  )
  return `::${level} ${given.join(',')}::${escapeMessage(message)}`
}

function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** GitHub marks files by their path from the repository's root, where the project may be a folder of. */
function fileFromWorkspace(root: string, file: string, workspace: string | undefined): string {
  if (workspace === undefined || workspace === '') return file
  const path = projectPath(workspace, resolve(root, file))
  return path.startsWith('../') ? file : path
}

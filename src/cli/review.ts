import { randomBytes } from 'node:crypto'
import { type Command, InvalidArgumentError } from 'commander'
import { readRun } from '../run/index.ts'
import type { RunningReview } from '../review/index.ts'
import { annotatorName } from './annotator.ts'
import { say, type CommandContext } from './context.ts'
import { fit } from './fit.ts'
import { examples } from './help.ts'
import { hasBrowser, openBrowser } from './open-browser.ts'
import { findTargets } from './targets.ts'
import { alignCommands } from './next-align.ts'
import { keysFor } from './value-keys.ts'

/** The flags of `review`. */
export interface ReviewFlags {
  run?: string
  judge?: string
  annotator?: string
  blind?: boolean
  port?: number
  /** False with `--no-open`. */
  open: boolean
}

/** What is otherwise as it is for a person at a terminal. */
export interface ReviewWays {
  /** Where the page's script and style lie; default: in the package. */
  pageFolder?: string
  /** Ends the server; default: Ctrl-C, or the end of the program by another signal. */
  until?: (running: RunningReview) => Promise<unknown>
}

/** Adds the command `review`. */
export function registerReview(root: Command, context: CommandContext): void {
  root
    .command('review')
    .summary('give feedback and look at memories in the browser')
    .description('give feedback in the browser, and look at memories: a page of this machine, until Ctrl-C')
    .option('--judge <name>', 'one judge: name or name@aligned (default: all aligned judges, else all)')
    .option('--run <run>', 'a run file or run id (default: the latest run)')
    .option('--annotator <name>', "who gives it unless the page says otherwise (default: git's user name)")
    .option('--blind', 'show neither verdicts nor truth, nor what others said')
    .option('--port <port>', 'the port of 127.0.0.1 (default: a free one)', portNumber)
    .option('--no-open', 'open no browser')
    .addHelpText(
      'after',
      examples(
        context,
        ['open the page in the browser', 'npx vitest-judge review'],
        [
          'on a machine reached by ssh -L 4321:127.0.0.1:4321',
          'npx vitest-judge review --port 4321 --no-open',
        ],
      ),
    )
    .action((flags: ReviewFlags) => review(flags, context))
}

/**
 * `review`: serves the page on loopback until it is interrupted, then tells what was stored.
 *
 * @throws VitestJudgeError as `findTargets` and `startReview` do
 */
export async function review(
  flags: ReviewFlags,
  context: CommandContext,
  ways: ReviewWays = {},
): Promise<void> {
  const { root, clock, environment } = context
  const run = await readRun(root, flags.run)
  const annotator = await annotatorName(flags.annotator, root, environment)
  const blind = flags.blind === true
  // Loaded here, as the server costs every other command some milliseconds.
  const { startReview } = await import('../review/index.ts')
  const running = await startReview({
    root,
    run,
    annotator,
    blind,
    keysOf: keysFor,
    targets: findTargets(root, run, flags.judge, { orAll: true }),
    token: randomBytes(32).toString('base64url'),
    port: flags.port,
    clock,
    pageFolder: ways.pageFolder,
    failed: (error) =>
      print(context, `A request failed: ${error instanceof Error ? error.message : String(error)}`),
  })
  try {
    announce(running, { annotator, blind, isPartial: !run.complete }, context)
    if (flags.open && hasBrowser(context)) openBrowser(running.address)
    await (ways.until ?? interrupted)(running)
  } finally {
    await running.close()
  }
  conclude(running, alignCommands(run, running.answered(), flags.run), context)
}

function announce(
  { address, port, samples }: RunningReview,
  { annotator, blind, isPartial }: { annotator: string; blind: boolean; isPartial: boolean },
  context: CommandContext,
): void {
  const rows = `${samples} align ${samples === 1 ? 'sample' : 'samples'}${isPartial ? ' of a part of a run' : ''}`
  print(context, `Review of ${rows}, as ${annotator}${blind ? ', blind' : ''}. Open:`)
  // Whole, however narrow the terminal: it is to be copied.
  say(context, `\n  ${address}\n`)
  if ((context.environment['SSH_CONNECTION'] ?? '') !== '') {
    print(
      context,
      `From another machine: ssh -L ${port}:127.0.0.1:${port} <this machine>, then open it there.`,
    )
  }
  print(context, 'Every answer is on disk at once. Ctrl-C ends it.')
}

function conclude(running: RunningReview, commands: readonly string[], context: CommandContext): void {
  const stored = running.stored()
  const total = stored.reduce((sum, { answers }) => sum + answers, 0)
  const undone = stored.reduce((sum, { takenBack }) => sum + takenBack, 0)
  const who =
    stored.length > 1
      ? ` (${stored.map(({ annotator, answers }) => `${annotator} ${answers}`).join(', ')})`
      : ''
  const back = undone === 0 ? '' : `, ${undone} taken back`
  const next = total > 0 ? ` Next: ${commands.join(', then ')}` : ''
  say(context)
  print(context, `${total} ${total === 1 ? 'answer' : 'answers'} stored${who}${back}.${next}`)
}

/** Resolves once the person presses Ctrl-C or ends the program. A second time ends it at once. */
async function interrupted(): Promise<void> {
  const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  await new Promise<void>((resolve) => {
    const end = () => {
      for (const signal of endings) process.off(signal, end)
      resolve()
    }
    for (const signal of endings) process.on(signal, end)
  })
}

function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65535) return port
  throw new InvalidArgumentError(`Expected a port from 1 to 65535, received ${JSON.stringify(text)}.`)
}

function print(context: CommandContext, text: string): void {
  for (const line of fit(text, context.width)) say(context, line)
}

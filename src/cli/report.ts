import { evaluateRunGates } from '../agreement/index.ts'
import { renderRun } from '../report/index.ts'
import { readRun } from '../run/index.ts'
import { nextCommands } from '../../reporters/index.ts'
import { say, type CommandContext } from './context.ts'

/** `report`: shows a run again, as text or as JSON. */
export async function report(
  source: string | undefined,
  flags: { json?: boolean },
  context: CommandContext,
): Promise<void> {
  const run = await readRun(context.root, source)
  if (flags.json) {
    say(context, JSON.stringify(run, null, 2))
    return
  }
  const { lines } = evaluateRunGates(run)
  say(
    context,
    renderRun(run, {
      width: context.width,
      color: context.color,
      gates: lines,
      nextCommand: nextCommands(run),
    }),
  )
}

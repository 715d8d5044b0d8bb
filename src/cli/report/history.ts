import { VitestJudgeError } from '../../contract/index.ts'
import { projectPath } from '../../io/index.ts'
import { renderHistory } from '../../report/index.ts'
import { workFolder } from '../../run/index.ts'
import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'
import type { ReportFlags } from './flags.ts'
import { historyOf } from './history-changes.ts'
import { writeHtml } from './html-file.ts'
import { readHistory } from './read-history.ts'

/**
 * `report --history`: all runs of the project over time, as text, JSON or a page; ends with 3 where one cannot be read.
 * @throws VitestJudgeError `no-run` where there is none
 */
export async function showHistory(
  { json = false, explain = false }: ReportFlags,
  target: string | undefined,
  context: CommandContext,
): Promise<void> {
  const { root, width, color } = context
  const history = historyOf(await readHistory(root))
  if (history.runs.length === 0 && history.leftOut.length === 0) {
    throw new VitestJudgeError('no-run', {
      message: `There is no run yet: ${workFolder}/runs in ${root} holds none.`,
      hint: 'Run the evaluations first: npx vitest run evals.',
    })
  }
  if (history.leftOut.length > 0) context.exit(3)
  if (json) return say(context, JSON.stringify(history, null, 2))
  if (target === undefined) return say(context, renderHistory(history, { width, color, explain }))
  const { renderHistoryHtml } = await import('../../report/html/index.ts')
  const size = await writeHtml(target, renderHistoryHtml(history))
  const runs = `${history.runs.length} ${history.runs.length === 1 ? 'run' : 'runs'}`
  for (const line of fit(`${projectPath(root, target)} (${size}) holds the history of ${runs}.`, width)) {
    say(context, line)
  }
}

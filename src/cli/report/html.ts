import type { Run } from '../../contract/index.ts'
import type { HtmlOptions } from '../../report/html/index.ts'
import { projectPath } from '../../io/index.ts'
import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'
import { calibrationFacts } from './calibration-facts.ts'
import { writeHtml } from './html-file.ts'
import { memoryFacts } from './memory-facts.ts'
import { readHistory } from './read-history.ts'

/** `report --html`: writes a run as one page, with what the project's files say of its judges. */
export async function writeReport(
  run: Run,
  options: HtmlOptions,
  target: string,
  context: CommandContext,
): Promise<void> {
  const { root } = context
  // What no other command needs is loaded here.
  const { renderHtml } = await import('../../report/html/index.ts')
  const hasMemory = run.suites.some(({ judges }) => judges.some(({ memory }) => memory !== undefined))
  const { runs } = hasMemory ? await readHistory(root) : { runs: [] }
  const calibrations = await calibrationFacts(root, run)
  const memories = await memoryFacts(root, run, { runs, calibrations })
  const html = renderHtml(run, { ...options, calibrations, memories })
  const size = await writeHtml(target, html)
  for (const line of fit(
    `${projectPath(root, target)} (${size}) holds the report of ${run.id}.`,
    context.width,
  )) {
    say(context, line)
  }
}

import { type RunGates, unscoredCounts } from '../agreement/index.ts'
import type { Run } from '../contract/index.ts'
import { unscoredText } from './describe-unscored.ts'
import { explainGates } from './explain-run.ts'
import { paperOf, paragraph } from './paper.ts'
import type { PrintOptions } from './print-options.ts'
import { joinBlocks, renderGlossary } from './render-blocks.ts'
import { type Remark, remarkLines } from './remark.ts'
import { renderGates } from './render-gates.ts'

/**
 * The gates of a run alone, with their reasons, in the words of the run's report. `source` says where thresholds
 * come from that nobody has just given.
 */
export function renderGateReport(
  run: Run,
  { lines, note }: Pick<RunGates, 'lines' | 'note'>,
  { width, color, explain = false, source }: PrintOptions & { source?: string | undefined },
): string {
  const paper = paperOf(width, color)
  const { quiet, doubtful } = paper.palette
  return joinBlocks([
    [
      ...paragraph(paper, `run ${run.id}, ${run.time}, held-out rows`, { mark: '', style: quiet }),
      ...(source === undefined ? [] : paragraph(paper, source, { mark: '', style: quiet })),
      ...(run.offline
        ? paragraph(paper, 'Verdicts come from the offline stand-in, which is no language model.', {
            mark: '',
            style: doubtful,
          })
        : []),
    ],
    renderGates(paper, lines, { suites: run.suites.length + (run.audits?.length ?? 0), note }),
    remarkLines(paper, unscoredRemarks(run, lines)),
    explain ? renderGlossary(paper, explainGates(lines, note)) : [],
  ])
}

/** Why verdicts are unscored, of each judge that has too many. */
function unscoredRemarks({ suites }: Run, lines: RunGates['lines']): Remark[] {
  return suites.flatMap(({ name, rows, judges }) =>
    judges.flatMap(({ id }): Remark[] => {
      const isOver = lines.some(
        ({ suite, judge, outcome }) => suite === name && judge === id && outcome === 'too-many-unscored',
      )
      return isOver
        ? [{ text: `${id}, unscored: ${unscoredText(unscoredCounts(rows, id))}`, tone: 'doubtful' }]
        : []
    }),
  )
}

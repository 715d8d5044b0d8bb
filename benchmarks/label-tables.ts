import { percent } from '../src/agreement/index.ts'
import type { Table } from './markdown.ts'
import {
  type FigureName,
  figureNames,
  type LabelledFigure,
  labelledFigures,
  type LabelledWorld,
} from './simulated-labels.ts'
import type { Draws } from './simulated-rows.ts'

/** How the tables of docs/labels.md are drawn. */
export const labelDraws: Draws = { seed: 1, dataSets: 2000 }

/** The numbers of labels of the table of coverage, of 400 rows. */
export const labelCounts = [50, 100, 200]

const lenient: LabelledWorld = { passRate: 0.9, passRecall: 0.98, failRecall: 0.8 }

/** Data sets and judges, by name. */
export const labelledWorlds: Record<string, LabelledWorld> = {
  '90 % pass, recalls 98 % and 80 %': lenient,
  '80 % pass, recalls 90 % and 50 %': { passRate: 0.8, passRecall: 0.9, failRecall: 0.5 },
  '30 % pass, recalls 51 % and 95 %': { passRate: 0.3, passRecall: 0.51, failRecall: 0.95 },
  'half pass, both recalls 90 %': { passRate: 0.5, passRecall: 0.9, failRecall: 0.9 },
  'the first, stopped after 40 % of the labels': { ...lenient, stopsAfter: 0.4 },
  'the first, drawn by an earlier version': { ...lenient, isChanged: true },
}

/** Those of the first table, in which the judge errs on either side. */
export const comparedWorlds = Object.keys(labelledWorlds).slice(0, 3)

/** What 100 labels say where their weights are left out, and with them. */
export function labelFiguresTable(draws: Draws): Table {
  return {
    name: 'label-figures',
    head: [
      'In truth',
      'Figure',
      'True',
      'Unweighted: found',
      'holds',
      'gate passes',
      'Weighted: found',
      'holds',
      'gate passes',
    ],
    rows: comparedWorlds.flatMap((name) => labelFiguresLines(name, draws)),
  }
}

/** The lines of one judge in `labelFiguresTable`. */
export function labelFiguresLines(name: string, draws: Draws): string[][] {
  const world = labelledWorlds[name] as LabelledWorld
  const [bare, weighted] = [false, true].map((isWeighted) => labelledFigures(world, 100, isWeighted, draws))
  return figureNames.map((figure) => {
    const cells = (found: LabelledFigure) => [
      shown(figure, found.found),
      percent(found.held),
      // No gate holds a pass rate.
      figure === 'pass rate' ? '–' : percent(found.passed),
    ]
    const [first, second] = [bare?.[figure], weighted?.[figure]] as [LabelledFigure, LabelledFigure]
    return [name, figure, shown(figure, first.truth), ...cells(first), ...cells(second)]
  })
}

/** How often the weighted intervals hold the true figure. */
export function labelCoverageTable(draws: Draws): Table {
  return {
    name: 'label-coverage',
    head: ['In truth', 'Labels', ...figureNames],
    rows: Object.keys(labelledWorlds).flatMap((name) =>
      labelCounts.map((labels) => labelCoverageLine(name, labels, draws)),
    ),
  }
}

/** One line of `labelCoverageTable`. */
export function labelCoverageLine(name: string, labels: number, draws: Draws): string[] {
  const found = labelledFigures(labelledWorlds[name] as LabelledWorld, labels, true, draws)
  return [name, String(labels), ...figureNames.map((figure) => percent(found[figure].held))]
}

function shown(figure: FigureName, share: number): string {
  return figure === 'kappa' ? share.toFixed(3) : percent(share)
}

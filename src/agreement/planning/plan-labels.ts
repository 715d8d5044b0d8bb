import type { GateThresholds, Passing } from '../../contract/index.ts'
import { evaluateGate } from '../gates/evaluate-gate.ts'
import { type Agreement, measureTally } from '../measure-agreement.ts'
import { strataOf, type Stratum } from '../strata.ts'
import type { Cell, Tally } from '../tally.ts'
import { allocateLabels } from './draw-labels.ts'
import type { WorldCell } from './label-world.ts'

/** How rows are picked for labels: any of them alike, or by the judge's verdict, as `feedback --measure` does. */
export type LabelKind = 'random' | 'by verdict'

/** How a plan is simulated. */
export interface PlanLabelsOptions {
  thresholds: GateThresholds
  /** Which truths and verdicts pass; undefined where that is not known. */
  passes: Passing | undefined
  /** Held-out rows that may be drawn by verdict; more labels than that need more rows. */
  rows: number
  /** Fresh randomness of the seed, so that all plans draw alike. */
  random: () => () => number
  /** How often the gate is to pass; default 0.8. */
  power?: number
  /** How many sets of labels are drawn for each number; default 400. */
  dataSets?: number
}

/** One number of labels, and how often the gate passes on so many. */
export interface PlannedLabels {
  labels: number
  /** In [0, 1], by kind. */
  chance: Record<LabelKind, number>
}

/** How many labels a gate takes. */
export interface LabelPlan {
  /** Some numbers of labels, ascending. */
  steps: PlannedLabels[]
  /** From about how many on the gate passes with the power; undefined where not even the largest number does. */
  enough: Record<LabelKind, number | undefined>
  /** Why no number of labels will do: what the gate says of a judge that is exactly as expected; absent where some do. */
  hopeless?: string
}

const ladder = [20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000]

/** No plan looks beyond this many labels. */
export const mostPlannedLabels = ladder.at(-1) ?? 0

/**
 * How many labels it takes for a gate to pass a judge that is as expected, by simulation: so many labels are drawn from
 * the world, measured as a run's are, weights included, and handed to the gate itself. Rows count as independent.
 */
export function planLabels(world: readonly WorldCell[], options: PlanLabelsOptions): LabelPlan {
  const { power = 0.8, passes, thresholds } = options
  const { minRows: _, minRowsPerClass: __, ...figures } = thresholds
  const exact = evaluateGate(measureTally(expectedTally(world), { passes }), figures)
  if (exact.outcome !== 'pass') {
    // The rows it speaks of are as many as it takes to be sure.
    const hopeless = exact.reason.replace(/ on \d+ held-out rows( whose truth \w+)?/, '')
    return { steps: [], enough: { random: undefined, 'by verdict': undefined }, hopeless }
  }
  const known = new Map<string, number>()
  const chanceOf = (kind: LabelKind, labels: number) => {
    const key = `${kind} ${labels}`
    const chance = known.get(key) ?? passChance(world, kind, labels, options)
    known.set(key, chance)
    return chance
  }
  const enough = (kind: LabelKind) => {
    const place = ladder.findIndex((labels) => chanceOf(kind, labels) >= power)
    return place < 0 ? undefined : refined(kind, place)
  }
  const refined = (kind: LabelKind, place: number) => {
    let [tooFew, reached] = [ladder[place - 1] ?? 0, ladder[place] ?? 0]
    while (reached - tooFew > Math.max(5, reached / 20)) {
      const middle = Math.round((tooFew + reached) / 2)
      if (chanceOf(kind, middle) >= power) reached = middle
      else tooFew = middle
    }
    return reached
  }
  const found = { random: enough('random'), 'by verdict': enough('by verdict') }
  const most = Math.max(found.random ?? mostPlannedLabels, found['by verdict'] ?? mostPlannedLabels)
  const last = ladder.findIndex((labels) => labels >= most)
  return {
    steps: ladder.slice(Math.max(0, last - 5), last + 1).map((labels) => ({
      labels,
      chance: { random: chanceOf('random', labels), 'by verdict': chanceOf('by verdict', labels) },
    })),
    enough: found,
  }
}

/** How often the gate passes on so many labels. */
function passChance(
  world: readonly WorldCell[],
  kind: LabelKind,
  labels: number,
  { thresholds, passes, rows, random: fresh, dataSets = 400 }: PlanLabelsOptions,
): number {
  const random = fresh()
  const outcomes = new Map<string, boolean>()
  let passed = 0
  for (let set = 0; set < dataSets; set++) {
    const tally = drawTally(world, kind, labels, rows, random)
    // Small sets come out alike again and again.
    const key = tally.cells.map(({ truth, verdict, rows: count }) => `${truth}:${verdict}:${count}`).join()
    const doesPass = outcomes.get(key) ?? isPassed(measureTally(tally, { passes }), thresholds)
    outcomes.set(key, doesPass)
    if (doesPass) passed++
  }
  return passed / dataSets
}

function isPassed(agreement: Agreement, thresholds: GateThresholds): boolean {
  return evaluateGate(agreement, thresholds).outcome === 'pass'
}

/** So many labels, picked in one way, as a run would count them. */
export function drawTally(
  world: readonly WorldCell[],
  kind: LabelKind,
  labels: number,
  rows: number,
  random: () => number,
): Tally {
  if (kind === 'random') return tallyOfCells(world, drawCells(world, labels, random), () => 1)
  const strata = [...Map.groupBy(world, ({ stratum }) => stratum).values()]
  const sizes = strata.map((cells) => Math.round(Math.max(rows, labels) * shareOf(cells)))
  const given = allocateLabels(sizes, labels)
  const weights = new Map(
    strata.map((cells, place) => [cells[0]?.stratum, (sizes[place] ?? 0) / (given[place] ?? 1)]),
  )
  const counts = new Map(strata.flatMap((cells, place) => [...drawCells(cells, given[place] ?? 0, random)]))
  return tallyOfCells(world, counts, ({ stratum }) => weights.get(stratum) ?? 1)
}

/** A judge that is exactly as expected, on so many rows that chance has no part in it. */
function expectedTally(world: readonly WorldCell[]): Tally {
  return tallyOfCells(world, new Map(world.map((cell) => [cell, Math.round(cell.share * 1e7)])), () => 1)
}

function tallyOfCells(
  world: readonly WorldCell[],
  counts: ReadonlyMap<WorldCell, number>,
  weightOf: (cell: WorldCell) => number,
): Tally {
  const drawn = world.filter((cell) => counts.has(cell))
  const cells = drawn.map((cell): Cell => {
    const { truth, verdict } = cell
    const [rows, weight] = [counts.get(cell) ?? 0, weightOf(cell)]
    return { truth, verdict, rows, judgements: rows, weight: rows * weight, squares: rows * weight * weight }
  })
  const byWeight = Map.groupBy(drawn.entries(), ([, cell]) => weightOf(cell))
  const strata = [...byWeight].map(([weight, own]): Stratum => ({
    weight,
    rows: new Map(own.map(([index, cell]) => [index, counts.get(cell) ?? 0])),
  }))
  return {
    cells,
    weighted: cells.some(({ rows, weight }) => rows !== weight),
    strata: strataOf(
      strata,
      cells.reduce((sum, { rows }) => sum + rows, 0),
    ),
    clusters: undefined,
    refusal: undefined,
  }
}

function drawCells(
  cells: readonly WorldCell[],
  labels: number,
  random: () => number,
): Map<WorldCell, number> {
  const all = shareOf(cells)
  const counts = new Map<WorldCell, number>()
  for (let label = 0; label < labels; label++) {
    let left = random() * all
    const cell = cells.find(({ share }) => (left -= share) < 0) ?? cells.at(-1)
    if (cell !== undefined) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  return counts
}

function shareOf(cells: readonly WorldCell[]): number {
  return cells.reduce((sum, { share }) => sum + share, 0)
}

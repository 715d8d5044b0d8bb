import type { JudgeValue } from '../contract/index.ts'
import { compareLabels } from './judge-value.ts'
import type { Judgement } from './judgement.ts'
import { type Stratum, stratumCounter } from './strata.ts'

/** All judgements with one truth and one verdict. */
export interface Cell {
  truth: JudgeValue
  /** Undefined for unscored. */
  verdict: JudgeValue | undefined
  /** Rows: a judgement counts with its share of its row. */
  rows: number
  /** Judgements: each repeat of a row is one. */
  judgements: number
  /** Sum of the rows' weights. */
  weight: number
  /** Sum of the rows' squared weights. */
  squares: number
}

/** What agreement is computed from: one pass over the judgements, memory by cells and clusters, not by rows. */
export interface Tally {
  cells: Cell[]
  /** True when some weight differs from 1. */
  weighted: boolean
  /** The rows by weight, where these are few weights of several rows each; else undefined. */
  strata: Stratum[] | undefined
  /** For each cluster, the weight in each of its cells, as pairs of cell index and weight; without any, undefined. */
  clusters: Map<string, number[]> | undefined
  /** Why no figure may be computed from it; undefined where all may. */
  refusal: string | undefined
}

/** Why no figure may be computed where so many labels were picked by verdict and have no weight; undefined for 0. */
export function refusalOf(labels: number): string | undefined {
  if (labels === 0) return undefined
  const picked = `${labels} ${labels === 1 ? 'label was' : 'labels were'} picked by verdict`
  return `${picked}, without a weight, so no figure would stand for all rows`
}

/** Counts judgements one at a time. */
export interface Counter {
  /**
   * Adds one judgement.
   *
   * @throws RangeError for a weight that is not from 1e-9 to 1e9, a share not above 0 to 1, and for a value that is a number
   * and not finite
   */
  add(judgement: Judgement): void
  tally(): Tally
}

/** A counter that keeps one cell for each pair of truth and verdict. */
export function counter(): Counter {
  const byTruth = new Map<JudgeValue, Map<JudgeValue | undefined, number>>()
  const cells: Cell[] = []
  const clusters = new Map<string, number[]>()
  const weights = stratumCounter()
  let weighted = false
  let alone = 0
  let biased = 0
  return {
    add({ truth, verdict, weight: given, share = 1, cluster, pickedByVerdict = false }) {
      const weight = given ?? 1
      if (pickedByVerdict && given === undefined) biased++
      if (!(weight >= 1e-9 && weight <= 1e9 && share > 0 && share <= 1)) {
        throw new RangeError(`A weight from 1e-9 to 1e9 was expected, got ${weight} (share ${share}).`)
      }
      let byVerdict = byTruth.get(truth)
      if (byVerdict === undefined) byTruth.set(truth, (byVerdict = new Map()))
      let index = byVerdict.get(verdict)
      if (index === undefined) {
        requireFinite(truth, verdict)
        byVerdict.set(verdict, (index = cells.length))
        cells.push({ truth, verdict, rows: 0, judgements: 0, weight: 0, squares: 0 })
      }
      const cell = cells[index] as Cell
      cell.rows += share
      cell.judgements++
      cell.weight += weight * share
      cell.squares += weight * weight * share
      if (weight !== 1) {
        weighted = true
        weights.add(weight, index, share)
      }
      if (cluster === undefined) alone++
      else addToCluster(clusters, cluster, index, weight * share)
    },
    tally: () => ({
      ...inOrder(cells, clusters, weights.strata(cells)),
      weighted,
      refusal: refusalOf(biased),
    }),
  }

  function addToCluster(known: Map<string, number[]>, name: string, index: number, weight: number): void {
    if (alone > 0) throw new RangeError('Either every judgement or none has a cluster.')
    const pairs = known.get(name)
    if (pairs === undefined) {
      known.set(name, [index, weight])
      return
    }
    for (let place = 0; place < pairs.length; place += 2) {
      if (pairs[place] === index) {
        pairs[place + 1] = (pairs[place + 1] ?? 0) + weight
        return
      }
    }
    pairs.push(index, weight)
  }
}

function requireFinite(...values: (JudgeValue | undefined)[]): void {
  const wrong = values.find((value) => typeof value === 'number' && !Number.isFinite(value))
  if (wrong !== undefined) throw new RangeError(`A finite number was expected, got ${wrong}.`)
}

/** Cells by truth and verdict, clusters by name: sums over them come out the same whatever order rows came in. */
function inOrder(
  cells: readonly Cell[],
  clusters: ReadonlyMap<string, readonly number[]>,
  strata: readonly Stratum[] | undefined,
): Pick<Tally, 'cells' | 'clusters' | 'strata'> {
  const order = cells
    .map((cell, index) => ({ cell, index }))
    .sort(({ cell: left }, { cell: right }) => compareCells(left, right))
  const places = new Map(order.map(({ index }, place) => [index, place]))
  const placed = (pairs: readonly number[]): number[] => {
    const known: [place: number, weight: number][] = []
    for (let at = 0; at < pairs.length; at += 2) {
      known.push([places.get(pairs[at] ?? 0) ?? 0, pairs[at + 1] ?? 0])
    }
    return known.sort(([left], [right]) => left - right).flat()
  }
  const names = [...clusters.keys()].sort()
  return {
    cells: order.map(({ cell }) => ({ ...cell })),
    strata: strata?.map(({ weight, rows }) => ({
      weight,
      rows: new Map(
        [...rows]
          .map(([index, count]): [number, number] => [places.get(index) ?? 0, count])
          .sort(([left], [right]) => left - right),
      ),
    })),
    clusters:
      names.length === 0 ? undefined : new Map(names.map((name) => [name, placed(clusters.get(name) ?? [])])),
  }
}

function compareCells(left: Cell, right: Cell): number {
  const byTruth = compareLabels(left.truth, right.truth)
  if (byTruth !== 0 || left.verdict === right.verdict) return byTruth
  if (left.verdict === undefined || right.verdict === undefined) return left.verdict === undefined ? 1 : -1
  return compareLabels(left.verdict, right.verdict)
}

/** Counts judgements in one pass; their order does not matter. */
export function tallyOf(judgements: Iterable<Judgement>): Tally {
  const counting = counter()
  for (const judgement of judgements) counting.add(judgement)
  return counting.tally()
}

/** A square table `counts[first][second]` as a tally, with the indices as values. */
export function tallyOfCounts(counts: readonly (readonly number[])[]): Tally {
  const cells = counts.flatMap((row, truth) =>
    row.map((rows, verdict): Cell => ({
      truth,
      verdict,
      rows,
      judgements: rows,
      weight: rows,
      squares: rows,
    })),
  )
  return {
    cells: cells.filter(({ rows }) => rows > 0),
    weighted: false,
    strata: undefined,
    clusters: undefined,
    refusal: undefined,
  }
}

/** Sums of shares 1 / K of a row, back to the whole number where they make one. */
export function whole(rows: number): number {
  return Math.abs(rows - Math.round(rows)) < 1e-6 ? Math.round(rows) : rows
}

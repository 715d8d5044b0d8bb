import type { Cell, Tally } from './tally.ts'

/** A weighted mean over the cells that have a score, with what its uncertainty needs. */
export interface TallyMean {
  mean: number
  /** Rows that have a score. */
  rows: number
  weight: number
  /** Of the mean, linearised, over clusters where there are any (with the factor G / (G - 1) unless `about` is given). */
  variance: number
  /** Kish's effective number of rows for their weights alone. */
  kishRows: number
  /** Number of clusters with a score; undefined without clusters. */
  clusters: number | undefined
  /** How many clusters of one weight would say as much (Kish): one large among many small ones counts for most. */
  effectiveClusters: number | undefined
}

/**
 * The weighted mean of a score that depends on truth and verdict alone; cells scored undefined are left out. Its
 * variance is that of a ratio, linearised (Cochran 1977): the sum over clusters of squared weighted deviations,
 * divided by the squared total weight. Deviations are from the mean, or from `about`, a mean known beforehand.
 * Undefined without rows.
 */
export function meanOver(
  tally: Tally,
  score: (cell: Cell) => number | undefined,
  { about }: { about?: number } = {},
): TallyMean | undefined {
  const scores = tally.cells.map(score)
  let [rows, weight, squares, total] = [0, 0, 0, 0]
  tally.cells.forEach((cell, index) => {
    const own = scores[index]
    if (own === undefined) return
    rows += cell.rows
    weight += cell.weight
    squares += cell.squares
    total += cell.weight * own
  })
  if (weight === 0) return undefined
  const mean = total / weight
  const spread = tally.clusters === undefined ? spreadOfRows() : spreadOfClusters(tally.clusters)
  return {
    mean,
    rows,
    weight,
    variance: spread.squares / (weight * weight),
    kishRows: (weight * weight) / squares,
    clusters: spread.clusters,
    effectiveClusters: spread.effectiveClusters,
  }

  function spreadOfRows() {
    let sum = 0
    tally.cells.forEach((cell, index) => {
      const own = scores[index]
      if (own !== undefined) sum += cell.squares * (own - (about ?? mean)) ** 2
    })
    return { squares: sum, clusters: undefined, effectiveClusters: undefined }
  }

  function spreadOfClusters(clusters: ReadonlyMap<string, readonly number[]>) {
    let [sum, number, clusterSquares] = [0, 0, 0]
    for (const pairs of clusters.values()) {
      let [deviation, scoredWeight] = [0, 0]
      for (let place = 0; place < pairs.length; place += 2) {
        const own = scores[pairs[place] ?? 0]
        if (own === undefined) continue
        const clusterWeight = pairs[place + 1] ?? 0
        scoredWeight += clusterWeight
        deviation += clusterWeight * (own - (about ?? mean))
      }
      if (scoredWeight > 0) number++
      clusterSquares += scoredWeight * scoredWeight
      sum += deviation * deviation
    }
    return {
      squares: number > 1 && about === undefined ? (sum * number) / (number - 1) : sum,
      clusters: number,
      effectiveClusters: (weight * weight) / clusterSquares,
    }
  }
}

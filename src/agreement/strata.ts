/** The rows of one weight: where labels were drawn with known chances, those of one stratum or of several alike. */
export interface Stratum {
  /** Of one row. */
  weight: number
  /** Rows by the index of their cell. */
  rows: ReadonlyMap<number, number>
}

/** With more weights than this, or fewer rows for each, weights are those of rows, not of strata. */
const mostStrata = 20
const fewestRows = 3

/** Counts rows by their weight, as long as there are few weights. */
export interface StratumCounter {
  add(weight: number, cell: number, rows: number): void
  /** Undefined unless there are several weights, with rows enough for each. */
  strata(cells: readonly { rows: number }[]): Stratum[] | undefined
}

/** A counter that knows rows of weight 1 by what is left of their cells: of these none need be added. */
export function stratumCounter(): StratumCounter {
  const known = new Map<number, Map<number, number>>()
  return {
    add(weight, cell, rows) {
      if (weight === 1 || known.size > mostStrata) return
      let stratum = known.get(weight)
      if (stratum === undefined) known.set(weight, (stratum = new Map()))
      stratum.set(cell, (stratum.get(cell) ?? 0) + rows)
    },
    strata(cells) {
      if (known.size === 0) return undefined
      const ones = new Map(
        cells.flatMap((cell, index): [number, number][] => {
          let left = cell.rows
          for (const rows of known.values()) left -= rows.get(index) ?? 0
          return left > 1e-6 ? [[index, left]] : []
        }),
      )
      const strata = [...known, ...(ones.size > 0 ? [[1, ones] as const] : [])]
        .map(([weight, rows]) => ({ weight, rows }))
        .sort((left, right) => left.weight - right.weight)
      const rows = cells.reduce((sum, cell) => sum + cell.rows, 0)
      return strataOf(strata, rows)
    },
  }
}

/** Rows by weight as strata; undefined where these are too many or too small, or all is one. */
export function strataOf(strata: readonly Stratum[], rows: number): Stratum[] | undefined {
  const isEnough = strata.length > 1 && strata.length <= mostStrata && rows >= fewestRows * strata.length
  return isEnough ? [...strata] : undefined
}

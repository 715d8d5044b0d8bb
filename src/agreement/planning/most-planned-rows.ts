/** No plan looks beyond this many rows: nobody labels more for one judge, and exact sums grow slow. */
export const mostPlannedRows = 20_000

/** Why there is no plan where it would take more than `mostPlannedRows`. */
export const tooManyRows = `it takes more than ${mostPlannedRows} rows`

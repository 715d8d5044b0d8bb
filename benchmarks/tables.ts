import { otherCoverageTable, shareCoverageTable, simulatedCoverageTable } from './coverage-tables.ts'
import {
  absoluteGateTable,
  groupedGateTable,
  otherCriteriaTable,
  regressionGateTable,
  regressionRulesTable,
  severalGatesTable,
  type Sizes,
} from './gate-tables.ts'
import type { Table } from './markdown.ts'
import { mistakesTable, passingRowsTable, smallestDropTable } from './row-tables.ts'
import type { Draws } from './simulated-rows.ts'

/** The numbers of rows and thresholds of the tables in the docs. */
export const usualSizes: Sizes = { rows: [20, 50, 100, 200, 400], thresholds: [0.8, 0.9] }

/** How the simulated tables of the docs are drawn. */
export const usualDraws: Draws = { seed: 1, dataSets: 2000 }

/** The tables that are computed, not drawn: some seconds. */
export function exactTables(sizes: Sizes): Table[] {
  return [
    absoluteGateTable(sizes),
    otherCriteriaTable(sizes),
    regressionGateTable(sizes),
    regressionRulesTable(sizes),
    severalGatesTable(sizes),
    shareCoverageTable(sizes),
    otherCoverageTable(sizes),
    mistakesTable(),
    passingRowsTable(),
    smallestDropTable(sizes),
  ]
}

/** The tables that are drawn: most of a minute. */
export function simulatedTables(sizes: Sizes, draws: Draws): Table[] {
  return [groupedGateTable(sizes, draws), simulatedCoverageTable(sizes, draws)]
}

import type { Statistic } from '../src/agreement/index.ts'
import { mostErrors, rowsForGate } from '../src/agreement/planning/gate-power.ts'
import { rowsForNonInferiority, smallestDrop } from '../src/agreement/planning/paired-rows.ts'
import { headOfRows, type Sizes, whole } from './gate-tables.ts'
import type { Table } from './markdown.ts'

const none = '–'

/** How many mistakes an accuracy gate (or, per truth, a gate on a recall) forgives; exact. */
export function mistakesTable(): Table {
  const thresholds = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95]
  return {
    name: 'mistakes-allowed',
    head: ['Rows', ...thresholds.map(whole)],
    rows: [20, 30, 50, 75, 100, 150, 200, 300, 500].map((n) => [
      String(n),
      ...thresholds.map((threshold) => String(mostErrors(n, threshold) ?? none)),
    ]),
  }
}

/** From how many rows on a judge passes an accuracy gate four times in five; exact. */
export function passingRowsTable(): Table {
  const steps = [0.03, 0.05, 0.1]
  return {
    name: 'rows-to-pass',
    head: ['Threshold', ...steps.map((step) => `true accuracy ${Math.round(100 * step)} points above`)],
    rows: [0.7, 0.8, 0.85, 0.9].map((threshold) => [
      whole(threshold),
      ...steps.map((step) => (threshold + step < 1 ? shown(rowsForGate(threshold, threshold + step)) : none)),
    ]),
  }
}

/** The smallest drop that the regression gate's test sees four times in five; by Connor's formula. */
export function smallestDropTable({ rows }: Sizes): Table {
  return {
    name: 'smallest-drop',
    head: ['Only one of the two right on', ...rows.map(headOfRows), 'Not worse by 5 points takes'],
    rows: [0.06, 0.1, 0.15, 0.2].map((discordance) => [
      `${whole(discordance)} of rows`,
      ...rows.map((n) => shown(smallestDrop(n, discordance), (drop) => `${(100 * drop).toFixed(1)} points`)),
      `${rowsForNonInferiority(0.05, discordance)} rows`,
    ]),
  }
}

function shown(statistic: Statistic, show: (figure: number) => string = String): string {
  return statistic.kind === 'value' ? show(statistic.value) : none
}

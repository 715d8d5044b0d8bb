import type { RunnerTestCase } from 'vitest'
import type { RunVerdict } from '../contract/index.ts'
import { metaKey, type RowRecord } from '../run/index.ts'
import { verdictText } from './failure-text.ts'

/** A row asked a hundred times over needs no hundred lines. */
const mostLines = 20

/**
 * Says in the record of a row, for those who read it in Vitest's UI, what its judges said: a line for each, the first
 * repeats first, at most 20.
 */
export function showVerdicts({ meta }: RunnerTestCase): void {
  const record = meta[metaKey] as RowRecord | undefined
  if (record === undefined) return
  const repeats = Object.entries(record.attempts).slice(0, mostLines)
  const place = ({ judge }: RunVerdict) => record.judges.indexOf(judge)
  record.shown = repeats
    .flatMap(([repeat, { verdicts }]) => {
      const which = repeats.length > 1 ? ` (repeat ${Number(repeat) + 1})` : ''
      return verdicts
        .toSorted((left, right) => place(left) - place(right))
        .map((verdict) => verdictLine(verdict, which))
    })
    .slice(0, mostLines)
}

function verdictLine(verdict: RunVerdict, which: string): string {
  const judge = `${verdict.judge}${which}`
  if (verdict.outcome !== 'scored') return `! ${judge}: ${verdictText(verdict)}`
  // Without quotes, which JSON would escape.
  if (verdict.truth === undefined) return `· ${judge}: ${String(verdict.value)}`
  if (verdict.value === verdict.truth) return `✓ ${judge}: ${String(verdict.value)}`
  return `✗ ${judge}: ${String(verdict.value)}, truth ${String(verdict.truth)}`
}

import type { JsonValue, JudgeValue } from '../contract/index.ts'
import { percent, type Share, type Statistic } from '../agreement/index.ts'
import { oneLine } from './fit-text.ts'

/** What stands where a number would, had it been defined. */
export const nothing = '–'

/** A share in percent, or a dash. */
export function formatShare({ estimate }: Share): string {
  return estimate.kind === 'value' ? percent(estimate.value) : nothing
}

/** The interval of a share in percent, `[75.5, 85.8]`; empty without rows. */
export function formatInterval({ n, low, high }: Share): string {
  return n === 0 ? '' : `[${points(low)}, ${points(high)}]`
}

/** A statistic with three decimals, or a dash. */
export function formatStatistic(statistic: Statistic): string {
  return statistic.kind === 'value' ? statistic.value.toFixed(3).replace(/^-(0\.0+)$/, '$1') : nothing
}

/** A share in percentage points with one decimal and no sign of its own: `13.6`. */
export function points(share: number): string {
  return (100 * share).toFixed(1).replace(/^-(0\.0)$/, '$1')
}

/** A difference in percentage points with its sign: `+13.6`. */
export function signedPoints(difference: number): string {
  const text = points(difference)
  return difference > 0 && text !== '0.0' ? `+${text}` : text
}

/** A p-value as papers print it: `= .034`, `< .001`. */
export function formatP(p: number): string {
  if (p < 0.001) return '< .001'
  return p > 0.999 ? '> .999' : `= ${p.toFixed(3).slice(1)}`
}

/** A judge's value as a person reads it; a text that could be taken for prose stands in quotes. */
export function formatValue(value: JudgeValue): string {
  return typeof value === 'string' && !/^[\p{L}\p{N}_-]+$/u.test(value)
    ? `"${oneLine(value)}"`
    : String(value)
}

/** Any JSON on one line: a text as it is, an object as `key: value · key: value`, all else as JSON. */
export function formatJson(value: JsonValue | undefined): string {
  if (value === undefined) return nothing
  if (typeof value === 'string') return oneLine(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return oneLine(JSON.stringify(value))
  const entries = Object.entries(value).map(
    ([key, entry]) =>
      `${oneLine(key)}: ${typeof entry === 'string' ? oneLine(entry) : oneLine(JSON.stringify(entry))}`,
  )
  return entries.length === 0 ? '{}' : entries.join(' · ')
}

/** `1 row`, `2 rows`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

import type { JsonValue, JudgeValue } from '../contract/index.ts'
import { percent, type Share, type Statistic } from '../agreement/index.ts'
import { oneLine } from './fit-text.ts'

/** What stands where a number would, had it been defined. */
export const nothing = '–'

/** A share in percent, or a dash. */
export function formatShare({ estimate }: Pick<Share, 'estimate'>): string {
  return estimate.kind === 'value' ? percent(estimate.value) : nothing
}

/** The interval of a share in percent, `[75.5, 85.8]`; empty where there is no share. */
export function formatInterval({ estimate, low, high }: Pick<Share, 'estimate' | 'low' | 'high'>): string {
  return estimate.kind === 'undefined' ? '' : `[${points(low)}, ${points(high)}]`
}

/** A share in percent with its interval, or a dash. */
export function formatShareInterval(share: Pick<Share, 'estimate' | 'low' | 'high'>): string {
  return `${formatShare(share)} ${formatInterval(share)}`.trimEnd()
}

/** A statistic with three decimals, or a dash. */
export function formatStatistic(statistic: Statistic): string {
  return statistic.kind === 'value' ? thousandths(statistic.value) : nothing
}

/** A number with three decimals and no negative zero: `0.444`. */
export function thousandths(number: number): string {
  return number.toFixed(3).replace(/^-(0\.0+)$/, '$1')
}

/** A share in percentage points with one decimal and no sign of its own: `13.6`. */
export function points(share: number): string {
  return (100 * share).toFixed(1).replace(/^-(0\.0)$/, '$1')
}

/** An interval of a number that is no share, with three decimals: `[0.412, 0.638]`. */
export function formatRange({ low, high }: Pick<Share, 'low' | 'high'>): string {
  return `[${thousandths(low)}, ${thousandths(high)}]`
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

/** A number of rows; where the repeats of a row differ, a part of one counts: `12`, `12.3`. */
export function formatCount(rows: number): string {
  return Number.isInteger(rows) ? String(rows) : rows.toFixed(1)
}

/** A number on a judge's own scale with three digits: `0.42`, `12.3`, `-4`. */
export function formatNumber(number: number): string {
  // What is left of numbers that cancel out.
  return Math.abs(number) < 1e-12 ? '0' : String(Number(number.toPrecision(3)))
}

/** A whole number with a comma between thousands: `118,000`. */
export function formatWhole(number: number): string {
  return number.toLocaleString('en-US')
}

/** An amount of US dollars to the cent, one below a cent with two digits: `$1,234.50`, `$0.0012`; `$0.00` is none. */
export function formatDollars(amount: number): string {
  if (amount > 0 && amount < 0.000_01) return 'under $0.00001'
  if (amount > 0 && amount < 0.01) return `$${Number(amount.toPrecision(2)).toFixed(6).replace(/0+$/, '')}`
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}

/** A time in seconds, a short one in milliseconds: `0.8 s`, `45 ms`. */
export function formatTime(milliseconds: number): string {
  return milliseconds < 100 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

/** `1 row`, `2 rows`, `2.5 rows`. */
export function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`
}

/** `a`, `a and b`, `a, b and c`; with more than `most` of them `a, b and 7 more`. */
export function list(items: readonly string[], most = items.length): string {
  const shown = items.slice(0, most)
  const last = items.length > most ? `${items.length - most} more` : shown.pop()
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`
}

import type { Cursor } from './cursor.ts'

/**
 * A time as MLflow writes it, as ISO 8601 in UTC with milliseconds, which is what MLflow keeps: text of RFC 3339 or
 * milliseconds since 1970.
 *
 * @throws VitestJudgeError `damaged-file` for anything else
 */
export function momentOf(cursor: Cursor): string {
  const { value } = cursor
  const milliseconds =
    typeof value === 'number'
      ? value
      : typeof value !== 'string'
        ? Number.NaN
        : /^\d{1,15}$/.test(value)
          ? Number(value)
          : rfc3339.test(value) && isDay(value)
            ? Date.parse(value)
            : Number.NaN
  const date = new Date(milliseconds)
  if (!Number.isNaN(date.getTime()) && date.getTime() >= 0) return date.toISOString()
  throw cursor.fault('a time: RFC 3339 such as 2026-01-02T03:04:05Z, or milliseconds since 1970')
}

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/

/** The 30th of February is none, though `Date.parse` takes it for the 2nd of March. */
function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day
}

/** A time as MLflow writes it: without a fraction of zero. */
export function mlflowTime(time: string): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}

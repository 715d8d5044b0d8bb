/** Seconds, as `1.25 s`. */
export function seconds(value: number): string {
  return `${value.toFixed(2)} s`
}

/** Megabytes, as `240 MB`; a dash where they are not known. */
export function megabytes(value: number | undefined): string {
  return value === undefined ? '–' : `${Math.round(value)} MB`
}

/** How many times as much, as `1.25`; a dash where it is not known. */
export function ratio(value: number | undefined, of: number | undefined): string {
  return value === undefined || of === undefined ? '–' : (value / of).toFixed(2)
}

/** A count, as `10,000`. */
export function count(value: number): string {
  return value.toLocaleString('en')
}

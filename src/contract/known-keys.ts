import { VitestJudgeError, type ErrorCode } from './error.ts'

/**
 * The known name that another was likely meant to be: at most two edits away and fewer than half of its letters,
 * whatever the case; two neighbours swapped are one edit. The first of several as near; undefined where none is.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: { name: string; edits: number } | undefined
  for (const candidate of known) {
    const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase())
    if (edits <= 2 && 2 * edits < candidate.length && edits < (nearest?.edits ?? 3)) {
      nearest = { name: candidate, edits }
    }
  }
  return nearest?.name
}

/**
 * Refuses an option that nobody would read. `where` says whose options they are, such as `evaluate("Support")`; the
 * code is `invalid-options` unless another is named.
 *
 * @throws VitestJudgeError with the nearest known name in its hint
 */
export function refuseUnknownKeys(
  where: string,
  given: object,
  known: readonly string[],
  code: ErrorCode = 'invalid-options',
): void {
  const key = Object.keys(given).find((name) => !known.includes(name))
  if (key === undefined) return
  const near = nearestName(key, known)
  throw new VitestJudgeError(code, {
    message: `${where} has the unknown option ${key}; expected only ${known.join(', ')}.`,
    hint: near === undefined ? `Remove ${key}.` : `Write ${near} in place of ${key}.`,
  })
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
function editsBetween(left: string, right: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: right.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1]
      const isSwap = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
      next[j] = Math.min(
        (next[j - 1] ?? 0) + 1,
        (row[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        isSwap ? (before[j - 2] ?? 0) + 1 : Infinity,
      )
    }
    ;[before, row] = [row, next]
  }
  return row[right.length] ?? 0
}

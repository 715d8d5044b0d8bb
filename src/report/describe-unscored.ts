import type { UnscoredCount } from '../agreement/index.ts'
import { oneLine, shorten } from './fit-text.ts'

const longest = 120

/** Why verdicts are unscored, with the first example of each reason: `240 malformed (row a01-1: no JSON)`. */
export function unscoredText(counts: readonly UnscoredCount[]): string {
  return counts
    .map(({ reason, count, row, detail }) => {
      const example = [`row ${row}`, ...(detail.trim() === '' ? [] : [shorten(oneLine(detail), longest)])]
      return `${count} ${reason} (${example.join(': ')})`
    })
    .join(', ')
}

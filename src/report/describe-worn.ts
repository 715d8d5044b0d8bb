import type { JudgeSummary } from '../agreement/index.ts'
import { wornText } from '../agreement/index.ts'
import type { Remark } from './remark.ts'

/** A judge's name beside its figures: marked where its held-out set is worn. */
export function markedName({ id, judge: { worn } }: Pick<JudgeSummary, 'id' | 'judge'>): string {
  return worn === undefined ? id : `${id} (worn)`
}

/** Says of a judge that its figures come from a worn held-out set, and what to do. */
export function wornRemarks({ id, judge: { worn } }: Pick<JudgeSummary, 'id' | 'judge'>): Remark[] {
  if (worn === undefined) return []
  return [{ text: `${id} is measured on ${wornText(worn)}`, tone: 'doubtful' }]
}

/** What "worn" means beside a figure. */
export const wornMeaning =
  'worn: each time that one version of a judge is chosen by its figures on the same held-out rows, these flatter a little more; after a few versions new rows are due (npx vitest-judge calibrate counts them).'

import type { JudgeValue } from '../contract/index.ts'

/** True when two values are of one type and equal; numbers compare numerically, `"1"` is not 1. */
export function sameValue(left: JudgeValue, right: JudgeValue): boolean {
  return typeof left === typeof right && left === right
}

/** Order by text, then by type: the order in which ties are broken. */
export function compareByText(left: JudgeValue, right: JudgeValue): number {
  return compareText(String(left), String(right)) || compareText(typeof left, typeof right)
}

/** The order in which labels are listed: numbers by size, all else by text. */
export function compareLabels(left: JudgeValue, right: JudgeValue): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left === 'number' || typeof right === 'number') return typeof left === 'number' ? -1 : 1
  return compareByText(left, right)
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

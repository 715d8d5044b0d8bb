import type { JudgeValue } from '../../../contract/index.ts'

/** A value as text. */
export function valueText(value: JudgeValue): string {
  return typeof value === 'string' ? value : String(value)
}

/** A moment as `2026-11-29 10:15 UTC`, from ISO 8601 in UTC. */
export function timeText(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}

/** A share in percent, whole: `49 %`. */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** `1 label`, `2 labels`, `10,000 labels`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

import type { RepeatNoise } from '../agreement/index.ts'
import { points } from './format.ts'

/** 95 % to either side of a standard error. */
const reach = 1.96
/** Repeats that narrow a band by less than this share are not worth their calls. */
const worthwhile = 0.05

/** How far the judge's own noise moves its accuracy, and what more repeats would gain; goes on after other text. */
export function noiseText({ again, once, now, doubled, least }: RepeatNoise): string {
  const band = (error: number) => `±${points(reach * error)}`
  if (again === 0) return '; no noise was seen in its accuracy, so more repeats would gain nothing'
  const moves = `; asked again, its accuracy moves by ${band(again)} points by noise alone (${band(once)} asked once)`
  const gain =
    now > 0 && 1 - doubled / now >= worthwhile
      ? 'more repeats are worth their calls'
      : 'more rows would help, more repeats hardly'
  return `${moves}; of the ${band(now)} that it may be off by, twice the repeats would leave ${band(doubled)}, any number ${band(least)}: ${gain}`
}

/** What the noise of an accuracy means. */
export const noiseMeaning =
  'by noise alone: how far the accuracy moves when the same judge judges the same answers again, 19 times in 20. The rest of what it may be off by comes from which rows were drawn; repeats take the noise down and leave that.'

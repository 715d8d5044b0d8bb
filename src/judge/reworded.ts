import type { Judge } from './judge.ts'

const remakers = new WeakMap<Judge, (instructions: string) => Judge>()

/** Remembers how a judge is made with other instructions and all else as it is. */
export function rememberRewording(judge: Judge, remake: (instructions: string) => Judge): Judge {
  remakers.set(judge, remake)
  return judge
}

/**
 * The same judge with other instructions; undefined for one whose instructions are not its author's own, as those of
 * `guidelines`.
 *
 * @throws VitestJudgeError `invalid-template` where the instructions lack every template variable
 */
export function reworded(judge: Judge, instructions: string): Judge | undefined {
  return remakers.get(judge)?.(instructions)
}

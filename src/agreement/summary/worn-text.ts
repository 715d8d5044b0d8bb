import type { RunJudge } from '../../contract/index.ts'

/** What is wrong with figures from a worn held-out set, as the end of a sentence. */
export function wornText({ versions, after }: NonNullable<RunJudge['worn']>): string {
  return `a worn held-out set, which has measured ${versions} versions of this judge, more than ${after}: what was chosen by it has leaked into it, and the figures flatter; label other rows.`
}

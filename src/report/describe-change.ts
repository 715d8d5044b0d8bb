import type { JudgeChangeFigures } from '../agreement/index.ts'
import type { Compared } from './compared.ts'
import { count, formatShareInterval, list, points, signedPoints } from './format.ts'
import type { Remark } from './remark.ts'

/**
 * What a change of a judge comes to, in words with the band: the second against the first. `judgeChanges` are what has
 * changed of one judge in two runs. Nothing for one judge that has not changed, nor for two judges of a run of which
 * one is better: that stands above it.
 */
export function changeRemarks({ first, second, sameJudge, judgeChanges, summary }: Compared): Remark[] {
  const { change } = summary
  if (sameJudge || change.kind === 'undefined') return []
  const isSaid = change.outcome === 'better' || change.outcome === 'worse'
  if (judgeChanges === undefined && isSaid) return []
  const changes = judgeChanges ?? []
  const start = changes.length > 0 ? `changed: ${list(changes)}; ` : ''
  return [{ text: start + outcomeText(change, first, second), tone: tones[change.outcome] }]
}

const tones = {
  better: 'good',
  worse: 'bad',
  equivalent: 'good',
  different: 'doubtful',
  'equally-right': 'plain',
  'cannot-tell': 'doubtful',
} as const

function outcomeText(change: JudgeChangeFigures, first: string, second: string): string {
  const { outcome, difference, low, high, band, rowsNeeded } = change
  const within = `band ±${bandText(band)} points`
  const figures = `${signedPoints(difference)} points, 90 % interval [${points(low)}, ${points(high)}], ${within}`
  const verdicts = `the verdict differs on ${formatShareInterval({ estimate: change.changed.estimate, ...change.changedBounds })} of the answers`
  const more = rowsNeeded === undefined ? '' : `; about ${count(rowsNeeded, 'row')} would settle it`
  const texts: Record<typeof outcome, string> = {
    better: `${second} is better than ${first}: ${figures}`,
    worse: `${second} is worse than ${first}: ${figures}`,
    equivalent: `${second} is equivalent to ${first}: ${figures}; ${verdicts}`,
    different: `${second} is different from ${first}, though equally right: ${figures}; ${verdicts}`,
    'equally-right': `${second} is as right as ${first}: ${figures}; whether it is equivalent or different cannot be told: ${verdicts}${more}`,
    'cannot-tell': `cannot tell whether ${second} is equivalent to ${first}: ${figures}${more}`,
  }
  return texts[outcome]
}

function bandText(band: number): string {
  return String(Number((100 * band).toPrecision(3)))
}

/** What the outcomes of a change mean. */
export const changeMeaning =
  'equivalent, better, worse, different: two judges are equally right where the 90 % interval of the difference of their accuracies lies within the band (two one-sided tests at 5 %); equivalent where moreover the verdict differs on no more answers than the band is wide, different where it differs on more. Better or worse is a difference whose 95 % interval leaves 0 out and that is not so within the band.'

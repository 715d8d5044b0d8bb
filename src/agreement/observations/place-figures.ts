import type { JudgeDefinition } from '../../contract/index.ts'
import { comparePaired, type PairedComparison } from '../paired/compare-paired.ts'
import { type AccuracyDifference, accuracyDifference } from './accuracy-difference.ts'
import type { ScoredJudgement } from './scored-judgement.ts'

/** A judge of two places. */
export interface PlaceFigures {
  values: readonly [string, string]
  /** Verdicts that name the first place (the first) against truths that do (the second). */
  named: PairedComparison
  /** Accuracy where the first place is better, and where the second is. */
  accuracy: AccuracyDifference
}

const placeNames: readonly (readonly [string, string])[] = [
  ['a', 'b'],
  ['1', '2'],
  ['first', 'second'],
  ['left', 'right'],
]

/** What a label ends in that names a third place, a grade or a step of a scale: those two are not all there is then. */
const furtherPlace = /^([a-z]|\d+|third|middle|cent(er|re))$/

/** The two places of a judge whose labels, in any order and beside others such as `tie`, name them and no more. */
function placesOf({ valueType }: JudgeDefinition): [string, string] | undefined {
  if (valueType.type !== 'label') return undefined
  const ending = (value: string) =>
    value
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .at(-1) ?? ''
  for (const [first, second] of placeNames) {
    const one = valueType.values.find((value) => ending(value) === first)
    const other = valueType.values.find((value) => ending(value) === second)
    if (one === undefined || other === undefined) continue
    const others = valueType.values.filter((value) => value !== one && value !== other)
    if (!others.some((value) => furtherPlace.test(ending(value)))) return [one, other]
  }
  return undefined
}

/** How a judge of two places does where either is better; undefined for any other judge. */
export function placeFigures(
  scored: readonly ScoredJudgement[],
  definition: JudgeDefinition,
): PlaceFigures | undefined {
  const values = placesOf(definition)
  if (values === undefined) return undefined
  const [first, second] = values
  return {
    values,
    named: comparePaired(
      scored.map(({ truth, verdict, ...rest }) => ({
        ...rest,
        first: verdict === first,
        second: truth === first,
      })),
    ),
    accuracy: accuracyDifference(
      scored.filter(({ truth }) => truth === first),
      scored.filter(({ truth }) => truth === second),
    ),
  }
}

import type { JsonValue } from '../../contract/index.ts'
import { readCue } from './cue.ts'
import { textOf } from './evidence.ts'
import { featureOf, plainWords } from './words.ts'

/** How the stand-in says that two guidelines relate. */
export interface GuidelineRelation {
  id: string
  relation: 'same' | 'contradict' | 'different'
  merged_text: string
}

/**
 * Compares pairs of guidelines by their words alone: the same words in the same order, or the same cue, are the same;
 * a cue that asks for another value where all its wordings are those of the other contradicts it; the rest differs.
 */
export function compareGuidelines(pairs: readonly { [key: string]: JsonValue }[]): GuidelineRelation[] {
  return pairs.map((pair) => {
    const [first, second] = [textOf(pair['first']), textOf(pair['second'])]
    const relation = relationOf(first, second)
    return { id: textOf(pair['id']), relation, merged_text: relation === 'same' ? first : '' }
  })
}

function relationOf(first: string, second: string): GuidelineRelation['relation'] {
  const [left, right] = [readCue(first), readCue(second)]
  if (left === undefined || right === undefined) {
    const wording = (text: string) => plainNumbers(text).join(' ')
    return wording(first) === wording(second) ? 'same' : 'different'
  }
  const features = (wordings: readonly string[]) => wordings.map(featureOf).toSorted().join('\n')
  if (left.answer !== right.answer || features(left.wordings) !== features(right.wordings)) return 'different'
  return left.value === right.value ? 'same' : 'contradict'
}

/** Words and numbers as they stand: unlike elsewhere in the stand-in, 4 and 5 are not the same. */
function plainNumbers(text: string): string[] {
  const numbers = text.match(/\d[\d.,]*/g) ?? []
  return [...plainWords(text), ...numbers]
}

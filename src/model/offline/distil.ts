import type { JsonValue } from '../../contract/index.ts'
import { cueSentence, readCue, type Cue } from './cue.ts'
import { sampleText, shortAnswers } from './evidence.ts'
import { emptyWords, featureOf, plainWords, words } from './words.ts'

const cuesPerGuideline = 10
const leastSupport = 2
const leastLogOdds = 0.7

interface Lesson {
  id: string
  answer: string
  value: string
  /** Each feature with its wording in the text. */
  features: Map<string, string>
}

/** A distilled guideline as the stand-in answers it. */
export interface DistilledGuideline {
  guideline_text: string
  source_ids: string[]
}

/**
 * Distils feedback records into guidelines: for every answer and value, the wording that sets its records apart
 * from those with the same answer and another value (smoothed log odds), in at most one sentence each.
 */
export function distil(
  records: readonly { [key: string]: JsonValue }[],
  existing: readonly string[],
): DistilledGuideline[] {
  const lessons = records.flatMap(toLesson)
  const known = existing.map(readCue).filter((cue) => cue !== undefined)
  const pairs = [...new Set(lessons.map((lesson) => JSON.stringify([lesson.answer, lesson.value])))].sort()
  return pairs.flatMap((pair) => {
    const [answer, value] = JSON.parse(pair) as [string, string]
    return guideline(answer, value, lessons, known)
  })
}

function toLesson(record: { [key: string]: JsonValue }): Lesson[] {
  const answer = shortAnswers(record['outputs'])[0]
  const value = record['result']
  const text = sampleText(record)
  if (answer === undefined || value === undefined || text.trim() === '') return []
  return [{ id: String(record['id']), answer, value: String(value), features: wordings(text) }]
}

function guideline(
  answer: string,
  value: string,
  lessons: readonly Lesson[],
  known: readonly Cue[],
): DistilledGuideline[] {
  const inside = lessons.filter((lesson) => lesson.answer === answer && lesson.value === value)
  const outside = lessons.filter((lesson) => lesson.answer === answer && lesson.value !== value)
  const quoted = new Set(
    known.filter((cue) => cue.answer === answer).flatMap((cue) => cue.wordings.map(featureOf)),
  )
  const chosen = [...new Set(inside.flatMap((lesson) => [...lesson.features.keys()]))]
    .filter((feature) => !emptyWords.has(feature) && !quoted.has(feature))
    .map((feature) => ({ feature, support: count(inside, feature), odds: logOdds(inside, outside, feature) }))
    .filter(({ support, odds }) => support >= leastSupport && odds >= leastLogOdds)
    .sort(
      (left, right) =>
        right.odds - left.odds || right.support - left.support || (left.feature < right.feature ? -1 : 1),
    )
    .slice(0, cuesPerGuideline)
    .map(({ feature }) => feature)
  if (chosen.length === 0) return []
  const sources = inside.filter((lesson) => chosen.some((feature) => lesson.features.has(feature)))
  const shown = chosen.map((feature) => commonWording(inside, feature))
  return [
    {
      guideline_text: cueSentence({ value, answer, wordings: shown }),
      source_ids: sources.map(({ id }) => id),
    },
  ]
}

function wordings(text: string): Map<string, string> {
  const [plain, stemmed] = [plainWords(text), words(text)]
  const found = new Map<string, string>()
  for (const [index, word] of stemmed.entries()) {
    if (!found.has(word)) found.set(word, plain[index] ?? word)
    const pair = `${stemmed[index - 1]} ${word}`
    if (index > 0 && !found.has(pair)) found.set(pair, `${plain[index - 1]} ${plain[index]}`)
  }
  return found
}

/** The wording of a feature that most lessons have, the first in the alphabet of equals. */
function commonWording(lessons: readonly Lesson[], feature: string): string {
  const seen = lessons.flatMap((lesson) => lesson.features.get(feature) ?? []).sort()
  const times = (wording: string) => seen.filter((other) => other === wording).length
  return seen.reduce((best, next) => (times(next) > times(best) ? next : best), seen[0] ?? feature)
}

function count(lessons: readonly Lesson[], feature: string): number {
  return lessons.filter((lesson) => lesson.features.has(feature)).length
}

function logOdds(inside: readonly Lesson[], outside: readonly Lesson[], feature: string): number {
  const rate = (lessons: readonly Lesson[]) => (count(lessons, feature) + 0.5) / (lessons.length + 1)
  const odds = (share: number) => Math.log(share / (1 - share))
  return odds(rate(inside)) - odds(rate(outside))
}

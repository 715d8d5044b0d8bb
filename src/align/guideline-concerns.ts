import type { Guideline } from '../contract/index.ts'
import type { ComparedPair } from './guideline-comparison.ts'
import { isPersons } from './guideline-making.ts'

/** Guidelines of which some got a concern. */
export interface Concerned {
  guidelines: Guideline[]
  /** Those that got one, in their order. */
  concerns: Guideline[]
}

/**
 * Gives a concern to the weaker of two guidelines that contradict each other, and to a distilled one that says what a
 * person's says, and mutes it. What a person wrote, edited or pinned is never muted: then the other is; of two such
 * the weaker has the concern alone. The weaker has fewer sources; of equals it is the older, then the later in the
 * memory. A concern names the other guideline by its id and does not quote it.
 */
export function raiseConcerns(guidelines: readonly Guideline[], pairs: readonly ComparedPair[]): Concerned {
  const now = new Map<string, Guideline>()
  for (const guideline of guidelines) {
    now.set(guideline.id, guideline)
    for (const id of guideline.replaces ?? []) if (!now.has(id)) now.set(id, guideline)
  }
  const place = new Map(guidelines.map((guideline, index) => [guideline.id, index]))
  const concerns = new Map<string, string>()
  for (const { first, second, relation } of pairs) {
    const [left, right] = [now.get(first.id), now.get(second.id)]
    if (relation === 'different' || left === undefined || right === undefined || left === right) continue
    if (concerns.has(left.id) || concerns.has(right.id)) continue
    const weaker = isWeaker(left, right, place) ? left : right
    const other = weaker === left ? right : left
    if (relation === 'contradict') concerns.set(weaker.id, `contradicts ${other.id}`)
    else if (other.origin === 'person' && !isPersons(weaker))
      concerns.set(weaker.id, `says the same as ${other.id}, which a person wrote`)
  }
  const given = guidelines.map((guideline) => {
    const concern = concerns.get(guideline.id)
    return concern === undefined
      ? guideline
      : { ...guideline, concern, muted: guideline.muted || !isPersons(guideline) }
  })
  return { guidelines: given, concerns: given.filter(({ id }) => concerns.has(id)) }
}

/** A concern as a person reads it: guidelines that it names by their ids are quoted. */
export function concernText(concern: string, guidelines: readonly Guideline[]): string {
  const texts = new Map(guidelines.map(({ id, text }) => [id, text]))
  return concern.replaceAll(/\bg-[\w-]+/g, (id) => {
    const text = texts.get(id)
    return text === undefined ? id : `${id} (${JSON.stringify(text)})`
  })
}

function isWeaker(left: Guideline, right: Guideline, place: ReadonlyMap<string, number>): boolean {
  const [isLeftOwn, isRightOwn] = [isPersons(left), isPersons(right)]
  if (isLeftOwn !== isRightOwn) return isRightOwn
  if (left.sources.length !== right.sources.length) return left.sources.length < right.sources.length
  const [leftDate, rightDate] = [left.date ?? '', right.date ?? '']
  if (leftDate !== rightDate) return leftDate < rightDate
  return (place.get(left.id) ?? 0) > (place.get(right.id) ?? 0)
}

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
    if (relation === 'contradict') concerns.set(weaker.id, contradicts(other.id))
    else if (other.origin === 'person' && !isPersons(weaker)) concerns.set(weaker.id, repeats(other.id))
  }
  const given = guidelines.map((guideline) => {
    const concern = concerns.get(guideline.id)
    return concern === undefined
      ? guideline
      : { ...guideline, concern, muted: guideline.muted || !isPersons(guideline) }
  })
  return { guidelines: given, concerns: given.filter(({ id }) => concerns.has(id)) }
}

/** A concern as a person reads it: the guideline that it names by its id is quoted. */
export function concernText(concern: string, guidelines: readonly Guideline[]): string {
  const id = otherOf(concern)
  const other = guidelines.find((guideline) => guideline.id === id)
  return other === undefined ? concern : renamed(concern, `${other.id} (${JSON.stringify(other.text)})`)
}

/** Guidelines whose concerns were held against what became of the others. */
export interface Settled {
  guidelines: Guideline[]
  /** Ids of those that have no concern any more. */
  lifted: string[]
}

/**
 * Lifts each concern about another guideline that is there no more, or that a person has muted: nothing is left to
 * decide, so the guideline is shown again. One about a guideline that was merged names the merged one from now on.
 */
export function settleConcerns(guidelines: readonly Guideline[]): Settled {
  const now = new Map<string, Guideline>()
  for (const guideline of guidelines) for (const id of guideline.replaces ?? []) now.set(id, guideline)
  for (const guideline of guidelines) now.set(guideline.id, guideline)
  const lifted: string[] = []
  const settled = guidelines.map((guideline) => {
    const { concern, ...decided } = guideline
    const id = concern === undefined ? undefined : otherOf(concern)
    if (concern === undefined || id === undefined) return guideline
    const other = now.get(id)
    const isLeft = other !== undefined && other !== guideline && !isMutedByPerson(other)
    if (isLeft) return other.id === id ? guideline : { ...guideline, concern: renamed(concern, other.id) }
    lifted.push(guideline.id)
    return { ...decided, muted: false }
  })
  return { guidelines: settled, lifted }
}

/** A mute of ours says what it is about. */
export function isMutedByPerson({ muted, concern }: Guideline): boolean {
  return muted && concern === undefined
}

const contradicts = (id: string) => `contradicts ${id}`
const repeats = (id: string) => `says the same as ${id}, which a person wrote`
const forms = [/^(contradicts )(.+)()$/s, /^(says the same as )(.+)(, which a person wrote)$/s]

/** The id of the guideline that a concern is about; undefined for a concern about none. */
function otherOf(concern: string): string | undefined {
  return forms.flatMap((form) => form.exec(concern)?.[2] ?? [])[0]
}

function renamed(concern: string, other: string): string {
  const form = forms.find((candidate) => candidate.test(concern)) as RegExp
  return concern.replace(form, (_, before: string, __, after: string) => `${before}${other}${after}`)
}

function isWeaker(left: Guideline, right: Guideline, place: ReadonlyMap<string, number>): boolean {
  const [isLeftOwn, isRightOwn] = [isPersons(left), isPersons(right)]
  if (isLeftOwn !== isRightOwn) return isRightOwn
  if (left.sources.length !== right.sources.length) return left.sources.length < right.sources.length
  const [leftDate, rightDate] = [left.date ?? '', right.date ?? '']
  if (leftDate !== rightDate) return leftDate < rightDate
  return (place.get(left.id) ?? 0) > (place.get(right.id) ?? 0)
}

import type { Guideline } from '../contract/index.ts'
import type { Clock } from '../io/index.ts'
import { comparePromptVersion, type ComparedPair } from './guideline-comparison.ts'
import { isPersons, makeGuideline, normalGuideline } from './guideline-making.ts'

/** What acting on compared pairs came to. */
export interface Merging {
  guidelines: Guideline[]
  /** Those that stand in place of others now. */
  merged: Guideline[]
}

/** Guidelines that say the same, and the one sentence that says it. */
interface Group {
  members: Guideline[]
  text: string
}

/**
 * Puts one guideline in place of those that say the same, with all their sources. A text that a person edited or
 * pinned is kept as it is; one that a person wrote takes part in no group. Two that contradict each other come into
 * no group together, and neither do two of a person's.
 */
export function mergeSame(
  guidelines: readonly Guideline[],
  pairs: readonly ComparedPair[],
  model: string,
  clock: Clock,
): Merging {
  const groups = groupSame(pairs)
  const taken = new Map(guidelines.map(({ id, text }) => [id, text]))
  const replacement = new Map<Guideline, Guideline>()
  for (const group of groups) {
    const merged = mergedOf(group, guidelines, (text, sources) =>
      makeGuideline(text, { sources, model, promptVersion: comparePromptVersion, clock }, taken),
    )
    if (merged === undefined) continue
    taken.set(merged.id, merged.text)
    for (const member of group.members) replacement.set(member, merged)
  }
  const left = guidelines.map((guideline) => replacement.get(guideline) ?? guideline)
  return { guidelines: [...new Set(left)], merged: [...new Set(replacement.values())] }
}

function groupSame(pairs: readonly ComparedPair[]): Group[] {
  const opposed = new Set(
    pairs
      .filter(({ relation }) => relation === 'contradict')
      .flatMap(({ first, second }) => [`${first.id} ${second.id}`, `${second.id} ${first.id}`]),
  )
  const groupOf = new Map<Guideline, Group>()
  for (const { first, second, relation, mergedText } of pairs) {
    if (relation !== 'same' || first.origin === 'person' || second.origin === 'person') continue
    const left = groupOf.get(first) ?? { members: [first], text: mergedText }
    const right = groupOf.get(second) ?? { members: [second], text: mergedText }
    if (left === right) continue
    const members = [...left.members, ...right.members]
    const isOpposed = left.members.some(({ id }) =>
      right.members.some((other) => opposed.has(`${id} ${other.id}`)),
    )
    if (isOpposed || members.filter(isPersons).length > 1) continue
    const group = { members, text: left.text }
    for (const member of members) groupOf.set(member, group)
  }
  return [...new Set(groupOf.values())]
}

/** The guideline that stands for a group, or undefined where no sentence can. */
function mergedOf(
  { members, text }: Group,
  all: readonly Guideline[],
  make: (text: string, sources: string[]) => Guideline | undefined,
): Guideline | undefined {
  const sources = [...new Set(members.flatMap((member) => member.sources))]
  const keeper =
    members.find(isPersons) ??
    members.find((member) => normalGuideline(member.text) === normalGuideline(text)) ??
    (text.trim() === '' ? members.toSorted(bySources)[0] : undefined)
  if (keeper !== undefined) {
    const others = members.filter((member) => member !== keeper).map(({ id }) => id)
    return { ...keeper, sources, replaces: [...new Set([...(keeper.replaces ?? []), ...others])] }
  }
  const isSaid = all.some((other) => normalGuideline(other.text) === normalGuideline(text))
  const made = isSaid ? undefined : make(text, sources)
  if (made === undefined || made.concern !== undefined) return undefined
  return { ...made, replaces: members.map(({ id }) => id) }
}

function bySources(left: Guideline, right: Guideline): number {
  return right.sources.length - left.sources.length
}

import type { Leak, Memory } from '../contract/index.ts'
import type { GuidanceExample, JudgedSample } from '../judge/index.ts'
import { comparableText, type ComparableText, episodeText, isNearDuplicate } from '../memory/index.ts'
import { sidesFor } from './judged-fields.ts'

/** The most leaks that one verdict lists. */
export const mostLeaks = 3

/** What of a memory is looked at. */
export type LeakedMemory = Pick<Memory, 'judge' | 'episodes' | 'guidelines'>

/** Lists how a memory, or the examples chosen from it, know a sample; at most 3, one of each kind first. */
export type LeakFinder = (sample: JudgedSample, shown: readonly GuidanceExample[]) => Leak[]

/**
 * Reads a memory once, and then finds for each sample what should not be there when the sample is held out: an
 * episode or a source of an unmuted guideline that is the sample or its row (`id`), says the same (`content`) or
 * shares its group (`group`), and a source or an example shown that is a `near-duplicate`: every row is shown every
 * guideline, while an episode that says nearly the same is none as long as it is withheld. For each episode, source
 * and example the first kind that holds, in this order; examples first, then guidelines, then memory. It looks at
 * plain data and takes no part in choosing what teaches or is shown, so that it sees when that fails. A search takes
 * about a millisecond for 1000 sources of 300 words.
 */
export function leakFinder({ judge, episodes, guidelines }: LeakedMemory): LeakFinder {
  const textOf = (sample: JudgedSample) => comparableText(episodeText(sidesFor(judge, sample)))
  const known = new Map<string, Known>()
  for (const episode of episodes) {
    const { sampleId, rowId, group } = episode
    known.set(sampleId, { sampleId, rowId, group, text: comparableText(episodeText(episode)) })
  }
  const sources = new Set(guidelines.filter(({ muted }) => !muted).flatMap((guideline) => guideline.sources))
  return (sample, shown) => {
    const asked = { ...sample, text: textOf(sample) }
    const leaks: Leak[] = []
    for (const { sampleId, fields } of shown) {
      const own = known.get(sampleId)
      // As it is shown, which may be shortened, and as it is kept.
      const texts = [textOf(fields), ...(own?.text === undefined ? [] : [own.text])]
      const kind =
        first(texts, (text) => kindOf(asked, { ...own, sampleId, text })) ??
        first(texts, (text) => nearness(asked, text))
      if (kind !== undefined) leaks.push({ kind, where: 'example', sampleId })
    }
    for (const sampleId of sources) {
      const source = known.get(sampleId) ?? { sampleId }
      const kind = kindOf(asked, source) ?? nearness(asked, source.text)
      if (kind !== undefined) leaks.push({ kind, where: 'guideline', sampleId })
    }
    for (const episode of known.values()) {
      const kind = kindOf(asked, episode)
      if (kind !== undefined) leaks.push({ kind, where: 'memory', sampleId: episode.sampleId })
    }
    const kinds = new Set<string>()
    const firsts = leaks.filter(({ kind }) => kinds.size < kinds.add(kind).size)
    return [...firsts, ...leaks.filter((leak) => !firsts.includes(leak))].slice(0, mostLeaks)
  }
}

/** What is known of an episode, a source or an example. */
interface Known {
  sampleId: string
  rowId?: string | undefined
  group?: string | undefined
  text?: ComparableText
}

type Asked = JudgedSample & { text: ComparableText }

function kindOf(
  asked: Asked,
  { sampleId, rowId, group, text }: Known,
): 'id' | 'content' | 'group' | undefined {
  if (sampleId === asked.id || (rowId !== undefined && rowId === asked.rowId)) return 'id'
  if (text?.normal === asked.text.normal) return 'content'
  if (group !== undefined && group === asked.group) return 'group'
  return undefined
}

function nearness(asked: Asked, text: ComparableText | undefined): 'near-duplicate' | undefined {
  return text !== undefined && isNearDuplicate(asked.text, text) ? 'near-duplicate' : undefined
}

function first<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

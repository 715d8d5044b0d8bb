import type { JsonValue, Leak, Memory } from '../contract/index.ts'
import type { GuidanceExample, JudgedSample } from '../judge/index.ts'
import { comparableText, episodeText, isNearDuplicate, normalText } from '../memory/index.ts'

/** The most leaks that one verdict lists. */
export const mostLeaks = 3

/** Lists how a memory, or the examples chosen from it, know a sample; at most 3, one of each kind first. */
export type LeakFinder = (sample: JudgedSample, shown: readonly GuidanceExample[]) => Leak[]

/**
 * Reads a memory once, and then finds for each sample what should not be there when the sample is held out: an
 * episode or a source of an unmuted guideline that is the sample or its row (`id`), says the same (`content`) or
 * shares its group (`group`), and an example shown that is any of these or a `near-duplicate`. For each episode,
 * source and example the first kind that holds, in this order; examples first, then guidelines, then memory. It
 * looks at plain data and takes no part in choosing examples, so that it sees when that fails.
 */
export function leakFinder({ episodes, guidelines }: Pick<Memory, 'episodes' | 'guidelines'>): LeakFinder {
  const known = new Map<string, Known>()
  for (const { sampleId, rowId, group, inputs, outputs } of episodes)
    known.set(sampleId, { sampleId, rowId, group, normal: normalText(textOf(inputs, outputs)) })
  const sources = new Set(guidelines.filter(({ muted }) => !muted).flatMap((guideline) => guideline.sources))
  return (sample, shown) => {
    const asked = { ...sample, ...comparableText(textOf(sample.inputs, sample.outputs)) }
    const leaks: Leak[] = []
    for (const { sampleId, fields } of shown) {
      const text = comparableText(textOf(fields['inputs'], fields['outputs']))
      const near = isNearDuplicate(asked, text) ? 'near-duplicate' : undefined
      const kind = kindOf(asked, { ...known.get(sampleId), sampleId, normal: text.normal }) ?? near
      if (kind !== undefined) leaks.push({ kind, where: 'example', sampleId })
    }
    for (const sampleId of sources) {
      const kind = kindOf(asked, known.get(sampleId) ?? { sampleId })
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
  /** Its text in the form that is compared. */
  normal?: string
}

function kindOf(
  asked: JudgedSample & { normal: string },
  { sampleId, rowId, group, normal }: Known,
): 'id' | 'content' | 'group' | undefined {
  if (sampleId === asked.id || (rowId !== undefined && rowId === asked.rowId)) return 'id'
  if (normal === asked.normal) return 'content'
  if (group !== undefined && group === asked.group) return 'group'
  return undefined
}

function textOf(inputs: JsonValue = null, outputs: JsonValue = null): string {
  return episodeText({ inputs, outputs })
}

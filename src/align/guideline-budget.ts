import type { Guideline, Memory } from '../contract/index.ts'
import type { Guidance } from '../judge/index.ts'
import { comparableText, exclusionFinder, type RecallExclusion, type VectorTable } from '../memory/index.ts'
import { sourceSimilarities } from './guideline-relevance.ts'

/** The most tokens of guidelines that one verdict is given, where a memory does not say otherwise. */
export const defaultGuidelineTokens = 1500

/** Which guidelines a judge is given for a sample, and what was left out. */
export type ChosenGuidelines = Pick<Guidance, 'guidelines' | 'guidelinesLeftOut' | 'guidelineIds'>

/** What a choice is made for. */
export interface ChoiceFor {
  /** The sample with all that it may not be told of itself. */
  exclude: RecallExclusion
  /** The sample's vector; without one, shared words decide. */
  vector?: ArrayLike<number> | undefined
}

/** Chooses guidelines for a sample. */
export type GuidelineChooser = (sample: ChoiceFor) => ChosenGuidelines

/**
 * Reads a memory once, and then chooses for each sample the guidelines that it is judged with: all that are not muted
 * where they fit into the memory's budget of tokens; else
 *
 * 1. those that are pinned, in their order;
 * 2. those that lean on no samples, as a person writes them, by the share of their words that the sample has, as far
 *    as they fill half of what is left;
 * 3. the others by the greatest cosine of the sample's vector with that of one of their sources. The sample itself,
 *    its row, its group and near-duplicates are no such source;
 * 4. those of 2 that are left.
 *
 * Ties go by the id. One that does not fit is passed over for later ones that do. They are given in the order of the
 * memory. The same memory and sample give the same choice.
 */
export function guidelineChooser(memory: Memory, { vectors }: VectorTable): GuidelineChooser {
  const { tokens: budget, isExceeded } = guidelineBudget(memory)
  const shown = memory.guidelines.filter(({ muted }) => !muted)
  if (!isExceeded) {
    const all: ChosenGuidelines = { guidelines: shown.map(({ text }) => text) }
    return () => all
  }
  const pinned = shown.filter((guideline) => guideline.pinned)
  const free = shown.filter(({ pinned: isPinned, sources }) => !isPinned && sources.length === 0)
  const leaning = shown.filter(({ pinned: isPinned, sources }) => !isPinned && sources.length > 0)
  const wordsOf = new Map(shown.map((guideline) => [guideline, comparableText(guideline.text).words]))
  const similarities = sourceSimilarities(leaning, memory.episodes, vectors)
  let findExcluded: ReturnType<typeof exclusionFinder> | undefined
  return ({ exclude, vector }) => {
    const sampleWords = comparableText(exclude.text).words
    const overlap = (guideline: Guideline) => shareOf(wordsOf.get(guideline) as Set<string>, sampleWords)
    findExcluded ??= exclusionFinder(memory.episodes)
    const { all: excluded } = findExcluded(exclude)
    const scores = vector === undefined ? leaning.map(overlap) : similarities(vector, excluded)
    const ofPersons = ranked(free, free.map(overlap))
    const taken = new Set<Guideline>()
    let spent = 0
    const fill = (candidates: readonly Guideline[], limit: number) => {
      for (const guideline of candidates) {
        const tokens = guidelineTokens(guideline.text)
        if (taken.has(guideline) || spent + tokens > limit) continue
        taken.add(guideline)
        spent += tokens
      }
    }
    fill(pinned, budget)
    fill(ofPersons, spent + (budget - spent) / 2)
    fill(ranked(leaning, scores), budget)
    fill(ofPersons, budget)
    const chosen = shown.filter((guideline) => taken.has(guideline))
    return {
      guidelines: chosen.map(({ text }) => text),
      guidelinesLeftOut: shown.length - chosen.length,
      guidelineIds: chosen.map(({ id }) => id),
    }
  }
}

/** A memory's budget of tokens for guidelines, and whether those that are not muted take more than that. */
export function guidelineBudget({
  guidelines,
  guidelineTokens: tokens = defaultGuidelineTokens,
}: Pick<Memory, 'guidelines' | 'guidelineTokens'>): { tokens: number; isExceeded: boolean } {
  const shown = guidelines.filter(({ muted }) => !muted)
  return { tokens, isExceeded: shown.reduce((sum, { text }) => sum + guidelineTokens(text), 0) > tokens }
}

/**
 * About how many tokens a guideline takes in a prompt, its bullet and line end included: a quarter of its characters,
 * as elsewhere in the field, but a whole one for each character of a script other than Latin.
 */
export function guidelineTokens(text: string): number {
  let quarters = 3
  for (const character of text) quarters += (character.codePointAt(0) as number) > 0x24f ? 4 : 1
  return Math.ceil(quarters / 4)
}

function ranked(guidelines: readonly Guideline[], scores: readonly number[]): Guideline[] {
  return guidelines
    .map((guideline, index) => ({ guideline, score: scores[index] ?? 0 }))
    .toSorted((left, right) => right.score - left.score || (left.guideline.id < right.guideline.id ? -1 : 1))
    .map(({ guideline }) => guideline)
}

/** The share of a guideline's words that a sample has, 0 to 1. */
function shareOf(words: ReadonlySet<string>, sample: ReadonlySet<string>): number {
  if (words.size === 0) return 0
  let shared = 0
  for (const word of words) if (sample.has(word)) shared++
  return shared / words.size
}

import { z } from 'zod'
import { VitestJudgeError, type Episode, type Guideline, type JudgeDefinition } from '../contract/index.ts'
import type { Clock } from '../io/index.ts'
import { ModelCallError, type ChatModel, type Embedder } from '../model/index.ts'
import { comparePairs, type ComparedPair } from './guideline-comparison.ts'
import { raiseConcerns } from './guideline-concerns.ts'
import { normalGuideline } from './guideline-making.ts'
import { mergeSame } from './guideline-merging.ts'
import { comparablePairs, type GuidelinePair } from './guideline-pairs.ts'
import { reviewSources } from './guideline-sources.ts'

/** What `tidyGuidelines` works with. */
export interface TidyOptions {
  embedder: Embedder
  model: ChatModel
  clock: Clock
  /** Ids of new guidelines: only pairs with one of them are compared, so that what a person decided stays. Default all. */
  fresh?: ReadonlySet<string>
  /** Ids of samples that were given another value since the guidelines were distilled. */
  changed?: ReadonlySet<string>
}

/** What tidying came to. */
export interface Tidied {
  guidelines: Guideline[]
  /** Those of them that stand in place of others now, which they name in `replaces`. */
  merged: Guideline[]
  /** Those of them that got a concern now: a person has to decide. */
  concerns: Guideline[]
  /** Those that most of their sources no longer speak for. */
  dropped: Guideline[]
  /** Sources of the dropped ones that are still there: to be distilled again. */
  relearn: Episode[]
  /** Why guidelines were not compared, in words: nothing was merged then. */
  fault?: string
}

/**
 * Tidies guidelines: drops those that most of their sources no longer speak for, puts one in place of those that say
 * the same, and of two that contradict each other mutes the weaker, with a concern. Candidates are found by their
 * texts and the vectors of these; one model call decides about all of them, and none is made where there are none.
 * Guidelines that are muted take no part. A failing model or embedder never throws: its `fault` is told.
 */
export async function tidyGuidelines(
  definition: JudgeDefinition,
  guidelines: readonly Guideline[],
  episodes: readonly Episode[],
  options: TidyOptions,
): Promise<Tidied> {
  const { model, clock } = options
  const reviewed = reviewSources(guidelines, episodes, options.changed)
  const compared = await compare(definition, reviewed.guidelines, options)
  const pairs = 'fault' in compared ? [] : compared.pairs
  const merging = mergeSame(reviewed.guidelines, pairs, model.name, clock)
  const concerned = raiseConcerns(merging.guidelines, pairs)
  const concerns = new Set([...reviewed.concerns, ...concerned.concerns].map(({ id }) => id))
  const merged = new Set(merging.merged.map(({ id }) => id))
  return {
    guidelines: concerned.guidelines,
    merged: concerned.guidelines.filter(({ id }) => merged.has(id)),
    concerns: concerned.guidelines.filter(({ id }) => concerns.has(id)),
    dropped: reviewed.dropped,
    relearn: reviewed.relearn,
    ...('fault' in compared && { fault: compared.fault }),
  }
}

async function compare(
  definition: JudgeDefinition,
  guidelines: readonly Guideline[],
  { embedder, model, fresh }: TidyOptions,
): Promise<{ pairs: ComparedPair[] } | { fault: string }> {
  const shown = guidelines.filter(({ muted }) => !muted)
  const isFresh = ({ id }: Guideline) => fresh?.has(id) ?? true
  const equal = equalPairs(shown, isFresh)
  const isEqual = new Set(equal.map(({ first, second }) => `${first.id} ${second.id}`))
  try {
    const near = (await comparablePairs(shown, isFresh, embedder)).filter(
      ({ first, second }) => !isEqual.has(`${first.id} ${second.id}`),
    )
    const compared = near.length === 0 ? [] : await comparePairs(definition, near, model)
    return { pairs: [...equal, ...compared] }
  } catch (error) {
    if (error instanceof ModelCallError) return { fault: `${error.reason}: ${error.detail}` }
    if (VitestJudgeError.is(error)) return { fault: error.message.split('\n')[0] ?? error.code }
    if (error instanceof SyntaxError || error instanceof z.ZodError)
      return { fault: 'the answer does not fit its schema' }
    throw error
  }
}

/** Pairs of equal texts, case, spaces and a full stop aside: nobody has to be asked about these. */
function equalPairs(
  guidelines: readonly Guideline[],
  isFresh: (guideline: Guideline) => boolean,
): ComparedPair[] {
  const pairOf = (first: Guideline, second: Guideline): GuidelinePair => ({ first, second, similarity: 1 })
  return [...Map.groupBy(guidelines, ({ text }) => normalGuideline(text)).values()].flatMap(
    ([first, ...others]) =>
      others
        .filter((other) => isFresh(other) || (first !== undefined && isFresh(first)))
        .map((other) => ({
          ...pairOf(first as Guideline, other),
          relation: 'same' as const,
          mergedText: (first as Guideline).text,
        })),
  )
}

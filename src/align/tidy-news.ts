import { type Episode, type Guideline, type JudgeDefinition } from '../contract/index.ts'
import { isoTime, type Clock } from '../io/index.ts'
import { embedder as makeEmbedder, type ChatModel } from '../model/index.ts'
import { settleConcerns } from './guideline-concerns.ts'
import { tidyGuidelines, type Tidied } from './guideline-tidy.ts'

/** What `tidyNews` works with. */
export interface NewsOptions {
  reflection: ChatModel
  clock: Clock
}

/**
 * Settles the concerns of guidelines, and holds what is new against all others: what was distilled, what a person has
 * written since, which has no date yet and gets one, what is shown again, and what an earlier failure left unchecked.
 * With nothing new no model is asked. Where the model fails, what is new is marked as unchecked.
 */
export async function tidyNews(
  definition: JudgeDefinition,
  remaining: readonly Guideline[],
  distilled: readonly Guideline[],
  episodes: readonly Episode[],
  { reflection, clock }: NewsOptions,
): Promise<Pick<Tidied, 'guidelines' | 'merged' | 'fault'>> {
  const { guidelines, lifted } = settleConcerns([...remaining, ...distilled])
  const fresh = new Set([
    ...distilled.map(({ id }) => id),
    ...lifted,
    ...guidelines.filter((each) => each.unchecked === true || isUnseen(each)).map(({ id }) => id),
  ])
  if (fresh.size === 0) return { guidelines, merged: [] }
  const { fault, merged, ...tidied } = await tidyGuidelines(definition, guidelines, episodes, {
    // Guidelines that repeat or contradict each other share their wording: that takes no call to see.
    embedder: makeEmbedder({ model: 'offline-lexical' }),
    model: reflection,
    clock,
    fresh,
  })
  const settled = settleConcerns(tidied.guidelines).guidelines
  if (fault !== undefined) {
    const isLeft = (each: Guideline) => fresh.has(each.id) && !each.muted && !isUnseen(each)
    const marked = settled.map((each) => (isLeft(each) ? { ...each, unchecked: true } : each))
    return { guidelines: marked, merged, fault }
  }
  const date = isoTime(clock)
  const checked = settled.map(({ unchecked: _, ...each }) => (isUnseen(each) ? { ...each, date } : each))
  return { guidelines: checked, merged }
}

/** Written by a person since; a muted one is compared when it is unmuted. */
function isUnseen({ origin, date, muted }: Guideline): boolean {
  return origin === 'person' && date === undefined && !muted
}

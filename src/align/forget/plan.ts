import type { Episode, Feedback, FeedbackSource, Guideline, Memory } from '../../contract/index.ts'
import { resolveFeedback } from '../../feedback/index.ts'
import { toTaughtValue } from '../../judge/index.ts'
import { memoryFingerprint } from '../../memory/index.ts'
import { settleConcerns } from '../guideline-concerns.ts'
import { findLessons } from '../lessons.ts'

/** What a memory has to forget. */
export interface ToForget {
  /** True for the episode of a sample that is forgotten whole. */
  isForgotten: (episode: Episode) => boolean
  /** The lines of the judge's feedback that go, and those that stay. */
  removed: readonly Feedback[]
  left: readonly Feedback[]
  /** Names of people of whom everything is forgotten, also what the log no longer holds. */
  annotators?: readonly string[] | undefined
}

/** What forgetting comes to in one memory, before any model is asked. */
export interface ForgetPlan {
  /** Episodes that go. */
  gone: Episode[]
  /** Episodes that others taught too: as they were, and as they are from now on. */
  changed: { before: Episode; after: Episode }[]
  /** All episodes that are left. */
  episodes: Episode[]
  /** Distilled guidelines that lean on what is forgotten, whoever pinned or edited them. */
  dropped: Guideline[]
  /** Guidelines that stay, without sources that are gone. */
  remaining: Guideline[]
  /** The other sources of the dropped: from them guidelines may be distilled again. */
  relearn: Episode[]
}

/**
 * Says what a memory forgets: the episodes of forgotten samples and of those that nobody else has taught; of samples
 * that others taught too, what the removed feedback said; and every distilled guideline with a source among them. A
 * person's own guideline stays.
 */
export function planForgetting(memory: Memory, forget: ToForget): ForgetPlan {
  const { judge } = memory
  const touched = touchedTest(forget)
  const resolved = resolveFeedback(forget.left, (value) => toTaughtValue(judge.valueType, value))
  const isGone = (episode: Episode) =>
    forget.isForgotten(episode) || (touched(episode) && !resolved.has(episode.sampleId))
  const gone = memory.episodes.filter(isGone)
  const shared = memory.episodes.filter((episode) => touched(episode) && !isGone(episode))
  const lessons = findLessons([], forget.left, shared, judge)
  const after = new Map(lessons.changed.map((episode) => [episode.sampleId, episode]))
  const changed = shared.flatMap((before) => {
    const now = after.get(before.sampleId)
    return now === undefined ? [] : [{ before, after: now }]
  })
  const leaning = new Set([...gone.map(({ sampleId }) => sampleId), ...after.keys()])
  const goes = ({ origin, sources }: Guideline) =>
    origin === 'distilled' && sources.some((source) => leaning.has(source))
  const dropped = memory.guidelines.filter(goes)
  const isGoneId = new Set(gone.map(({ sampleId }) => sampleId))
  const episodes = memory.episodes
    .filter(({ sampleId }) => !isGoneId.has(sampleId))
    .map((episode) => after.get(episode.sampleId) ?? episode)
  // A person who muted a guideline wants none like it.
  const again = new Set(dropped.flatMap(({ muted, concern, sources }) => (muted && !concern ? [] : sources)))
  return {
    gone,
    changed,
    episodes,
    dropped,
    remaining: memory.guidelines
      .filter((guideline) => !goes(guideline))
      .map((guideline) => ({
        ...guideline,
        sources: guideline.sources.filter((source) => !isGoneId.has(source)),
      })),
    relearn: episodes.filter(({ sampleId }) => again.has(sampleId)),
  }
}

/** The memory that is left, with guidelines that were distilled again; concerns about what is gone are lifted. */
export function memoryAfter(
  memory: Memory,
  { episodes, remaining }: Pick<ForgetPlan, 'episodes' | 'remaining'>,
  learnt: readonly Guideline[],
): Memory {
  const { guidelines } = settleConcerns([...remaining, ...learnt])
  const body = { ...memory, guidelines, episodes }
  return { ...body, fingerprint: memoryFingerprint(body) }
}

/** Tells of an episode, also of an earlier version, whether it holds what is forgotten. */
export function forgottenEpisodeTest(forget: ToForget, plan: ForgetPlan): (episode: Episode) => boolean {
  const gone = new Set(plan.gone.map(({ sampleId }) => sampleId))
  const now = new Map(plan.episodes.map(({ sampleId, fingerprint }) => [sampleId, fingerprint]))
  const before = new Set(plan.changed.map(({ before: { sampleId } }) => sampleId))
  const touched = touchedTest(forget)
  return (episode) =>
    forget.isForgotten(episode) ||
    gone.has(episode.sampleId) ||
    ((touched(episode) || before.has(episode.sampleId)) && now.get(episode.sampleId) !== episode.fingerprint)
}

/** Tells of an episode whether removed feedback, or one of the people, taught it. */
function touchedTest({ removed, annotators = [] }: ToForget): (episode: Episode) => boolean {
  const key = (sampleId: string, { type, name }: FeedbackSource) => JSON.stringify([sampleId, type, name])
  const lines = new Set(removed.map(({ sampleId, source }) => key(sampleId, source)))
  return ({ sampleId, sources }) =>
    sources.some((source) => lines.has(key(sampleId, source)) || annotators.includes(source.name))
}

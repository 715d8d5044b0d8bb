import type { Episode, Feedback, Guideline, JudgeDefinition, Memory, RunRow } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import { toBatches } from './distil.ts'
import { isMutedByPerson } from './guideline-concerns.ts'
import { isPersons } from './guideline-making.ts'
import { reviewSources } from './guideline-sources.ts'
import { findLessons, type Lessons } from './lessons.ts'

/** What a plan is made of. */
export interface PlanInput {
  definition: JudgeDefinition
  /** All rows of the judge's suites; only their `align` rows teach. */
  rows: readonly RunRow[]
  /** The whole feedback log. */
  feedback: readonly Feedback[]
  /** The present memory. */
  memory: Memory | undefined
  /** Leave guidelines alone that were distilled for earlier instructions of the judge; default false. */
  keepGuidelines?: boolean
}

/** What aligning comes to, before any model is asked. */
export interface AlignPlan {
  lessons: Lessons
  /** New and changed episodes, by row id, then sample id. */
  taught: Episode[]
  /** Those, and before them the episodes whose guidelines are distilled again. */
  distilled: Episode[]
  /** Guidelines that go: what is left of their sources is among the distilled. */
  dropped: Guideline[]
  /** Guidelines that stay, without the sources that are gone. */
  remaining: Guideline[]
  /** True where the judge is told something else than when its memory was made, so that all is distilled again. */
  isRetold: boolean
}

/**
 * Holds feedback against a memory and says what has to be done. A distilled guideline that leans on a changed sample,
 * on one that is held out now, or mostly on samples that are gone, is dropped and distilled again from its other
 * sources; one that leans on retracted samples alone is dropped. What a person wrote, edited, pinned or muted stays,
 * unless it was distilled from a sample that is held out now.
 */
export function planAlignment(input: PlanInput): AlignPlan {
  const { definition, memory } = input
  const found = findLessons(input.rows, input.feedback, memory?.episodes ?? [], definition)
  const isRetold =
    memory !== undefined &&
    found.kept.length > 0 &&
    input.keepGuidelines !== true &&
    toldTo(definition) !== toldTo(memory.judge)
  const lessons = isRetold ? { ...found, changed: [...found.changed, ...found.kept], kept: [] } : found
  const taught = [...lessons.added, ...lessons.changed].toSorted(byRow)
  const heldOut = input.rows.flatMap(({ split, sampleId }) => (split === 'heldout' ? (sampleId ?? []) : []))
  const tainted = new Set([...lessons.heldOut, ...heldOut])
  const changed = new Set(lessons.changed.map(({ sampleId }) => sampleId))
  const retracted = new Set(lessons.retracted.map(({ sampleId }) => sampleId))
  const goes = (guideline: Guideline) => {
    const { origin, sources } = guideline
    if (origin === 'person') return false
    if (sources.some((source) => tainted.has(source))) return true
    if (isPersons(guideline) || isMutedByPerson(guideline)) return false
    const isLeft = sources.length === 0 || sources.some((source) => !retracted.has(source))
    return !isLeft || sources.some((source) => changed.has(source))
  }
  const guidelines = memory?.guidelines ?? []
  const left = guidelines.filter((guideline) => !goes(guideline))
  const reviewed = reviewSources(
    left.filter((guideline) => !isMutedByPerson(guideline)),
    [...lessons.kept, ...taught],
    changed,
  )
  const standing = new Map(reviewed.guidelines.map((guideline) => [guideline.id, guideline]))
  const remaining = left.flatMap((guideline) =>
    isMutedByPerson(guideline) ? [guideline] : (standing.get(guideline.id) ?? []),
  )
  const stays = new Set(remaining.map(({ id }) => id))
  const dropped = guidelines.filter(({ id }) => !stays.has(id))
  const again = new Set(dropped.flatMap(({ sources }) => sources))
  return {
    lessons,
    taught,
    distilled: [...lessons.kept.filter(({ sampleId }) => again.has(sampleId)), ...taught],
    dropped,
    remaining: remaining.map((guideline) => withoutSources(guideline, retracted)),
    isRetold,
  }
}

/** How many calls distilling episodes takes, where none fails. */
export function distillationCalls(episodes: readonly Episode[]): number {
  return toBatches(episodes).length
}

/** Orders episodes by row id, then by sample id. */
export function byRow(left: Episode, right: Episode): number {
  return order(left.rowId, right.rowId) || order(left.sampleId, right.sampleId)
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** What a judge is told, as far as a guideline complements it: not its model, nor how it is asked. */
function toldTo({ instructions, guidelines }: JudgeDefinition): string {
  return contentHash([instructions, guidelines ?? null])
}

function withoutSources(guideline: Guideline, gone: ReadonlySet<string>): Guideline {
  return { ...guideline, sources: guideline.sources.filter((source) => !gone.has(source)) }
}

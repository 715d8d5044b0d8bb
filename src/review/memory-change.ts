import { guidelineConcern } from '../align/index.ts'
import { type Guideline, type Memory, VitestJudgeError, writtenGuidelineSchema } from '../contract/index.ts'
import { isoTime, type Clock } from '../io/index.ts'
import { installMemory } from '../memory/index.ts'
import type { GuidelineChange } from './api.ts'
import { requiredMemory } from './memory-view.ts'
import { refusal } from './refusal.ts'
import type { ReviewTarget } from './reviewed-judge.ts'

/**
 * Installs a memory with one guideline changed, as a new version. A text that the guard of guidelines has a concern about
 * is muted with it until a person unmutes it, as one that a model worded is.
 *
 * @throws VitestJudgeError `memory-conflict` where the memory is no longer the one the change was made from
 */
export async function changeMemory(
  target: ReviewTarget,
  change: GuidelineChange,
  clock: Clock,
): Promise<void> {
  const { memory, table } = await requiredMemory(target)
  if (memory.fingerprint !== change.fingerprint) throw movedOn(target)
  const guidelines = changed(memory, change)
  await installMemory(target.folder, { ...memory, guidelines }, table, {
    time: isoTime(clock),
    note: { review: { change: said(change) } },
    madeFrom: memory.fingerprint,
  })
}

function changed({ guidelines }: Memory, change: GuidelineChange): Guideline[] {
  if (change.kind === 'add') return [...guidelines, added(guidelines, change.text)]
  if (!guidelines.some(({ id }) => id === change.id)) {
    throw refusal(
      404,
      `The memory has no guideline ${change.id}.`,
      'Reload the memory: it may have been dropped.',
    )
  }
  return guidelines.map((guideline) =>
    guideline.id === change.id ? changedOne(guideline, change) : guideline,
  )
}

function changedOne(guideline: Guideline, change: Exclude<GuidelineChange, { kind: 'add' }>): Guideline {
  if (change.kind === 'pin') return { ...guideline, pinned: change.pinned }
  // Whoever edits, mutes or unmutes it has decided about the concern that it had.
  const { concern: before, ...decided } = guideline
  if (change.kind === 'mute') return { ...decided, muted: change.muted }
  const text = oneLine(change.text)
  if (text === guideline.text) return guideline
  return guarded({ ...decided, text, muted: guideline.muted && before === undefined }, change.text)
}

function added(guidelines: readonly Guideline[], typed: string): Guideline {
  const text = oneLine(typed)
  const same = guidelines.find((guideline) => guideline.text === text)
  if (same !== undefined) {
    throw refusal(
      409,
      `The memory has this guideline already, as ${same.id}.`,
      'Edit, pin or unmute that one.',
    )
  }
  const guideline = writtenGuidelineSchema.parse({ text, origin: 'person' })
  const ids = new Set(guidelines.map(({ id }) => id))
  let id = guideline.id
  for (let number = 2; ids.has(id); number++) id = `${guideline.id}-${number}`
  return guarded({ ...guideline, id }, typed)
}

function guarded(guideline: Guideline, typed: string): Guideline {
  const concern = guidelineConcern(typed)
  return concern === undefined ? guideline : { ...guideline, muted: true, concern }
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}

/** What was changed, in a few words, with the longest last: `pinned by bob: guideline g-1`. */
function said(change: GuidelineChange): string {
  const by = change.annotator === undefined ? '' : ` by ${change.annotator}`
  return change.kind === 'add' ? `guideline added${by}` : `${verbOf(change)}${by}: guideline ${change.id}`
}

function verbOf(change: Exclude<GuidelineChange, { kind: 'add' }>): string {
  if (change.kind === 'edit') return 'edited'
  if (change.kind === 'pin') return change.pinned ? 'pinned' : 'unpinned'
  return change.muted ? 'muted' : 'unmuted'
}

function movedOn({ shownFolder }: ReviewTarget): VitestJudgeError {
  return new VitestJudgeError('memory-conflict', {
    message: `The memory in ${shownFolder} was changed meanwhile, by a person or a command. It stays as it is now.`,
    hint: 'Reload it, and make your change again.',
  })
}

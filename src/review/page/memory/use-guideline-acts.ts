import type { ReviewGuideline } from '../../api.ts'
import { useKeys } from '../parts/use-keys.ts'
import type { GuidelineActs } from './guideline-acts.ts'
import type { useMemory } from './use-memory.ts'

/** What can be done with the guidelines, by buttons and by keys. */
export function useGuidelineActs(
  desk: ReturnType<typeof useMemory>,
  onOpen: (sampleId: string) => void,
  keysAreOn: boolean,
): { actsOf: (guideline: ReviewGuideline) => GuidelineActs; add: () => void } {
  const { memory, draft } = desk

  const actsOf = (guideline: ReviewGuideline): GuidelineActs => {
    const { id, pinned, muted, text } = guideline
    return {
      edit: () => desk.setDraft({ id, text }),
      draft: (text) => desk.setDraft({ id, text }),
      store: () => {
        if (draft === undefined || draft.text.trim() === '') return
        void desk.change({ kind: 'edit', id, text: draft.text.trim() }, 'Stored.').then((isStored) => {
          if (!isStored) return
          desk.setDraft(undefined)
          focusGuideline(id)
        })
      },
      cancel: () => {
        desk.setDraft(undefined)
        focusGuideline(id)
      },
      pin: () => {
        const done = pinned ? 'No longer pinned.' : 'Pinned: align keeps it as it is.'
        void desk.change({ kind: 'pin', id, pinned: !pinned }, done)
      },
      mute: () => {
        const done = muted ? 'No longer muted.' : 'Muted: the judge is not shown it.'
        void desk.change({ kind: 'mute', id, muted: !muted }, done)
      },
      open: onOpen,
    }
  }
  const add = () => {
    if (draft === undefined || draft.text.trim() === '') return
    void desk.change({ kind: 'add', text: draft.text.trim() }, 'Added.').then((isStored) => {
      if (isStored) desk.setDraft(undefined)
    })
  }

  useKeys((key) => {
    if (!keysAreOn || memory === undefined) return false
    const { guidelines } = memory
    const focused = document.activeElement?.closest<HTMLElement>('[data-guideline]')?.dataset['guideline']
    const at = guidelines.findIndex(({ id }) => id === focused)
    const guideline = guidelines[at]
    if (key === 'j' || key === 'k') {
      const next = guidelines[Math.max(0, Math.min(guidelines.length - 1, key === 'j' ? at + 1 : at - 1))]
      if (next !== undefined) focusGuideline(next.id)
    } else if (key === 'a') desk.setDraft({ id: 'new', text: '' })
    else if (key === 'd') document.getElementById('diff-from')?.focus()
    else if (guideline === undefined) return false
    else if (key === 'e') actsOf(guideline).edit()
    else if (key === 'p') actsOf(guideline).pin()
    else if (key === 'x') actsOf(guideline).mute()
    else return false
    return true
  })
  return { actsOf, add }
}

function focusGuideline(id: string): void {
  document.querySelector<HTMLElement>(`[data-guideline=${JSON.stringify(id)}]`)?.focus()
}

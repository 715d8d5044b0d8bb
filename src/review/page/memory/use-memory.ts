import { useState } from 'preact/hooks'
import type { GuidelineChange, ReviewMemory } from '../../api.ts'
import { failureText, RequestFailure, tell } from '../parts/client.ts'
import { useKept } from '../parts/storage.ts'
import { useAnswer } from '../parts/use-answer.ts'

/** A change without what the server needs to know beside it. */
export type Change = GuidelineChange extends infer Whole
  ? Whole extends GuidelineChange
    ? Omit<Whole, 'judge' | 'fingerprint' | 'annotator'>
    : never
  : never

/** What a person writes: the text of a guideline, or a new one. */
export interface Draft {
  /** The guideline's id; `new` for one that is added. */
  id: string
  text: string
}

/** A judge's memory, and what a person changes of it. A change that comes too late is refused and kept as a draft. */
export function useMemory(judge: string, annotator: string, announce: (text: string) => void) {
  const asked = useAnswer<ReviewMemory>('/api/memory', { judge })
  const [draft, changeDraft] = useKept<Draft | undefined>('tab', `guideline ${judge}`, undefined)
  const [problem, setProblem] = useState<string | undefined>(undefined)
  const [isStoring, setStoring] = useState(false)
  const memory = asked.answer

  const change = async (wanted: Change, done: string): Promise<boolean> => {
    if (memory === undefined || isStoring) return false
    setStoring(true)
    try {
      const after = await tell<ReviewMemory>('/api/memory', {
        judge,
        fingerprint: memory.fingerprint,
        annotator,
        ...wanted,
      })
      asked.replace(after)
      setProblem(undefined)
      announce(done)
      return true
    } catch (error) {
      if (error instanceof RequestFailure && error.status === 409) {
        setProblem(
          'The memory has changed meanwhile, so nothing was stored. It was read again; what you typed is kept. Look at it, and store again.',
        )
        asked.reload()
      } else setProblem(failureText(error))
      return false
    } finally {
      setStoring(false)
    }
  }
  return {
    memory,
    error: asked.error,
    problem,
    isStoring,
    draft,
    setDraft: (draft: Draft | undefined) => {
      setProblem(undefined)
      changeDraft(() => draft)
    },
    change,
    reload: asked.reload,
  }
}

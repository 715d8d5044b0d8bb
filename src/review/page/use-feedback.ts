import { useCallback, useState } from 'preact/hooks'
import type { GivenFeedback, StoredFeedback, UndoneFeedback } from '../api.ts'
import { failureText, RequestFailure, tell } from './parts/client.ts'
import { useKept } from './parts/storage.ts'

/** Something sent, and the row that it is about, to speak of it. */
export interface Sent<Body> {
  body: Body
  rowId: string
}

/** Whose answer on which sample: enough to take it back, blind or not. */
export type Answered = Omit<UndoneFeedback, 'blind'>

/** What the server did with it. */
export interface Done {
  stored: StoredFeedback
  rowId: string
}

/** What a person said and took back in this tab; it is kept over a reload. */
export interface FeedbackDesk {
  /** True while an answer is on its way. */
  isStoring: boolean
  /** Answers that the server has not taken. */
  unsent: readonly Sent<GivenFeedback>[]
  /** Why the last one was not stored; undefined where it was. */
  problem: string | undefined
  /** The answers that can be taken back, the last one last. */
  given: readonly Sent<Answered>[]
  /** Stores an answer; undefined where the server did not take it. */
  give: (answer: Sent<GivenFeedback>) => Promise<Done | undefined>
  /** Takes an answer back; blind, what comes with it tells of no verdict. */
  undo: (answer: Sent<Answered>, isBlind: boolean) => Promise<Done | undefined>
  /** Sends again what was not taken; the last that was stored. */
  retry: () => Promise<Done | undefined>
}

const mostUndone = 200

/** Stores answers: one counts as stored only once the server said so, and what it did not take is kept. */
export function useFeedback(): FeedbackDesk {
  const [isStoring, setStoring] = useState(false)
  const [problem, setProblem] = useState<string | undefined>(undefined)
  const [unsent, setUnsent] = useKept<Sent<GivenFeedback>[]>('tab', 'unsent', [])
  const [given, setGiven] = useKept<Sent<Answered>[]>('tab', 'given', [])

  const attempt = useCallback(async <Result>(act: () => Promise<Result>): Promise<Result | undefined> => {
    setStoring(true)
    try {
      const result = await act()
      setProblem(undefined)
      return result
    } catch (error) {
      setProblem(failureText(error))
      return undefined
    } finally {
      setStoring(false)
    }
  }, [])

  const send = useCallback(async (answer: Sent<GivenFeedback>): Promise<Done> => {
    const { body, rowId } = answer
    const { judge, sampleId, annotator } = body
    const others = (before: Sent<GivenFeedback>[]) => before.filter((one) => !isSame(one, answer))
    try {
      const stored = await tell<StoredFeedback>('/api/feedback', body)
      setUnsent(others)
      setGiven((before) => [...before, { body: { judge, sampleId, annotator }, rowId }].slice(-mostUndone))
      return { stored, rowId }
    } catch (error) {
      if (isWorthKeeping(error)) setUnsent((before) => [...others(before), answer])
      throw error
    }
  }, [])

  const give = useCallback((answer: Sent<GivenFeedback>) => attempt(() => send(answer)), [])
  const undo = useCallback(
    (answer: Sent<Answered>, isBlind: boolean) =>
      attempt(async () => {
        const body: UndoneFeedback = { ...answer.body, blind: isBlind }
        const stored = await tell<StoredFeedback>('/api/undo', body)
        setGiven((before) => {
          const last = before.findLastIndex((one) => isSame(one, answer))
          return before.filter((_, index) => index !== last)
        })
        return { stored, rowId: answer.rowId }
      }),
    [],
  )
  const retry = useCallback(
    () =>
      attempt(async () => {
        let last: Done | undefined
        for (const answer of unsent) last = await send(answer)
        return last
      }),
    [unsent],
  )
  return { isStoring, unsent, problem, given, give, undo, retry }
}

function isSame({ body: one }: Sent<Answered>, { body: other }: Sent<Answered>): boolean {
  return one.judge === other.judge && one.sampleId === other.sampleId && one.annotator === other.annotator
}

/** Where the server is gone, forgot this browser or failed, the answer itself is good. */
function isWorthKeeping(error: unknown): boolean {
  if (!(error instanceof RequestFailure)) return true
  return error.isGone || error.status === 401 || error.status === 403 || error.status >= 500
}

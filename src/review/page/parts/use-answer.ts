import { useCallback, useEffect, useState } from 'preact/hooks'
import { ask, wasGivenUp } from './client.ts'

/** What was asked for last, and how far that is. */
export interface Asked<Answer> {
  /** The last answer, of an earlier query perhaps; undefined before the first. */
  answer: Answer | undefined
  /** The query that it answers. */
  answered: string | undefined
  error: unknown
  /** Asks again. */
  reload: () => void
  /** Puts an answer in place that came by another way. */
  replace: (answer: Answer) => void
}

/** Asks the server whenever the query changes; a later query gives an earlier one up. Asks nothing without a path. */
export function useAnswer<Answer>(
  path: string | undefined,
  query: Readonly<Record<string, string | undefined>>,
): Asked<Answer> {
  const wanted = JSON.stringify([path, query])
  const [state, setState] = useState<{ answer?: Answer; answered?: string; error?: unknown }>({})
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (path === undefined) return undefined
    const given = new AbortController()
    ask<Answer>(path, query, given.signal).then(
      (answer) => answer !== undefined && setState({ answer, answered: wanted }),
      (error: unknown) => {
        if (!wasGivenUp(error)) setState((before) => ({ ...before, error }))
      },
    )
    return () => given.abort()
  }, [wanted, round])
  const reload = useCallback(() => setRound((before) => before + 1), [])
  const replace = useCallback((answer: Answer) => setState({ answer, answered: wanted }), [wanted])
  return { answer: state.answer, answered: state.answered, error: state.error, reload, replace }
}

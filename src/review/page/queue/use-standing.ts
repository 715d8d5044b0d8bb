import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ReviewStanding } from '../../api.ts'
import { ask, RequestFailure, wasGivenUp } from '../parts/client.ts'

const pauseMs = 2000

/** What stands, asked for anew every two seconds while the page is seen: labels of others and of the terminal show up. */
export function useStanding(judge: string, annotator: string, isBlind: boolean) {
  const [state, setState] = useState<{ of?: string; standing?: ReviewStanding; error?: unknown }>({})
  const [round, setRound] = useState(0)
  const of = JSON.stringify([judge, annotator, isBlind])
  const revision = useRef<{ of: string; revision: string } | undefined>(undefined)
  const put = useCallback(
    (standing: ReviewStanding) => {
      revision.current = { of, revision: standing.revision }
      setState({ of, standing })
    },
    [of],
  )
  useEffect(() => {
    const given = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      if (document.visibilityState === 'visible') {
        const since = revision.current?.of === of ? revision.current.revision : undefined
        const query = { judge, annotator, since, ...(isBlind ? { blind: 'true' } : {}) }
        await ask<ReviewStanding>('/api/standing', query, given.signal).then(
          (standing) => {
            if (standing !== undefined) put(standing)
            else setState((before) => (before.error === undefined ? before : { ...before, error: undefined }))
          },
          (error: unknown) => {
            if (!wasGivenUp(error)) setState((before) => ({ ...before, error }))
          },
        )
      }
      if (!given.signal.aborted) timer = setTimeout(() => void look(), pauseMs)
    }
    void look()
    return () => {
      given.abort()
      clearTimeout(timer)
    }
  }, [of, round])
  const lookAgain = useCallback(() => setRound((before) => before + 1), [])
  const standing = state.of === of ? state.standing : undefined
  const isGone = state.error instanceof RequestFailure && state.error.isGone
  return { standing, put, lookAgain, isGone, error: state.error }
}

import { useCallback, useState } from 'preact/hooks'
import { keep, readKept } from './storage.ts'

interface KeptName {
  name: string
  /** Whom the server named when it was kept. */
  instead: string
}

/**
 * Who gives feedback: the name kept in this tab, else in this browser, else the server's. A name that was kept while
 * the server named somebody else does not count.
 */
export function useAnnotator(named: string): [string, (name: string) => void] {
  const [name, setName] = useState(() => {
    const kept = (['tab', 'browser'] as const).map(
      (area) => readKept(area, 'annotator') as KeptName | undefined,
    )
    return kept.find((one) => one?.instead === named)?.name ?? named
  })
  const change = useCallback(
    (name: string) => {
      keep('tab', 'annotator', { name, instead: named } satisfies KeptName)
      keep('browser', 'annotator', { name, instead: named } satisfies KeptName)
      setName(name)
    },
    [named],
  )
  return [name, change]
}

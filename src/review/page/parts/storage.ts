import { useCallback, useState } from 'preact/hooks'

/** `tab` is kept over a reload, `browser` for the next visit too. */
export type StorageArea = 'tab' | 'browser'

const prefix = 'vitest-judge.review.'

/** What was kept under a name; undefined where nothing was, it is damaged, or the browser keeps nothing. */
export function readKept(area: StorageArea, name: string): unknown {
  try {
    const text = storageOf(area).getItem(prefix + name)
    return text === null ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

/** Keeps a value under a name; where the browser keeps nothing, it lives as long as the page. */
export function keep(area: StorageArea, name: string, value: unknown): void {
  try {
    storageOf(area).setItem(prefix + name, JSON.stringify(value))
  } catch {
    // A browser that keeps nothing shows the page all the same.
  }
}

function storageOf(area: StorageArea): Storage {
  return area === 'tab' ? sessionStorage : localStorage
}

/** State that is kept under a name. */
export function useKept<Value>(
  area: StorageArea,
  name: string,
  initial: Value,
): [Value, (change: (before: Value) => Value) => void] {
  const [value, setValue] = useState(() => (readKept(area, name) as Value | undefined) ?? initial)
  const change = useCallback(
    (change: (before: Value) => Value) =>
      setValue((before) => {
        const after = change(before)
        keep(area, name, after)
        return after
      }),
    [area, name],
  )
  return [value, change]
}

import { useLayoutEffect, useRef } from 'preact/hooks'

/** Calls for each key that is pressed by itself: not while a person types, in a dialog, or with Ctrl, Alt or Meta held. */
export function useKeys(onKey: (key: string, event: KeyboardEvent) => boolean): void {
  const current = useRef(onKey)
  current.current = onKey
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (event.ctrlKey || event.altKey || event.metaKey) return
      if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return
      if (current.current(event.key, event)) event.preventDefault()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type)
  return (
    target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  )
}

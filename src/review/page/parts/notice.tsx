import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Words for a moment: shown at the lower edge, and read out by a screen reader. */
export function Announcement({ text, round }: { text: string; round: number }) {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    if (text === '') return undefined
    setShown(true)
    const timer = setTimeout(() => setShown(false), 4000)
    return () => clearTimeout(timer)
  }, [text, round])
  return (
    <div class={isShown ? 'announcement shown' : 'announcement'} role="status" aria-live="polite">
      {/* The same words twice are two announcements. */}
      <span key={round}>{text}</span>
    </div>
  )
}

/** Something that went wrong, and what to do about it. */
export function Alarm({ children, action, onAction }: AlarmProps) {
  return (
    <div class="alarm" role="alert">
      <span>{children}</span>
      {action !== undefined && (
        <button type="button" onClick={onAction}>
          {action}
        </button>
      )}
    </div>
  )
}

interface AlarmProps {
  children: ComponentChildren
  action?: string
  onAction?: () => void
}

import { useEffect, useState } from 'preact/hooks'
import type { ReviewSession } from '../../api.ts'
import { Visible } from '../content/visible.tsx'
import { timeText } from './values.ts'

/** What stands above both pages. */
export function Header(props: HeaderProps) {
  const { session, tab, onTab, annotator, onAnnotator, isBlind, onBlind, onHelp } = props
  const tabs = { samples: 'Samples', memory: 'Memory' } as const
  return (
    <header class="top">
      <h1>
        <Visible text={session.project} />
        <span class="run">
          run of <time dateTime={session.run.time}>{timeText(session.run.time)}</time>
          {session.run.offline && ' · offline stand-in'}
        </span>
      </h1>
      <nav aria-label="Pages">
        {(['samples', 'memory'] as const).map((name) => (
          <button
            key={name}
            type="button"
            class="tab"
            aria-current={tab === name ? 'page' : undefined}
            onClick={() => onTab(name)}
          >
            {tabs[name]}
          </button>
        ))}
      </nav>
      <div class="who">
        <AnnotatorName annotator={annotator} onAnnotator={onAnnotator} />
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            checked={isBlind}
            disabled={session.blind}
            onChange={onBlind}
          />
          Blind
        </label>
        <button type="button" class="quiet" onClick={onHelp}>
          <kbd>?</kbd> Keys
        </button>
      </div>
    </header>
  )
}

interface HeaderProps {
  session: ReviewSession
  tab: 'samples' | 'memory'
  onTab: (tab: 'samples' | 'memory') => void
  annotator: string
  onAnnotator: (name: string) => void
  isBlind: boolean
  onBlind: () => void
  onHelp: () => void
}

/** A name counts once the person leaves the box. */
function AnnotatorName({
  annotator,
  onAnnotator,
}: {
  annotator: string
  onAnnotator: (name: string) => void
}) {
  const [typed, setTyped] = useState(annotator)
  useEffect(() => setTyped(annotator), [annotator])
  return (
    <label class="field annotator">
      <span>You are</span>
      <input
        id="annotator"
        value={typed}
        autocomplete="off"
        onInput={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => {
          const name = typed.trim()
          if (name === '') setTyped(annotator)
          else if (name !== annotator) onAnnotator(name)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur()
        }}
      />
    </label>
  )
}

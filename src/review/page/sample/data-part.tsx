import { useMemo } from 'preact/hooks'
import type { JsonValue } from '../../../contract/index.ts'
import { bestView, type View, viewsOf } from '../content/shown-as.ts'
import { ValueView } from '../content/value-view.tsx'

const viewNames: Record<View, string> = {
  text: 'Text',
  markdown: 'Markdown',
  conversation: 'Conversation',
  json: 'JSON',
}

/** One part of a sample, with the ways to look at it. */
export function DataPart({ title, value, chosen, onChoose }: DataPartProps) {
  const views = useMemo(() => viewsOf(value), [value])
  const best = useMemo(() => bestView(value), [value])
  const view = chosen !== undefined && views.includes(chosen) ? chosen : best
  return (
    <section class="part" aria-label={title}>
      <header class="part-head">
        <h3>{title}</h3>
        <div class="views" role="group" aria-label={`How to show: ${title}`}>
          {views.map((name) => (
            <button
              key={name}
              type="button"
              class="view"
              aria-pressed={name === view}
              onClick={() => onChoose(name)}
            >
              {viewNames[name]}
            </button>
          ))}
        </div>
      </header>
      <ValueView key={view} value={value} view={view} />
    </section>
  )
}

interface DataPartProps {
  title: string
  value: JsonValue
  /** What a person chose for this part; undefined for what suits the value. */
  chosen: View | undefined
  onChoose: (view: View) => void
}

import type { ReviewGuideline } from '../../api.ts'
import { Visible } from '../content/visible.tsx'
import { countText, valueText } from '../parts/values.ts'
import type { GuidelineActs } from './guideline-acts.ts'
import { GuidelineEditor } from './guideline-editor.tsx'

/** One guideline: its text, where it came from, and what can be done with it. */
export function GuidelineItem({ guideline, place, draft, isStoring, acts }: ItemProps) {
  const { text, origin, pinned, muted, concern } = guideline
  const states = [pinned ? 'pinned' : '', muted ? 'muted' : ''].filter((state) => state !== '')
  return (
    <li class={['guideline', ...states].join(' ')} tabIndex={-1} data-guideline={guideline.id}>
      {draft === undefined ? (
        <p class="guideline-text">
          <span class="number">{place}</span> <Visible text={text} />
        </p>
      ) : (
        <GuidelineEditor
          label={`Guideline ${place}`}
          text={draft}
          isStoring={isStoring}
          onText={acts.draft}
          onStore={acts.store}
          onCancel={acts.cancel}
        />
      )}
      {concern !== undefined && (
        <p class="concern">
          <Visible text={concern} />
        </p>
      )}
      <div class="guideline-foot">
        <span class="tag">{origin === 'person' ? 'by a person' : 'distilled'}</span>
        {states.map((state) => (
          <span key={state} class="tag strong">
            {state}
          </span>
        ))}
        {draft === undefined && (
          <button type="button" class="quiet" onClick={acts.edit}>
            Edit<span class="unseen"> guideline {place}</span>
          </button>
        )}
        <button type="button" class="quiet" disabled={isStoring} onClick={acts.pin}>
          {pinned ? 'Unpin' : 'Pin'}
          <span class="unseen"> guideline {place}</span>
        </button>
        <button type="button" class="quiet" disabled={isStoring} onClick={acts.mute}>
          {muted ? 'Unmute' : 'Mute'}
          <span class="unseen"> guideline {place}</span>
        </button>
      </div>
      <Sources guideline={guideline} onOpen={acts.open} />
    </li>
  )
}

interface ItemProps {
  guideline: ReviewGuideline
  /** From 1. */
  place: number
  /** The text that a person is writing in its place. */
  draft: string | undefined
  isStoring: boolean
  acts: GuidelineActs
}

function Sources({ guideline, onOpen }: { guideline: ReviewGuideline; onOpen: (sampleId: string) => void }) {
  const { sources } = guideline
  if (sources.length === 0) return null
  return (
    <details class="sources">
      <summary>From {countText(sources.length, 'sample')}</summary>
      <ul>
        {sources.map(({ sampleId, rowId, snippet, value, rationale }) => (
          <li key={sampleId}>
            <p>
              <button type="button" class="link" onClick={() => onOpen(sampleId)}>
                <Visible text={rowId ?? sampleId} />
              </button>{' '}
              {value !== undefined && (
                <span class="value">
                  <Visible text={valueText(value)} />
                </span>
              )}
            </p>
            {snippet !== undefined && (
              <p class="snippet">
                <Visible text={snippet} />
              </p>
            )}
            {rationale !== undefined && (
              <p class="why">
                <Visible text={rationale} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}

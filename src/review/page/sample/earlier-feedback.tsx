import type { GivenLabel } from '../../api.ts'
import { Visible } from '../content/visible.tsx'
import { timeText, valueText } from '../parts/values.ts'

/** What was said of the sample before: by this person first, then by others. */
export function EarlierFeedback({ feedback, annotator, isBlind }: EarlierProps) {
  const isMine = ({ source }: GivenLabel) => source.type === 'HUMAN' && source.name === annotator
  const own = feedback.filter(isMine)
  const others = isBlind ? [] : feedback.filter((label) => !isMine(label))
  if (own.length + others.length === 0) return null
  return (
    <section class="feedback" aria-label="Feedback">
      <h3>Feedback</h3>
      {[...own, ...others].map((label) => (
        <div key={label.id} class={isMine(label) ? 'label own' : 'label'}>
          <p class="verdict-head">
            <span class="judge">{isMine(label) ? 'You' : <Visible text={nameOf(label)} />}</span>
            <span class="value">
              <Visible text={valueText(label.value)} />
            </span>
            <time dateTime={label.time}>{timeText(label.time)}</time>
          </p>
          {label.rationale !== undefined && (
            <p class="plain">
              <Visible text={label.rationale} />
            </p>
          )}
        </div>
      ))}
    </section>
  )
}

interface EarlierProps {
  feedback: readonly GivenLabel[]
  annotator: string
  isBlind: boolean
}

function nameOf({ source }: GivenLabel): string {
  if (source.type === 'HUMAN') return source.name
  return `${source.name} (${source.type === 'CODE' ? 'program' : 'judge'})`
}

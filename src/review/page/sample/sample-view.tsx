import type { JsonValue } from '../../../contract/index.ts'
import type { ReviewJudge, ReviewSample } from '../../api.ts'
import type { ChosenViews, View } from '../content/shown-as.ts'
import { Visible } from '../content/visible.tsx'
import { valueText } from '../parts/values.ts'
import { DataPart } from './data-part.tsx'
import { EarlierFeedback } from './earlier-feedback.tsx'
import { Verdicts } from './verdicts.tsx'

/** One sample, large: what was asked and answered, and beside it what was said of it. */
export function SampleView({ sample, judge, annotator, isBlind, views, onView }: SampleViewProps) {
  const { inputs, outputs, expectations, conversation, trace } = sample
  const parts: [string, JsonValue | undefined][] = [
    ['Inputs', inputs],
    ['Outputs', outputs],
    ['Conversation', conversation],
    ['Expectations', expectations],
    ['Trace', trace],
  ]
  return (
    <article class="sample" aria-labelledby="sample-title">
      <header class="sample-head">
        <h2 id="sample-title" tabIndex={-1}>
          <Visible text={sample.rowId} />
        </h2>
        {sample.group !== undefined && sample.group !== sample.rowId && (
          <span class="tag">
            group <Visible text={sample.group} />
          </span>
        )}
        {sample.tags.map((tag) => (
          <span key={tag} class="tag">
            <Visible text={tag} />
          </span>
        ))}
        {sample.truth !== undefined && (
          <span class="truth">
            truth{' '}
            <strong>
              <Visible text={valueText(sample.truth)} />
            </strong>
          </span>
        )}
      </header>
      <div class="sample-body">
        <div class="data">
          {parts.map(
            ([title, value]) =>
              value !== undefined && (
                <DataPart
                  key={title}
                  title={title}
                  value={value}
                  chosen={views[title]}
                  onChoose={(view) => onView(title, view)}
                />
              ),
          )}
        </div>
        <div class="said">
          <EarlierFeedback feedback={sample.feedback} annotator={annotator} isBlind={isBlind} />
          {isBlind ? (
            <p class="hidden-note">Blind: what the judge said, the truth and what others said are hidden.</p>
          ) : (
            <Verdicts verdicts={sample.verdicts} truth={sample.truth} />
          )}
          <details class="instructions">
            <summary>What the judge is asked</summary>
            <p class="plain">
              <Visible text={judge.instructions} />
            </p>
          </details>
        </div>
      </div>
    </article>
  )
}

interface SampleViewProps {
  sample: ReviewSample
  judge: ReviewJudge
  annotator: string
  isBlind: boolean
  views: ChosenViews
  onView: (part: string, view: View) => void
}

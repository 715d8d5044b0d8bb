import type { JsonValue, JudgeValue } from '../../../contract/index.ts'
import type { ReviewVerdict } from '../../api.ts'
import { bestView } from '../content/shown-as.ts'
import { LongText, ValueView } from '../content/value-view.tsx'
import { Visible } from '../content/visible.tsx'
import { countText, valueText } from '../parts/values.ts'

/** What each form of the judge said, repeats included, and what it was shown. */
export function Verdicts({
  verdicts,
  truth,
}: {
  verdicts: readonly ReviewVerdict[]
  truth?: JudgeValue | undefined
}) {
  if (verdicts.length === 0) return <p class="hidden-note">The judge was not asked about this sample.</p>
  return (
    <section class="verdicts" aria-label="Verdicts">
      <h3>Verdicts</h3>
      {verdicts.map((verdict) => (
        <VerdictView
          key={`${verdict.judge} ${verdict.repeat}`}
          verdict={verdict}
          truth={truth}
          isRepeated={verdicts.some(
            ({ judge, repeat }) => judge === verdict.judge && repeat !== verdict.repeat,
          )}
        />
      ))}
    </section>
  )
}

function VerdictView({ verdict, truth, isRepeated }: VerdictProps) {
  const { judge, repeat, value, rationale, unscored, guidelineVerdicts = [] } = verdict
  const isWrong = value !== undefined && truth !== undefined && value !== truth
  return (
    <div class={isWrong ? 'verdict wrong' : 'verdict'}>
      <p class="verdict-head">
        <span class="judge">
          <Visible text={judge} />
          {isRepeated && ` · repeat ${repeat + 1}`}
        </span>
        <span class="value">{value === undefined ? 'no verdict' : <Visible text={valueText(value)} />}</span>
        {isWrong && <span class="wrong-note">differs from the truth</span>}
      </p>
      {unscored !== undefined && (
        <p class="plain">
          <Visible text={unscored} />
        </p>
      )}
      {rationale !== undefined && <LongText text={rationale} isMarkdown={false} />}
      {guidelineVerdicts.length > 0 && (
        <ul class="guideline-verdicts">
          {guidelineVerdicts.map(({ guideline, value, rationale }, index) => (
            <li key={index}>
              <span class="value">{value}</span> <Visible text={guideline} />
              <span class="why">
                <Visible text={rationale} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <Shown verdict={verdict} />
    </div>
  )
}

interface VerdictProps {
  verdict: ReviewVerdict
  truth: JudgeValue | undefined
  isRepeated: boolean
}

function Shown({ verdict }: { verdict: ReviewVerdict }) {
  const { guidelines, examples, notShown } = verdict
  if (notShown !== undefined) {
    return (
      <p class="hidden-note">
        <Visible text={notShown} />
      </p>
    )
  }
  if (guidelines.length + examples.length === 0) return null
  return (
    <details class="shown">
      <summary>
        Was shown {countText(guidelines.length, 'guideline')} and {countText(examples.length, 'example')}
      </summary>
      {guidelines.length > 0 && (
        <ul class="guideline-texts">
          {guidelines.map((guideline, index) => (
            <li key={index}>
              <Visible text={guideline} />
            </li>
          ))}
        </ul>
      )}
      {examples.map(({ sampleId, inputs, outputs, value, rationale }) => (
        <div key={sampleId} class="example">
          <ExamplePart title="Inputs" value={inputs} />
          <ExamplePart title="Outputs" value={outputs} />
          <p class="plain">
            <span class="value">
              <Visible text={valueText(value)} />
            </span>{' '}
            <Visible text={rationale} />
          </p>
        </div>
      ))}
    </details>
  )
}

function ExamplePart({ title, value }: { title: string; value: JsonValue }) {
  return (
    <div>
      <h4>{title}</h4>
      <ValueView value={value} view={bestView(value)} />
    </div>
  )
}

import { useState } from 'preact/hooks'
import type { JudgeValue, ValueType } from '../../../contract/index.ts'
import type { ReviewJudge } from '../../api.ts'
import { Visible } from '../content/visible.tsx'
import { keyName, type KeyTable } from '../parts/keys.ts'
import { valueText } from '../parts/values.ts'
import { typedValue } from './typed-value.ts'

/** Where a person says what they think of the sample: always on the screen. */
export function AnswerBar(props: AnswerProps) {
  const { judge, keys, mine, comment, isReady, onAnswer, onComment, onSkip, onUndo, canUndo } = props
  const keyOf = (command: string) => keys.commands.find((one) => one.command === command)?.keys[0] ?? ''
  return (
    <section class="answer" aria-label="Your answer">
      <div class="values" role="group" aria-label="Say">
        {keys.values.map(({ keys: [key = ''], value }) => (
          <button
            key={key}
            type="button"
            class="value-button"
            aria-pressed={mine === value}
            disabled={!isReady}
            onClick={() => onAnswer(value)}
          >
            <kbd>{keyName(key)}</kbd> <Visible text={valueText(value)} />
          </button>
        ))}
        {keys.values.length === 0 && (
          <TypedAnswer key={judge.key} judge={judge} mine={mine} isReady={isReady} onAnswer={onAnswer} />
        )}
      </div>
      <label class="comment">
        <span class="unseen">Comment, optional</span>
        <textarea
          id="comment"
          rows={1}
          value={comment}
          placeholder={`Why? Optional; it teaches the judge (${keyOf('comment')})`}
          onInput={(event) => onComment(event.currentTarget.value)}
          onKeyDown={(event) => {
            const isDone = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
            if (event.key !== 'Escape' && !isDone) return
            event.preventDefault()
            event.currentTarget.blur()
          }}
        />
      </label>
      <div class="moves">
        <button type="button" onClick={onSkip}>
          <kbd>{keyName(keyOf('skip'))}</kbd> Skip
        </button>
        <button type="button" onClick={onUndo} disabled={!canUndo}>
          <kbd>{keyName(keyOf('undo'))}</kbd> Undo
        </button>
      </div>
    </section>
  )
}

interface AnswerProps {
  judge: ReviewJudge
  keys: KeyTable
  /** What this person said of the sample. */
  mine: JudgeValue | undefined
  comment: string
  /** False while the sample is not on the screen, or an answer is on its way. */
  isReady: boolean
  canUndo: boolean
  onAnswer: (value: JudgeValue) => void
  onComment: (text: string) => void
  onSkip: () => void
  onUndo: () => void
}

function TypedAnswer({ judge, mine, isReady, onAnswer }: TypedProps) {
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState('')
  const { valueType } = judge
  const labels = valueType.type === 'label' ? valueType.values : []
  return (
    <form
      class="typed"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isReady) return
        const read = typedValue(typed, valueType)
        setWrong('wrong' in read ? read.wrong : '')
        if ('wrong' in read) return
        setTyped('')
        document.getElementById('typed')?.blur()
        onAnswer(read.value)
      }}
    >
      <label class="field">
        <span>Value, {rangeText(valueType)}</span>
        <input
          id="typed"
          value={typed}
          autocomplete="off"
          list={labels.length > 0 ? 'labels' : undefined}
          inputMode={valueType.type === 'number' ? 'decimal' : 'text'}
          placeholder={mine === undefined ? '' : `you said ${valueText(mine)}`}
          aria-invalid={wrong !== ''}
          aria-describedby={wrong === '' ? undefined : 'typed-wrong'}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
      </label>
      {labels.length > 0 && (
        <datalist id="labels">
          {labels.map((label) => (
            <option key={label} value={label} />
          ))}
        </datalist>
      )}
      <button type="submit" class="value-button" disabled={!isReady}>
        Store
      </button>
      {wrong !== '' && (
        <span id="typed-wrong" class="wrong-note" role="alert">
          {wrong}
        </span>
      )}
    </form>
  )
}

function rangeText(valueType: ValueType): string {
  if (valueType.type === 'number') return `${valueType.min} to ${valueType.max}`
  return valueType.type === 'label' ? `one of ${valueType.values.length} labels` : 'text'
}

interface TypedProps {
  judge: ReviewJudge
  mine: JudgeValue | undefined
  isReady: boolean
  onAnswer: (value: JudgeValue) => void
}

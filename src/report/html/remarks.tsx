import type { Tone } from '../palette.ts'
import type { Remark } from '../remark.ts'

const marks: Partial<Record<Tone, string>> = { good: '✓', bad: '✗', doubtful: '!' }

/** The sign before a text of this tone, for those who do not see its colour; nothing for the other tones. */
export function Mark({ tone }: { tone: Tone }) {
  const mark = marks[tone]
  return mark === undefined ? null : (
    <span class={`mark ${tone}`} aria-hidden="true">
      {mark}
    </span>
  )
}

/** Remarks as a list; nothing without any. */
export function Remarks({ remarks }: { remarks: readonly Remark[] }) {
  if (remarks.length === 0) return null
  return (
    <ul class="remarks">
      {remarks.map(({ text, tone }) => (
        <li class={tone}>
          <Mark tone={tone} />
          <Words text={text} />
        </li>
      ))}
    </ul>
  )
}

/** A text in which what stands in backticks is code. */
export function Words({ text }: { text: string }) {
  const parts = text.split('`')
  if (parts.length % 2 === 0) return <>{text}</>
  return <>{parts.map((part, place) => (place % 2 === 0 ? part : <code>{part}</code>))}</>
}

/** Plain sentences as a list; nothing without any. */
export function Sentences({ texts }: { texts: readonly string[] }) {
  return <Remarks remarks={texts.map((text) => ({ text, tone: 'plain' }))} />
}

/** What terms and figures mean, a line each, as `explain...` give it; nothing without any. */
export function Explanations({ texts }: { texts: readonly string[] }) {
  if (texts.length === 0) return null
  return (
    <ul class="explained">
      {texts.map((text) => (
        <li>
          <Explained text={text} />
        </li>
      ))}
    </ul>
  )
}

const longestTerm = 80

/** `term: what it means.`, the term standing out. */
export function Explained({ text }: { text: string }) {
  const place = text.indexOf(': ')
  if (place < 0 || place > longestTerm) return <Words text={text} />
  return (
    <>
      <b>
        <Words text={text.slice(0, place + 1)} />
      </b>
      <Words text={text.slice(place + 1)} />
    </>
  )
}

import { useMemo, useState } from 'preact/hooks'
import type { JsonValue } from '../../../contract/index.ts'
import { jsonLines, jsonTokens } from './json-lines.ts'
import { MarkdownView } from './markdown-view.tsx'
import { besideMessages, isObject, messagesOf } from './messages.ts'
import type { View } from './shown-as.ts'
import { Visible } from './visible.tsx'

const mostLines = 400
const mostCharacters = 20_000

/** A value in one of the ways to look at it. What is very long is shown to a point, and the rest on demand. */
export function ValueView({ value, view }: { value: JsonValue; view: View }) {
  if (view === 'json') return <JsonView value={value} />
  if (view === 'conversation') return <ConversationView value={value} />
  return <FieldView value={value} isMarkdown={view === 'markdown'} />
}

function JsonView({ value }: { value: JsonValue }) {
  const [isWhole, setWhole] = useState(false)
  const lines = useMemo(() => jsonLines(value), [value])
  const shown = isWhole ? lines : lines.slice(0, mostLines)
  return (
    <>
      <pre class="json" tabIndex={0} aria-label="JSON" role="region">
        {shown.map((line, index) => (
          <JsonLine key={index} line={line} />
        ))}
      </pre>
      {shown.length < lines.length && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          Show {(lines.length - shown.length).toLocaleString('en')} more lines
        </button>
      )}
    </>
  )
}

function JsonLine({ line }: { line: string }) {
  // A line of many thousand characters is one string: cut into stretches it would only be slow.
  const tokens = line.length > 5000 ? [{ kind: 'string', text: line }] : jsonTokens(line)
  return (
    <span class="line">
      {tokens.map(({ kind, text }, index) => (
        <span key={index} class={`json-${kind}`}>
          <Visible text={text} />
        </span>
      ))}
      {'\n'}
    </span>
  )
}

function ConversationView({ value }: { value: JsonValue }) {
  const messages = useMemo(() => messagesOf(value) ?? [], [value])
  const beside = useMemo(() => besideMessages(value), [value])
  return (
    <>
      <ol class="conversation">
        {messages.map(({ role, text, calls }, index) => (
          <li key={index} class={`message from-${/^[a-z]+/.exec(role)?.[0] ?? 'other'}`}>
            <span class="role">
              <Visible text={role} />
            </span>
            {text !== '' && <LongText text={text} isMarkdown={false} />}
            {calls.map(({ name, parameters }, index) => (
              <pre key={index} class="code" tabIndex={0}>
                <Visible text={`${name} ${parameters}`} />
              </pre>
            ))}
          </li>
        ))}
      </ol>
      {beside !== undefined && <JsonView value={beside} />}
    </>
  )
}

function FieldView({ value, isMarkdown }: { value: JsonValue; isMarkdown: boolean }) {
  if (isObject(value) && Object.keys(value).length > 0) {
    return (
      <dl class="fields">
        {Object.entries(value).map(([name, field]) => (
          <div key={name}>
            <dt>
              <Visible text={name} />
            </dt>
            <dd>
              <LongText text={plainText(field)} isMarkdown={isMarkdown && typeof field === 'string'} />
            </dd>
          </div>
        ))}
      </dl>
    )
  }
  return <LongText text={plainText(value)} isMarkdown={isMarkdown && typeof value === 'string'} />
}

function plainText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

/** A text that may be long. */
export function LongText({ text, isMarkdown }: { text: string; isMarkdown: boolean }) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? text : text.slice(0, mostCharacters)
  return (
    <>
      {isMarkdown ? (
        <MarkdownView text={shown} />
      ) : (
        <p class="plain">
          <Visible text={shown} />
        </p>
      )}
      {shown.length < text.length && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          Show {(text.length - shown.length).toLocaleString('en')} more characters
        </button>
      )}
    </>
  )
}

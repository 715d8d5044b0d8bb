import { useState } from 'preact/hooks'
import type { MemoryDiff, ReviewMemory } from '../../api.ts'
import { visibleText } from '../content/visible-parts.ts'
import { Visible } from '../content/visible.tsx'
import { failureText } from '../parts/client.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { timeText } from '../parts/values.ts'

type Version = ReviewMemory['versions'][number]

/** What changed of the aligned instructions between two versions. */
export function VersionDiff({ judge, versions }: { judge: string; versions: readonly Version[] }) {
  const [last, before] = versions
  const [chosen, setChosen] = useState<{ from?: string; to?: string }>({})
  const from = chosen.from ?? before?.id
  const to = chosen.to ?? last?.id
  const isAsked = from !== undefined && to !== undefined
  const { answer, error } = useAnswer<MemoryDiff>(isAsked ? '/api/memory/diff' : undefined, {
    judge,
    from,
    to,
  })
  return (
    <section class="versions" aria-labelledby="versions-title">
      <h2 id="versions-title">Versions</h2>
      {versions.length < 2 ? (
        <p class="empty">One version so far: with the next there is something to compare.</p>
      ) : (
        <>
          <div class="filters">
            <VersionChoice
              id="diff-from"
              label="From"
              versions={versions}
              value={from}
              onChoose={(from) => setChosen((before) => ({ ...before, from }))}
            />
            <VersionChoice
              id="diff-to"
              label="To"
              versions={versions}
              value={to}
              onChoose={(to) => setChosen((before) => ({ ...before, to }))}
            />
          </div>
          {error !== undefined && <p class="empty">{failureText(error)}</p>}
          {answer !== undefined && <DiffLines lines={answer.lines} />}
        </>
      )}
    </section>
  )
}

function VersionChoice({ id, label, versions, value, onChoose }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {versions.map(({ id, time, summary }, index) => (
          <option key={id} value={id}>
            {visibleText(
              [index === 0 ? 'now' : '', time === undefined ? id : timeText(time), summary]
                .filter((part) => part !== '')
                .join(' · '),
            )}
          </option>
        ))}
      </select>
    </label>
  )
}

interface ChoiceProps {
  id: string
  label: string
  versions: readonly Version[]
  value: string | undefined
  onChoose: (id: string) => void
}

const marks = { same: ' ', added: '+', removed: '−' }
const words = { same: '', added: 'added: ', removed: 'removed: ' }

function DiffLines({ lines }: { lines: MemoryDiff['lines'] }) {
  if (lines.every(({ kind }) => kind === 'same')) return <p class="empty">Nothing differs.</p>
  return (
    <div class="diff" tabIndex={0} role="region" aria-label="Changes">
      {lines.map(({ kind, text }, index) => (
        <p key={index} class={`diff-line ${kind}`}>
          <span class="diff-mark" aria-hidden="true">
            {marks[kind]}
          </span>
          <span class="unseen">{words[kind]}</span>
          <span class="diff-text">
            <Visible text={text} />
          </span>
        </p>
      ))}
    </div>
  )
}

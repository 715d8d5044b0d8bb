import type { ReviewJudge, ReviewSession } from '../../api.ts'
import { visibleText } from '../content/visible-parts.ts'
import { Visible } from '../content/visible.tsx'
import { failureText } from '../parts/client.ts'
import { Alarm } from '../parts/notice.tsx'
import { countText, valueText } from '../parts/values.ts'
import { GuidelineEditor } from './guideline-editor.tsx'
import { GuidelineItem } from './guideline-item.tsx'
import { useMemory } from './use-memory.ts'
import { useGuidelineActs } from './use-guideline-acts.ts'
import { VersionDiff } from './version-diff.tsx'

/** The page of a judge's memory: what it has learned, from what, and what people make of it. */
export function MemoryPage(props: MemoryPageProps) {
  const { session, judge, annotator, onJudge, announce, onOpen, keysAreOn } = props
  const desk = useMemory(judge.key, annotator, announce)
  const { memory, draft } = desk
  const { actsOf, add } = useGuidelineActs(desk, onOpen, keysAreOn)
  const isDraftLost =
    draft !== undefined && draft.id !== 'new' && memory?.guidelines.every(({ id }) => id !== draft.id)
  const isAdding = draft?.id === 'new' || isDraftLost
  return (
    <main class="memory">
      <div class="memory-head">
        <label>
          <span>Judge</span>
          <select value={judge.key} onChange={(event) => onJudge(event.currentTarget.value)}>
            {session.judges.map(({ key, name, suite }) => (
              <option key={key} value={key}>
                {visibleText(`${name} · ${suite}`)}
              </option>
            ))}
          </select>
        </label>
        {memory !== undefined && (
          <p class="memory-facts">
            <Visible text={memory.folder} /> · {countText(memory.guidelines.length, 'guideline')} ·{' '}
            {countText(
              memory.examples.reduce((sum, { count }) => sum + count, 0),
              'example',
            )}
            {memory.examples.length > 0 &&
              ` (${memory.examples.map(({ value, count }) => `${visibleText(valueText(value))} ${count}`).join(', ')})`}
          </p>
        )}
      </div>
      {desk.problem !== undefined && <Alarm>{desk.problem}</Alarm>}
      {memory === undefined &&
        (desk.error === undefined ? (
          <p class="empty">Reading …</p>
        ) : (
          <p class="empty">{failureText(desk.error)}</p>
        ))}
      {memory !== undefined && (
        <div class="memory-body">
          <section aria-labelledby="guidelines-title">
            <h2 id="guidelines-title">Guidelines</h2>
            {memory.guidelines.length === 0 && <p class="empty">None yet.</p>}
            <ol class="guidelines">
              {memory.guidelines.map((guideline, index) => (
                <GuidelineItem
                  key={guideline.id}
                  guideline={guideline}
                  place={index + 1}
                  draft={draft?.id === guideline.id ? draft.text : undefined}
                  isStoring={desk.isStoring}
                  acts={actsOf(guideline)}
                />
              ))}
            </ol>
            {isAdding ? (
              <GuidelineEditor
                label={
                  isDraftLost
                    ? 'What you typed; its guideline is gone, so it would be a new one'
                    : 'New guideline'
                }
                text={draft?.text ?? ''}
                isStoring={desk.isStoring}
                onText={(text) => desk.setDraft({ id: 'new', text })}
                onStore={add}
                onCancel={() => desk.setDraft(undefined)}
              />
            ) : (
              <button type="button" onClick={() => desk.setDraft({ id: 'new', text: '' })}>
                Add a guideline
              </button>
            )}
            <p class="memory-note">
              A change is stored at once, as a new version. The next <code>npx vitest run evals</code> shows
              it in the snapshot, for review.
            </p>
          </section>
          <VersionDiff key={memory.fingerprint} judge={judge.key} versions={memory.versions} />
        </div>
      )}
    </main>
  )
}

interface MemoryPageProps {
  session: ReviewSession
  judge: ReviewJudge
  annotator: string
  onJudge: (key: string) => void
  keysAreOn: boolean
  announce: (text: string) => void
  /** Shows a sample on the other page. */
  onOpen: (sampleId: string) => void
}

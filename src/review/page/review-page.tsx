import { useEffect, useRef, useState } from 'preact/hooks'
import type { ReviewSession } from '../api.ts'
import { failureText } from './parts/client.ts'
import type { ChosenViews } from './content/shown-as.ts'
import type { KeyTable } from './parts/keys.ts'
import { Problems } from './parts/problems.tsx'
import { useKept } from './parts/storage.ts'
import { countText } from './parts/values.ts'
import { QueueFilters } from './queue/queue-filters.tsx'
import { QueueList } from './queue/queue-list.tsx'
import { StandingPanel } from './queue/standing-panel.tsx'
import { AnswerBar } from './sample/answer-bar.tsx'
import { SampleView } from './sample/sample-view.tsx'
import { type ReviewSetting, useReview } from './use-review.ts'
import { useReviewKeys } from './use-review-keys.ts'

/** The page of samples: the queue on the left, one sample on the right, the answer below it. */
export function ReviewPage(props: ReviewPageProps) {
  const { session, judge, annotator, isBlind, onJudge, keys, keysAreOn, opened, onOpened } = props
  const review = useReview(props)
  const [views, changeViews] = useKept<ChosenViews>('browser', 'views', {})
  const [isQueueOpen, setQueueOpen] = useState(false)
  const reader = useRef<HTMLDivElement>(null)
  const { place, queue, live, shown } = review

  useReviewKeys({ review, keys, keysAreOn, changeViews, openQueue: () => setQueueOpen(true) })
  useEffect(() => reader.current?.scrollTo(0, 0), [shown?.sampleId])
  useEffect(() => {
    if (opened === undefined) return
    place.select(opened)
    onOpened()
  }, [opened])

  const at = place.items.findIndex(({ sampleId }) => sampleId === place.selected)
  return (
    <main class="review">
      <aside class={isQueueOpen ? 'side open' : 'side'} aria-label="Queue">
        <button
          type="button"
          class="queue-switch"
          aria-expanded={isQueueOpen}
          onClick={() => setQueueOpen(!isQueueOpen)}
        >
          <span aria-hidden="true">{isQueueOpen ? '▾' : '▸'}</span> Queue · {at + 1} of{' '}
          {countText(place.items.length, 'sample')}
        </button>
        <div class="side-body">
          <QueueFilters
            judges={session.judges}
            judge={judge}
            onJudge={onJudge}
            filter={review.filter}
            onFilter={review.setFilter}
            people={live.standing?.people.map(({ name }) => name) ?? []}
            isBlind={isBlind}
          />
          <p class="queue-count">
            {queue.answer === undefined ? 'Reading …' : countText(place.items.length, 'sample')}
          </p>
          <QueueList
            items={place.items}
            selected={place.selected}
            onSelect={(sampleId) => {
              place.select(sampleId)
              setQueueOpen(false)
            }}
          />
          {live.standing !== undefined && (
            <StandingPanel
              standing={live.standing}
              samples={queue.answer?.samples ?? judge.samples}
              isBlind={isBlind}
            />
          )}
        </div>
      </aside>
      <div class="reader-column">
        <Problems review={review} />
        <div class="reader" ref={reader} tabIndex={0} role="region" aria-label="Sample">
          {review.isPast && (
            <p class="past">
              You have labelled every sample of this list. Choose what else to show, or teach the judge:{' '}
              <code>npx vitest-judge align</code>
            </p>
          )}
          {shown !== undefined && (
            <SampleView
              sample={shown}
              judge={judge}
              annotator={annotator}
              isBlind={isBlind}
              views={views}
              onView={(part, view) => changeViews((before) => ({ ...before, [part]: view }))}
            />
          )}
          {shown === undefined && review.sampleError !== undefined && (
            <p class="empty">{failureText(review.sampleError)}</p>
          )}
          {queue.answer !== undefined && place.items.length === 0 && shown === undefined && (
            <p class="empty">Nothing to show here. Choose another filter on the left, or press f.</p>
          )}
        </div>
        <AnswerBar
          judge={judge}
          keys={keys}
          mine={review.mine}
          comment={review.comment}
          isReady={review.isReady}
          canUndo={review.canUndo}
          onAnswer={(value) => void review.answer(value)}
          onComment={review.setComment}
          onSkip={review.skip}
          onUndo={() => void review.undo()}
        />
      </div>
    </main>
  )
}

interface ReviewPageProps extends ReviewSetting {
  session: ReviewSession
  onJudge: (key: string) => void
  keys: KeyTable
  keysAreOn: boolean
  /** A sample that another page asked to look at. */
  opened: string | undefined
  /** Called once it is looked at. */
  onOpened: () => void
}

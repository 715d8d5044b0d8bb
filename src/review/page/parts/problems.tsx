import type { useReview } from '../use-review.ts'
import { failureText } from './client.ts'
import { Alarm } from './notice.tsx'
import { countText } from './values.ts'

/** What went wrong between the page and the server, and the way on. */
export function Problems({ review }: { review: ReturnType<typeof useReview> }) {
  const { desk, live, queue, retry } = review
  const again = { action: 'Try again (r)', onAction: () => void retry() }
  if (desk.unsent.length > 0) {
    return (
      <Alarm {...again}>
        <strong>Not stored:</strong> {countText(desk.unsent.length, 'answer')}. {desk.problem} What you said
        is kept here.
      </Alarm>
    )
  }
  if (desk.problem !== undefined) return <Alarm>Not stored: {desk.problem}</Alarm>
  if (live.isGone) {
    return (
      <Alarm {...again}>
        The server does not answer. Does <code>npx vitest-judge review</code> still run?
      </Alarm>
    )
  }
  if (live.error !== undefined) return <Alarm {...again}>{failureText(live.error)}</Alarm>
  if (queue.error !== undefined) {
    return (
      <Alarm action="Try again" onAction={queue.reload}>
        {failureText(queue.error)}
      </Alarm>
    )
  }
  return null
}

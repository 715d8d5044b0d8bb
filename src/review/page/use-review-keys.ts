import type { ChosenViews } from './content/shown-as.ts'
import type { Command, KeyTable } from './parts/keys.ts'
import { useKeys } from './parts/use-keys.ts'
import { nextView } from './sample/next-view.ts'
import type { useReview } from './use-review.ts'

/** What the keys work on. */
interface KeyedPage {
  review: ReturnType<typeof useReview>
  keys: KeyTable
  keysAreOn: boolean
  changeViews: (change: (before: ChosenViews) => ChosenViews) => void
  /** Shows the queue where a narrow window hides it. */
  openQueue: () => void
}

/** The keys of the page of samples. */
export function useReviewKeys({ review, keys, keysAreOn, changeViews, openQueue }: KeyedPage): void {
  const focus = (id: string) => {
    const target = document.getElementById(id)
    target?.focus()
    // What was hidden can take it once it is drawn; what has it already may have lost it again by then, on purpose.
    if (target === null || document.activeElement !== target)
      requestAnimationFrame(() => document.getElementById(id)?.focus())
  }
  const acts: Partial<Record<Command, () => void>> = {
    next: () => review.place.move(1),
    previous: () => review.place.move(-1),
    skip: review.skip,
    comment: () => focus('comment'),
    undo: () => void review.undo(),
    retry: () => void review.retry(),
    view: () => {
      const { shown } = review
      if (shown !== undefined) changeViews((before) => nextView(shown, before))
    },
    search: () => {
      openQueue()
      focus('search')
    },
    filter: () => {
      openQueue()
      focus('show')
    },
  }
  useKeys((key, event) => {
    if (inQueue(event.target)) {
      const steps: Record<string, number> = { Home: -Infinity, End: Infinity, PageUp: -10, PageDown: 10 }
      const step = steps[key]
      if (step !== undefined) {
        review.place.move(step)
        return true
      }
    }
    const isArrow = key.startsWith('Arrow')
    if (isArrow ? !inQueue(event.target) && event.target !== document.body : !keysAreOn) return false
    const said = keys.values.find((one) => one.keys.includes(key))
    if (said !== undefined) {
      // A key that is held down answers once.
      if (!event.repeat) void review.answer(said.value)
      return true
    }
    if (keys.values.length === 0 && /^\d$/.test(key)) {
      const input = document.getElementById('typed')
      input?.focus()
      // The digit itself is typed into the box by the browser.
      return false
    }
    const found = keys.commands.find((one) => one.keys.includes(key))
    const act = found === undefined ? undefined : acts[found.command]
    act?.()
    return act !== undefined
  })
}

function inQueue(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('.queue') !== null
}

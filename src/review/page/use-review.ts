import { useEffect, useState } from 'preact/hooks'
import type { JudgeValue } from '../../contract/index.ts'
import type { GivenLabel, ReviewJudge, ReviewQueue, ReviewSample } from '../api.ts'
import { useKept } from './parts/storage.ts'
import { useAnswer } from './parts/use-answer.ts'
import { valueText } from './parts/values.ts'
import { askedFilter, type ChosenFilter, firstFilter } from './queue/filter.ts'
import { useStanding } from './queue/use-standing.ts'
import { visibleText } from './content/visible-parts.ts'
import { type Done, useFeedback } from './use-feedback.ts'
import { useSelection } from './use-selection.ts'

/** Whose labels of which judge are looked at, and how. */
export interface ReviewSetting {
  judge: ReviewJudge
  annotator: string
  isBlind: boolean
  announce: (text: string) => void
}

/** All that the page of samples knows and does. */
export function useReview({ judge, annotator, isBlind, announce }: ReviewSetting) {
  const blind = isBlind ? { blind: 'true' } : {}
  const who = { judge: judge.key, annotator }
  const [filter, changeFilter] = useKept<ChosenFilter>('tab', 'filter', firstFilter)
  const asked = askedFilter(filter, isBlind)
  const queue = useAnswer<ReviewQueue>('/api/queue', { ...who, ...asked, ...blind })
  const live = useStanding(judge.key, annotator, isBlind)
  const place = useSelection(judge.key, queue.answer?.items, live.standing)
  const { selected } = place
  const path = selected === undefined ? undefined : '/api/sample'
  const reading = useAnswer<ReviewSample>(path, { ...who, sample: selected, ...blind })
  const [drafts, setDrafts] = useKept<Record<string, string>>('tab', `comments ${judge.key}`, {})
  const [isPast, setPast] = useState(false)
  const desk = useFeedback()

  const revision = live.standing?.revision
  useEffect(() => {
    if (revision !== undefined) reading.reload()
  }, [revision])
  useEffect(() => setPast(false), [queue.answered, selected])

  const sample = reading.answer?.sampleId === selected ? reading.answer : undefined
  const own = sample?.feedback.find((label) => isOwn(label, annotator))
  const comment = (selected === undefined ? undefined : drafts[selected]) ?? own?.rationale ?? ''
  const isReady = sample !== undefined && !desk.isStoring
  const last = desk.given.findLast(({ body }) => body.judge === judge.key && body.annotator === annotator)

  const taken = ({ stored, rowId }: Done, isBack: boolean) => {
    const { sampleId, mine, standing } = stored
    live.put(standing)
    setDrafts(({ [sampleId]: _, ...others }) => others)
    const said = mine === undefined ? '' : `“${visibleText(valueText(mine.value))}” `
    const row = visibleText(rowId)
    if (!isBack) announce(`Stored: ${said}for ${row}.`)
    else announce(`Taken back for ${row}${said === '' ? '.' : `; ${said}stands again.`}`)
  }

  return {
    filter: asked,
    queue,
    live,
    place,
    /** The sample to show: that before it until the next one has come, which cannot be answered so long. */
    shown: reading.error === undefined && selected !== undefined ? reading.answer : sample,
    sampleError: sample === undefined ? reading.error : undefined,
    mine: own?.value,
    comment,
    isReady,
    canUndo: last !== undefined,
    /** True once the last unlabelled sample of the queue was answered. */
    isPast,
    desk,
    setFilter: (filter: ChosenFilter) => changeFilter(() => filter),
    setComment: (text: string) => {
      if (selected !== undefined) setDrafts((before) => ({ ...before, [selected]: text }))
    },
    skip: () => setPast(!place.toUnlabelled()),
    answer: async (value: JudgeValue) => {
      if (!isReady) return
      const rationale = comment.trim()
      const { sampleId, rowId } = sample
      const given = { ...(rationale === '' ? {} : { rationale }), blind: isBlind }
      const done = await desk.give({ body: { ...who, sampleId, value, ...given }, rowId })
      if (done === undefined) return
      taken(done, false)
      setPast(!place.toUnlabelled())
    },
    undo: async () => {
      if (last === undefined || desk.isStoring) return
      const done = await desk.undo(last, isBlind)
      if (done === undefined) return
      taken(done, true)
      const isListed = place.items.some(({ sampleId }) => sampleId === done.stored.sampleId)
      place.select(done.stored.sampleId)
      if (!isListed) queue.reload()
    },
    retry: async () => {
      live.lookAgain()
      if (desk.unsent.length === 0) return
      const done = await desk.retry()
      if (done !== undefined) taken(done, false)
    },
  }
}

function isOwn({ source }: GivenLabel, annotator: string): boolean {
  return source.type === 'HUMAN' && source.name === annotator
}

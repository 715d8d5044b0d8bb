import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks'
import type { QueueItem, ReviewStanding } from '../api.ts'
import { useKept } from './parts/storage.ts'

/** The queue with what stands now, and the sample of it that is looked at. */
export interface Selection {
  items: readonly QueueItem[]
  selected: string | undefined
  /** Looks at a sample, one that is not in the queue too. */
  select: (sampleId: string) => void
  /** Moves by so many rows; stays within the queue. */
  move: (by: number) => void
  /** Goes to the next sample that this person has not labelled, from the start again after the last; false without one. */
  toUnlabelled: () => boolean
}

/** Keeps a place in a queue, over a reload too; where it leaves the queue, the first unlabelled sample takes it. */
export function useSelection(
  judge: string,
  queue: readonly QueueItem[] | undefined,
  standing: ReviewStanding | undefined,
): Selection {
  const [selected, setSelected] = useKept<string | undefined>('tab', `selected ${judge}`, undefined)
  const chosen = useRef<string | undefined>(undefined)
  const items = useMemo(() => marked(queue ?? [], standing), [queue, standing])
  const now = useRef({ items, selected })
  now.current = { items, selected }

  useEffect(() => {
    if (queue === undefined || (selected !== undefined && selected === chosen.current)) return
    if (queue.some(({ sampleId }) => sampleId === selected)) return
    const first = items.find(({ mine }) => mine === undefined) ?? items[0]
    setSelected(() => first?.sampleId)
  }, [queue])

  const select = useCallback((sampleId: string) => {
    chosen.current = sampleId
    setSelected(() => sampleId)
  }, [])
  const move = useCallback((by: number) => {
    const { items, selected } = now.current
    const at = items.findIndex(({ sampleId }) => sampleId === selected)
    const item = items[Math.max(0, Math.min(items.length - 1, at + by))]
    if (item !== undefined) select(item.sampleId)
  }, [])
  const toUnlabelled = useCallback(() => {
    const { items, selected } = now.current
    const at = items.findIndex(({ sampleId }) => sampleId === selected)
    const next = [...items.slice(at + 1), ...items.slice(0, Math.max(0, at))].find(
      ({ mine }) => mine === undefined,
    )
    if (next !== undefined) select(next.sampleId)
    return next !== undefined
  }, [])
  return { items, selected, select, move, toUnlabelled }
}

function marked(queue: readonly QueueItem[], standing: ReviewStanding | undefined): QueueItem[] {
  if (standing === undefined) return [...queue]
  const labels = new Map(standing.labels.map((label) => [label.sampleId, label]))
  return queue.map(({ mine: _, others: __, ...item }) => {
    const label = labels.get(item.sampleId)
    return {
      ...item,
      others: label?.others ?? 0,
      ...(label?.mine === undefined ? {} : { mine: label.mine }),
    }
  })
}

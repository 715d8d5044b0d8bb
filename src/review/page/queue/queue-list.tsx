import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { QueueItem } from '../../api.ts'
import { Visible } from '../content/visible.tsx'
import { valueText } from '../parts/values.ts'
import { scrollTo, windowRows } from './window-rows.ts'

/** Height of a row in pixels: the style sheet has the same. */
export const rowHeight = 56

/** The queue. However long it is, only the rows that are seen are in the document. */
export function QueueList({ items, selected, onSelect }: QueueListProps) {
  const list = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<Place>({ top: 0, height: 600 })
  const chosen = items.findIndex(({ sampleId }) => sampleId === selected)

  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return undefined
    const measure = () => setPlace(placeOf(element))
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    const element = list.current
    if (element === null || chosen === -1) return
    element.scrollTop = scrollTo(chosen, {
      rowHeight,
      top: element.scrollTop,
      height: element.clientHeight,
    })
  }, [chosen, items])

  const { start, end } = windowRows({ rows: items.length, rowHeight, ...place })
  const isDrawn = chosen >= start && chosen < end
  return (
    <div
      class="queue"
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-label="Samples"
      aria-activedescendant={isDrawn ? `row-${chosen}` : undefined}
      onScroll={({ currentTarget }) => setPlace(placeOf(currentTarget))}
    >
      <div class="queue-space" role="presentation" style={{ height: `${items.length * rowHeight}px` }}>
        {items.slice(start, end).map((item, offset) => (
          <Row
            key={item.sampleId}
            item={item}
            place={start + offset}
            of={items.length}
            isSelected={start + offset === chosen}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  )
}

/** Where a queue stands, to the row, so that a pixel more draws nothing anew; the place before where it is the same. */
function placeOf({ scrollTop, clientHeight }: HTMLElement): (before: Place) => Place {
  const top = Math.floor(scrollTop / rowHeight) * rowHeight
  const height = clientHeight + rowHeight
  return (before) => (before.top === top && before.height === height ? before : { top, height })
}

interface Place {
  top: number
  height: number
}

interface QueueListProps {
  items: readonly QueueItem[]
  selected: string | undefined
  onSelect: (sampleId: string) => void
}

function Row({ item, place, of, isSelected, onSelect }: RowProps) {
  const { sampleId, rowId, snippet, reason = 'sample', mine, others } = item
  return (
    <div
      id={`row-${place}`}
      class={mine === undefined ? 'row' : 'row labelled'}
      role="option"
      aria-selected={isSelected}
      aria-posinset={place + 1}
      aria-setsize={of}
      style={{ top: `${place * rowHeight}px` }}
      onClick={() => onSelect(sampleId)}
    >
      <span class="row-head">
        <span class="row-id">
          <Visible text={rowId} />
        </span>
        {reason !== 'sample' && <span class={`reason for-${reason}`}>{reason}</span>}
        {others > 0 && (
          <span
            class="others"
            title={`${others} other ${others === 1 ? 'person has' : 'people have'} spoken`}
          >
            +{others}
          </span>
        )}
        {mine !== undefined && (
          <span class="mine">
            <span class="unseen">you said </span>
            <Visible text={valueText(mine)} />
          </span>
        )}
      </span>
      <span class="snippet">
        <Visible text={snippet} />
      </span>
    </div>
  )
}

interface RowProps {
  item: QueueItem
  place: number
  of: number
  isSelected: boolean
  onSelect: (sampleId: string) => void
}

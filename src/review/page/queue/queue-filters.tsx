import { useEffect, useState } from 'preact/hooks'
import type { QueueFilter, ReviewJudge } from '../../api.ts'
import { visibleText } from '../content/visible-parts.ts'
import { type ChosenFilter, filterNames, tellingFilters } from './filter.ts'

/** What the queue shows. */
export function QueueFilters({ judges, judge, onJudge, filter, onFilter, people, isBlind }: FilterProps) {
  const choose = (change: Partial<ChosenFilter>) => onFilter({ ...filter, ...change })
  return (
    <div class="filters" role="search" aria-label="What the queue shows">
      <label>
        <span>Judge</span>
        <select value={judge.key} onChange={(event) => onJudge(event.currentTarget.value)}>
          {judges.map(({ key, name, suite }) => (
            <option key={key} value={key}>
              {visibleText(`${name} · ${suite}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Show</span>
        <select
          id="show"
          value={filter.show}
          onChange={(event) => choose({ show: event.currentTarget.value as QueueFilter })}
        >
          {Object.entries(filterNames).map(([show, name]) => (
            <option
              key={show}
              value={show}
              disabled={isBlind && tellingFilters.includes(show as QueueFilter)}
            >
              {name}
            </option>
          ))}
        </select>
      </label>
      {judge.slices.length > 0 && (
        <label>
          <span>Slice</span>
          <select value={filter.slice} onChange={(event) => choose({ slice: event.currentTarget.value })}>
            <option value="">all</option>
            {judge.slices.map((slice) => (
              <option key={slice} value={slice}>
                {visibleText(slice)}
              </option>
            ))}
          </select>
        </label>
      )}
      {!isBlind && people.length > 0 && (
        <label>
          <span>Labelled by</span>
          <select value={filter.by} onChange={(event) => choose({ by: event.currentTarget.value })}>
            <option value="">anybody or nobody</option>
            {people.map((name) => (
              <option key={name} value={name}>
                {visibleText(name)}
              </option>
            ))}
          </select>
        </label>
      )}
      <SearchBox search={filter.search} onSearch={(search) => choose({ search })} />
    </div>
  )
}

interface FilterProps {
  judges: readonly ReviewJudge[]
  judge: ReviewJudge
  onJudge: (key: string) => void
  filter: ChosenFilter
  onFilter: (filter: ChosenFilter) => void
  /** Names of those who have labelled. */
  people: readonly string[]
  isBlind: boolean
}

const pauseMs = 200

/** Searches once the person pauses. */
function SearchBox({ search, onSearch }: { search: string; onSearch: (search: string) => void }) {
  const [typed, setTyped] = useState(search)
  useEffect(() => {
    if (typed === search) return undefined
    const timer = setTimeout(() => onSearch(typed), pauseMs)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <label>
      <span>Search</span>
      <input
        id="search"
        type="search"
        value={typed}
        placeholder="any text or row id"
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
          if (event.key === 'Enter') {
            onSearch(typed)
            event.currentTarget.blur()
          }
        }}
      />
    </label>
  )
}

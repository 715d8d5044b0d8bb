import type { Guideline, Memory } from '../../contract/index.ts'
import { count, formatValue, list } from '../format.ts'
import type { MemoryFact } from './options.ts'

/** So many rows are named as the sources of a guideline. */
const named = 5

/** What an aligned judge had learned when the run was made: guidelines with their sources, and how many examples. */
export function Guidelines({ fact: { judge, folder, memory, missing } }: { fact: MemoryFact }) {
  if (memory === undefined) {
    return <p>{`What ${judge} had learned is not shown: ${missing ?? 'its memory is not on disk'}.`}</p>
  }
  return (
    <>
      <p>
        {`${count(memory.guidelines.length, 'guideline')} and ${examplesText(memory)}, in `}
        <code>{folder}</code>
        {`; ${memory.k} examples are shown per verdict.`}
      </p>
      {memory.guidelines.length > 0 && (
        <ol class="guidelines">
          {memory.guidelines.map((guideline) => (
            <li class={guideline.muted ? 'quiet' : 'plain'}>
              <p>{guideline.text}</p>
              <p class="soft">{aboutText(guideline, memory)}</p>
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

function examplesText({ episodes }: Memory): string {
  const byValue = [...Map.groupBy(episodes, ({ value }) => formatValue(value))].toSorted(
    ([left, some], [right, others]) => others.length - some.length || (left < right ? -1 : 1),
  )
  const parts = byValue.map(([value, { length }]) => `${value} ${length}`)
  return `${count(episodes.length, 'example')}${parts.length === 0 ? '' : ` (${list(parts, 6)})`}`
}

function aboutText(
  { origin, sources, model, pinned, muted, concern }: Guideline,
  { episodes }: Memory,
): string {
  const rowIds = new Map(episodes.map(({ sampleId, rowId }) => [sampleId, rowId]))
  const rows = sources.map((source) => rowIds.get(source) ?? source)
  return [
    origin === 'person' ? 'by a person' : `distilled${model === undefined ? '' : ` by ${model}`}`,
    ...(rows.length === 0 ? [] : [`from ${count(rows.length, 'sample')}: ${list(rows, named)}`]),
    ...(pinned ? ['pinned'] : []),
    ...(muted ? ['muted: not shown to the judge'] : []),
    ...(concern === undefined ? [] : [`to decide: ${concern}`]),
  ].join(' · ')
}

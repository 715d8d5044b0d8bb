import type { JsonValue, JudgeValue } from '../../contract/index.ts'
import { formatValue, list } from '../format.ts'
import type { MismatchedRow } from './mismatched-rows.ts'
import { cutText, readableText } from './readable-text.ts'

/** A mismatched row, closed: what is true and who was wrong; opened, all verdicts with their rationales and the sample. */
export function MismatchItem({ found, length }: { found: MismatchedRow; length: number }) {
  const { id, row, split, judges } = found
  const wrong = judges.flatMap((judge) => (judge.mismatch === undefined ? [] : [judge]))
  const kinds = [split, ...(found.wronglyPassed ? ['passed'] : [])]
  return (
    <details
      class="sample"
      id={id}
      data-judges={wrong.map((one) => one.id).join('\n')}
      data-kinds={kinds.join(' ')}
    >
      <summary>
        <b>{row.id}</b>
        {whoText(wrong)}
        {found.wronglyPassed && <span class="badge bad">wrongly passed</span>}
        {split === 'align' && <span class="badge soft">align row</span>}
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">judge</th>
            <th scope="col">verdict</th>
            <th scope="col">truth</th>
            <th scope="col">why</th>
          </tr>
        </thead>
        <tbody>
          {judges.map((judge) => (
            <JudgeLine judge={judge} length={length} />
          ))}
        </tbody>
      </table>
      <Sample name="inputs" value={row.inputs} length={length} />
      <Sample name="outputs" value={row.outputs} length={length} />
      <Sample name="expectations" value={row.expectations} length={length} />
      <Sample name="conversation" value={row.conversation} length={length} />
      <Sample name="trace" value={row.trace} length={length} />
      {(row.tags.length > 0 || row.group !== undefined) && (
        <p class="cut">
          {[
            ...(row.tags.length > 0 ? [`tags ${cutText(row.tags.join(', '), length).text}`] : []),
            ...(row.group === undefined ? [] : [`group ${cutText(row.group, length).text}`]),
          ].join(' · ')}
        </p>
      )}
    </details>
  )
}

function JudgeLine({
  judge: { id, verdict, mismatch },
  length,
}: {
  judge: MismatchedRow['judges'][number]
  length: number
}) {
  const { truth } = verdict
  const times =
    mismatch?.repeats === undefined
      ? ''
      : ` (wrong in ${mismatch.repeats.wrong} of ${mismatch.repeats.of} repeats)`
  const said = verdict.outcome === 'scored' ? saidText(verdict.value) : 'unscored'
  const why =
    verdict.outcome === 'scored'
      ? verdict.rationale
      : verdict.outcome === 'unscored'
        ? `${verdict.reason}: ${verdict.detail}`
        : ''
  const { text, of } = cutText(why, length)
  return (
    <tr>
      <th scope="row">{id}</th>
      <td class={mismatch === undefined ? 'plain' : mismatch.wronglyPassed ? 'bad' : 'doubtful'}>
        {said + times}
      </td>
      <td>{truth === undefined ? '–' : saidText(truth)}</td>
      <td>
        {text}
        {of !== undefined && <Cut of={of} length={length} />}
      </td>
    </tr>
  )
}

function Sample({ name, value, length }: { name: string; value: JsonValue | undefined; length: number }) {
  if (value === undefined) return null
  const { text, of } = cutText(readableText(value), length)
  return (
    <>
      <p class="label">{name}</p>
      <pre>{text}</pre>
      {of !== undefined && <Cut of={of} length={length} />}
    </>
  )
}

function Cut({ of, length }: { of: number; length: number }) {
  return (
    <p class="cut">{`cut: ${length.toLocaleString('en-US')} of ${of.toLocaleString('en-US')} characters`}</p>
  )
}

function saidText(value: JudgeValue | undefined): string {
  return value === undefined ? '–' : cutText(formatValue(value), 60).text
}

/** `truth no, but yes said ana and ben`: once for each truth, as judges that ask different questions have their own. */
function whoText(wrong: MismatchedRow['judges']): string {
  const said = Map.groupBy(wrong, ({ mismatch }) =>
    JSON.stringify([mismatch?.truth ?? null, mismatch?.verdict ?? null]),
  )
  return [...said.values()]
    .map((alike) => {
      const { truth, verdict } = alike[0]?.mismatch ?? {}
      return `truth ${saidText(truth)}, ${saidText(verdict)} said ${list(alike.map(({ id }) => id))}`
    })
    .join('; ')
}

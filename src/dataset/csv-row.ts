import { columnsOf, invalidRow } from './invalid-row.ts'
import { toNumber, toTags } from './row-fields.ts'

const parts = ['inputs', 'expectations'] as const

/**
 * The row in a CSV record by its column names: `id`, `group`, `tags`, `weight`, `pickedBy`, `inputs`,
 * `expectations` as such, `inputs.x` and `expectations.y` as fields; an empty `id`, `group`, `weight` or `pickedBy`
 * is absent. Other columns are left out.
 *
 * @throws VitestJudgeError `invalid-rows` when no column holds inputs, or a column name tells nothing
 */
export function csvRow(record: Record<string, string>, place: string): Record<string, unknown> {
  const columns = Object.keys(record)
  const fault = (expected: string) =>
    invalidRow({
      place,
      path: '',
      received: columnsOf(record),
      expected,
      hint: "Say which column is what: `fields: { inputs: ['text'], expectations: ['label'] }`.",
    })
  const misnamed = columns.find((column) => /^(?:input|expectation)\./.test(column))
  if (misnamed !== undefined) throw fault(`\`inputs.\` and \`expectations.\`, not \`${misnamed}\``)
  const [inputs, expectations] = parts.map((part) => {
    const fields = columns.filter((column) => column.startsWith(`${part}.`))
    const whole = record[part]
    if (fields.length === 0) return whole
    if (whole !== undefined) throw fault(`either a column \`${part}\` or columns \`${part}.…\``)
    return Object.fromEntries(fields.map((column) => [column.slice(part.length + 1), record[column]]))
  })
  if (inputs === undefined) throw fault('columns `inputs.…`')
  const { id, group, tags, weight, pickedBy } = record
  return {
    ...(id && { id }),
    inputs,
    ...(expectations !== undefined && { expectations }),
    ...(group && { group }),
    ...(tags !== undefined && { tags: toTags(tags) }),
    ...(weight && { weight: toNumber(weight) }),
    ...(pickedBy && { pickedBy }),
  }
}

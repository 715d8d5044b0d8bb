import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { RowInput } from '../contract/index.ts'
import { VitestJudgeError } from '../contract/index.ts'
import { brief, isObject } from './invalid-row.ts'
import { rowShape } from './row-shape.ts'

/**
 * Checks a row against a user's schema. The schema decides on inputs and expectations; all else of the row stays
 * where its output leaves it out.
 *
 * @throws VitestJudgeError `invalid-rows` with the first issue
 */
export async function checkSchema(row: RowInput, place: string, schema: StandardSchemaV1): Promise<RowInput> {
  const result = await schema['~standard'].validate(row)
  if (result.issues !== undefined) throw invalid(row, place, result.issues)
  const { inputs: _inputs, expectations: _expectations, ...names } = row
  return rowShape(isObject(result.value) ? { ...names, ...result.value } : result.value, place)
}

function invalid(row: RowInput, place: string, issues: readonly StandardSchemaV1.Issue[]): VitestJudgeError {
  const [issue] = issues
  const keys = (issue?.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment))
  const path = keys.map(String).join('.')
  let received: unknown = row
  for (const key of keys) received = Reflect.get(Object(received), key)
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return new VitestJudgeError('invalid-rows', {
    message: `${place} does not fit the schema: ${path === '' ? '' : `at ${path} `}received ${brief(received)}; the schema says ${JSON.stringify(issue?.message ?? 'no message')}${more}.`,
    hint: 'Correct the row or the schema.',
  })
}

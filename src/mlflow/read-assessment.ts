import type { FeedbackSource, JsonValue } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import type { Cursor } from './cursor.ts'
import { parseExactJson } from './exact-json.ts'
import { momentOf } from './moment.ts'
import type { Assessment } from './trace.ts'

/** MLflow's types of source, also the one that it has given up; feedback of no type counts as a program's there. */
const sourceTypes: Record<string, FeedbackSource['type']> = {
  HUMAN: 'HUMAN',
  CODE: 'CODE',
  LLM_JUDGE: 'LLM_JUDGE',
  AI_JUDGE: 'LLM_JUDGE',
  SOURCE_TYPE_UNSPECIFIED: 'CODE',
}

/**
 * Reads one assessment, in the layout of MLflow 3 or the one before (`name`, `create_time_ms`,
 * `last_update_time_ms`).
 *
 * @throws VitestJudgeError `damaged-file`, naming the place and the key
 */
export function readAssessment(cursor: Cursor, traceId: string): Assessment {
  cursor.object()
  const name = cursor.first('assessment_name', 'name').text()
  if (name.trim() === '') throw cursor.first('assessment_name', 'name').fault('a name')
  const given = cursor.at('assessment_id')
  const rationale = cursor.at('rationale')
  const overrides = cursor.at('overrides')
  const valid = cursor.at('valid')
  if (!valid.isAbsent && typeof valid.value !== 'boolean') throw valid.fault('true or false')
  const facts = {
    name,
    ...whatWasSaid(cursor),
    ...(!rationale.isAbsent && rationale.value !== '' && { rationale: rationale.text() }),
    source: sourceOf(cursor.at('source')),
    time: momentOf(cursor.first('create_time', 'create_time_ms')),
    updated: momentOf(cursor.first('last_update_time', 'last_update_time_ms')),
  }
  return {
    id: given.isAbsent ? `a-${contentHash({ traceId, ...facts })}` : given.text(),
    ...facts,
    ...(!overrides.isAbsent && overrides.value !== '' && { overrides: overrides.text() }),
    isValid: valid.value !== false,
    metadata: cursor.at('metadata').textMap(),
  }
}

function sourceOf(cursor: Cursor): FeedbackSource {
  cursor.object()
  const name = cursor.at('source_id')
  const type = cursor.at('source_type')
  const known = sourceTypes[typeof type.value === 'string' ? type.value.toUpperCase() : '']
  if (known === undefined) throw type.fault('HUMAN, CODE or LLM_JUDGE')
  // MLflow's own default.
  return { type: known, name: name.isAbsent || name.value === '' ? 'default' : name.text() }
}

function whatWasSaid(cursor: Cursor): Pick<Assessment, 'kind' | 'value' | 'error'> {
  const [feedback, expectation] = [cursor.at('feedback'), cursor.at('expectation')]
  if (!expectation.isAbsent) return { kind: 'expectation', ...valueOf(expectation) }
  // Before 3.0 an error stood beside the feedback.
  const error = feedback.at('error').isAbsent ? cursor.at('error') : feedback.at('error')
  if (feedback.isAbsent && error.isAbsent) throw feedback.fault('feedback or expectation')
  if (error.isAbsent) return { kind: 'feedback', ...valueOf(feedback) }
  if (typeof error.value === 'string') return { kind: 'feedback', error: error.value }
  error.object()
  const parts = [error.at('error_code').value, error.at('error_message').value]
  return { kind: 'feedback', error: parts.filter((part) => typeof part === 'string').join(': ') }
}

/** `value`, or a value that is written as JSON within the JSON. */
function valueOf(cursor: Cursor): { value?: JsonValue } {
  cursor.object()
  const serialized = cursor.at('serialized_value')
  if (serialized.isAbsent) {
    const { value } = cursor.at('value')
    return value === undefined || value === null ? {} : { value: value as JsonValue }
  }
  const text = serialized.at('value')
  try {
    return { value: parseExactJson(text.text()) }
  } catch {
    throw text.fault('JSON in the form of text')
  }
}

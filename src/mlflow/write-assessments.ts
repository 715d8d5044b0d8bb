import type { Feedback, JsonObject, JsonValue, RunVerdict } from '../contract/index.ts'
import { isObject } from '../dataset/index.ts'
import { standingFeedback } from '../feedback/index.ts'
import { contentHash } from '../io/index.ts'
import { mlflowTime } from './moment.ts'
import { keys, ownKeys } from './trace.ts'
import type { TracedRow } from './traced-row.ts'

/** A verdict of a run on one row. */
export interface ExportedVerdict {
  verdict: RunVerdict
  /** The name that the assessment gets. */
  name: string
  runId: string
  /** When the run ended, ISO 8601 in UTC. */
  time: string
  repeat: number
}

/** Where assessments stand. */
interface Place {
  traceId: string
  spanId: string
}

/**
 * What a log says of one sample, as assessments. A line that no longer counts is invalid; one that took the place of
 * an earlier line of the same source, or says what it supersedes, overrides that.
 */
export function feedbackAssessments(log: readonly Feedback[], name: string, place: Place): JsonObject[] {
  const kept = log.filter(({ forgotten }) => forgotten !== true)
  const lines = [...new Map(kept.map((line) => [line.id, line])).values()]
  const standing = new Set(standingFeedback(lines))
  const replaced = new Set(lines.flatMap(({ supersedes }) => supersedes ?? []))
  const before = new Map<string, Feedback>()
  return lines
    .toSorted((left, right) => Date.parse(left.time) - Date.parse(right.time))
    .map((line) => {
      const source = JSON.stringify([line.source.type, line.source.name])
      const earlier = before.get(source)
      before.set(source, line)
      const overrides = line.supersedes ?? (earlier && !replaced.has(earlier.id) ? earlier.id : undefined)
      return {
        ...head(line.id, name, place),
        source: sourceJson(line.source.type, line.source.name),
        ...times(line.time, line.updated),
        feedback: { value: line.value },
        ...(line.rationale !== undefined && { rationale: line.rationale }),
        ...withMetadata({
          ...line.metadata,
          ...(line.weight !== undefined && { [ownKeys.weight]: String(line.weight) }),
          ...(line.pickedBy !== undefined && { [ownKeys.pickedBy]: line.pickedBy }),
          ...(line.truthHash !== undefined && { [ownKeys.truthHash]: line.truthHash }),
        }),
        ...(overrides !== undefined && { overrides }),
        valid: standing.has(line),
      }
    })
}

/** A verdict as an assessment of an LLM judge; one that is unscored is an error there. Undefined where none was asked. */
export function verdictAssessment(
  { verdict, name, runId, time, repeat }: ExportedVerdict,
  place: Place,
): JsonObject | undefined {
  if (verdict.outcome === 'not-asked') return undefined
  const { judge } = verdict
  return {
    ...head(`a-${contentHash({ runId, judge, repeat, traceId: place.traceId })}`, name, place),
    source: sourceJson('LLM_JUDGE', verdict.model ?? judge),
    ...times(time),
    ...(verdict.outcome === 'scored'
      ? { feedback: { value: verdict.value }, rationale: verdict.rationale }
      : { feedback: { error: { error_code: verdict.reason, error_message: verdict.detail } } }),
    ...withMetadata({
      [keys.sourceRun]: runId,
      [ownKeys.judge]: judge,
      ...(repeat > 0 && { [ownKeys.repeat]: String(repeat) }),
    }),
    valid: true,
  }
}

/** The expectations of a row, one assessment each; those that have no names of their own as one. */
export function expectationAssessments(
  { id, expectations, mlflow }: TracedRow,
  fallbackTime: string,
  place: Place,
): JsonObject[] {
  if (expectations === undefined) return []
  const names = isObject(expectations) ? Object.keys(expectations) : []
  const isWhole = names.length === 0 || names.some((name) => name.trim() === '')
  const parts: Record<string, JsonValue> = isWhole ? { expectations } : (expectations as JsonObject)
  return Object.entries(parts).map(([name, value]) => {
    const origins = mlflow.expectations ?? {}
    const origin = Object.hasOwn(origins, name) ? origins[name] : undefined
    const { type, name: by } = origin?.source ?? { type: 'HUMAN', name: 'default' }
    const isPlain = typeof value !== 'object'
    return {
      ...head(origin?.id ?? `a-${contentHash({ id, expectation: name })}`, name, place),
      source: sourceJson(type, by),
      ...times(origin?.time ?? fallbackTime, origin?.updated),
      expectation: isPlain
        ? { value }
        : { serialized_value: { serialization_format: 'JSON_FORMAT', value: JSON.stringify(value) } },
      ...(origin?.rationale !== undefined && { rationale: origin.rationale }),
      ...withMetadata({ ...origin?.metadata, ...(isWhole && { [ownKeys.whole]: 'true' }) }),
      valid: true,
    }
  })
}

function head(id: string, name: string, { traceId, spanId }: Place) {
  return { assessment_id: id, assessment_name: name, trace_id: traceId, span_id: spanId }
}

function sourceJson(type: string, name: string) {
  return { source_type: type, source_id: name }
}

function times(made: string, changed: string = made) {
  return { create_time: mlflowTime(made), last_update_time: mlflowTime(changed) }
}

function withMetadata(metadata: Record<string, string>) {
  return Object.keys(metadata).length > 0 ? { metadata } : {}
}

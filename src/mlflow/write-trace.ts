import type { Feedback, JsonObject } from '../contract/index.ts'
import { flatInputs, flatOutputs } from './flatten.ts'
import { mlflowTime } from './moment.ts'
import { toTraceTags } from './tags.ts'
import { keys, ownKeys } from './trace.ts'
import type { TracedRow } from './traced-row.ts'
import {
  expectationAssessments,
  feedbackAssessments,
  verdictAssessment,
  type ExportedVerdict,
} from './write-assessments.ts'
import { spanIdOf, spansOf } from './write-spans.ts'

/** One sample with all that was said of it. */
export interface ExportedSample {
  row: TracedRow
  /** Why there are no outputs. */
  error?: string
  /** What each judge's log says of the sample, and the name that its assessments get. */
  feedback: { name: string; lines: Feedback[] }[]
  verdicts: ExportedVerdict[]
  /** When it was asked, where the row does not say so; ISO 8601 in UTC. */
  time: string
}

const previewLength = 1000

/** A sample as a trace of MLflow 3, as JSON. */
export function traceJson(sample: ExportedSample): JsonObject {
  const { row, error, feedback, verdicts } = sample
  const { id, inputs, outputs, group, tags = [], weight, pickedBy, mlflow } = row
  const time = mlflow.time ?? sample.time
  const place = { traceId: id, spanId: spanIdOf(id, '') }
  const metadata = { ...(group !== undefined && { [keys.session]: group }), ...mlflow.metadata }
  return {
    info: {
      trace_id: id,
      trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
      request_time: mlflowTime(time),
      state: mlflow.state ?? (error === undefined ? 'OK' : 'ERROR'),
      request_preview: flatInputs(inputs).slice(0, previewLength),
      ...(outputs !== undefined && { response_preview: flatOutputs(outputs).slice(0, previewLength) }),
      ...(mlflow.durationMs !== undefined && { execution_duration_ms: mlflow.durationMs }),
      trace_metadata: metadata,
      tags: {
        ...mlflow.tags,
        ...toTraceTags(tags),
        ...(weight !== undefined && { [ownKeys.weight]: String(weight) }),
        ...(pickedBy !== undefined && { [ownKeys.pickedBy]: pickedBy }),
      },
      assessments: [
        ...expectationAssessments(row, time, place),
        ...feedback.flatMap(({ name, lines }) => feedbackAssessments(lines, name, place)),
        ...verdicts.flatMap((verdict) => verdictAssessment(verdict, place) ?? []),
      ],
    },
    data: { spans: spansOf(row, error, { time, durationMs: mlflow.durationMs ?? 0 }) },
  }
}

/** Traces as a file: JSON lines, or an array where the file's name ends in `.json`. */
export function tracesText(path: string, samples: readonly ExportedSample[]): string {
  const traces = samples.map((sample) => JSON.stringify(traceJson(sample)))
  return path.toLowerCase().endsWith('.json')
    ? `[\n${traces.join(',\n')}\n]\n`
    : traces.map((trace) => `${trace}\n`).join('')
}

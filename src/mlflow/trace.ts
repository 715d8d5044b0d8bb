import type { FeedbackSource, JsonValue } from '../contract/index.ts'

/** One trace of MLflow, whatever layout it was exported in. */
export interface Trace {
  /** Where it stands, for messages: `traces.jsonl:3`. */
  place: string
  id: string
  /** Of the root span; absent where it has none. */
  inputs?: JsonValue
  outputs?: JsonValue
  session?: string
  /** When the request came, ISO 8601 in UTC. */
  time?: string
  durationMs?: number
  /** `OK`, `ERROR` and others; absent where it is not said. */
  state?: string
  metadata: Record<string, string>
  tags: Record<string, string>
  /** The root span's attributes, decoded. */
  attributes: Record<string, JsonValue>
  spans: Span[]
  assessments: Assessment[]
}

/** One span of a trace. */
export interface Span {
  id: string
  /** Absent for a root. */
  parent?: string
  name: string
  /** In nanoseconds since 1970. */
  start?: bigint
  end?: bigint
  /** `OK`, `ERROR` or `UNSET`. */
  status?: string
  message?: string
  /** Decoded. */
  attributes: Record<string, JsonValue>
}

/** What a person, a program or a judge said of a trace, or what is expected of it. */
export interface Assessment {
  id: string
  name: string
  kind: 'feedback' | 'expectation'
  /** Absent for feedback that is an error, or says nothing. */
  value?: JsonValue
  /** Why a scorer gave no value. */
  error?: string
  rationale?: string
  source: FeedbackSource
  /** When it was made and last changed, ISO 8601 in UTC. */
  time: string
  updated: string
  /** Id of the assessment that it replaces. */
  overrides?: string
  /** False for one that was replaced. */
  isValid: boolean
  metadata: Record<string, string>
}

/** The names of MLflow that stand in more than one file. */
export const keys = {
  session: 'mlflow.trace.session',
  sourceRun: 'mlflow.assessment.sourceRunId',
  requestId: 'mlflow.traceRequestId',
  spanType: 'mlflow.spanType',
  inputs: 'mlflow.spanInputs',
  outputs: 'mlflow.spanOutputs',
} as const

/** What of ours MLflow has no place for, and keeps under a name of ours. */
export const ownKeys = {
  tags: 'vitest-judge.tags',
  weight: 'vitest-judge.weight',
  pickedBy: 'vitest-judge.pickedBy',
  truthHash: 'vitest-judge.truthHash',
  judge: 'vitest-judge.judge',
  repeat: 'vitest-judge.repeat',
  conversation: 'vitest-judge.conversation',
  trace: 'vitest-judge.trace',
  /** On an expectation that is all of a row's expectations. */
  whole: 'vitest-judge.whole',
} as const

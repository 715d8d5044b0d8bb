import { z } from 'zod'
import {
  feedbackSourceSchema,
  pickedBySchema,
  weightSchema,
  type JsonValue,
  type Row,
} from '../contract/index.ts'
import { flatInputs, flatOutputs } from './flatten.ts'
import { spanTree } from './span-tree.ts'
import { tagsOf } from './tags.ts'
import { keys, ownKeys, type Assessment, type Trace } from './trace.ts'

/** What an imported row keeps of its trace beside the row itself, under the key `mlflow`. */
export const originSchema = z.object({
  time: z.iso.datetime().optional(),
  durationMs: z.number().optional(),
  state: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  /** Those of MLflow itself. */
  tags: z.record(z.string(), z.string()).optional(),
  /** Who said when what is expected, by the names of the expectations. */
  expectations: z
    .record(
      z.string(),
      z.object({
        id: z.string(),
        source: feedbackSourceSchema,
        time: z.iso.datetime(),
        updated: z.iso.datetime().optional(),
        rationale: z.string().optional(),
        metadata: z.record(z.string(), z.string()).optional(),
      }),
    )
    .optional(),
})

/** What an imported row keeps of its trace. */
export type Origin = z.infer<typeof originSchema>

/** A row that came from a trace. */
export interface TracedRow extends Row {
  mlflow: Origin
}

/** What becomes of traces. */
export interface RowOptions {
  /** Inputs and outputs as the texts that MLflow makes of them; default as they were recorded. */
  flatten?: boolean
  /** The spans as a tree, under `trace`; default left out. */
  withTrace?: boolean
}

/** The row that a trace makes; undefined for one without inputs, which no judge could be asked about. */
export function tracedRow(trace: Trace, options: RowOptions): TracedRow | undefined {
  const { id, inputs, outputs, session, attributes, assessments } = trace
  if (inputs === undefined || inputs === null) return undefined
  const expectations = standingExpectations(assessments)
  const tags = tagsOf(trace.tags)
  const { [ownKeys.conversation]: conversation, [ownKeys.trace]: recorded } = attributes
  const tree = recorded === undefined && options.withTrace ? spanTree(trace.spans) : recorded
  return {
    id,
    inputs: options.flatten ? flatInputs(inputs) : inputs,
    ...(outputs !== undefined && { outputs: options.flatten ? flatOutputs(outputs) : outputs }),
    ...(expectations.length > 0 && { expectations: expectationsOf(expectations) }),
    ...(session !== undefined && { group: session }),
    ...(tags.length > 0 && { tags }),
    ...pickingOf(trace.tags),
    ...(conversation !== undefined && { conversation }),
    ...(tree !== undefined && { trace: tree }),
    mlflow: originOf(trace, expectations),
  }
}

/** How a row or a label was picked, as our own export notes it. */
export function pickingOf(notes: Record<string, string>): Pick<Row, 'weight' | 'pickedBy'> {
  const weight = weightSchema.safeParse(Number(notes[ownKeys.weight] ?? Number.NaN))
  const pickedBy = pickedBySchema.safeParse(notes[ownKeys.pickedBy])
  return {
    ...(weight.success && { weight: weight.data }),
    ...(pickedBy.success && { pickedBy: pickedBy.data }),
  }
}

/** The expectations that count, whoever gave them: of several of one name the latest, without those replaced. */
function standingExpectations(assessments: readonly Assessment[]): Assessment[] {
  const replaced = new Set(assessments.flatMap(({ overrides }) => overrides ?? []))
  const standing = new Map<string, Assessment>()
  for (const one of assessments.toSorted((left, right) =>
    left.time < right.time ? -1 : left.time > right.time ? 1 : 0,
  )) {
    if (one.kind !== 'expectation' || one.value === undefined || !one.isValid || replaced.has(one.id))
      continue
    standing.set(one.name, one)
  }
  return [...standing.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1))
}

/** By their names, unless one says that it is all of them. */
function expectationsOf(expectations: readonly Assessment[]): JsonValue {
  const whole = expectations.find(({ metadata }) => metadata[ownKeys.whole] !== undefined)
  if (whole !== undefined) return whole.value as JsonValue
  return Object.fromEntries(expectations.map(({ name, value }) => [name, value as JsonValue]))
}

function originOf(trace: Trace, expectations: readonly Assessment[]): Origin {
  const { time, durationMs, state } = trace
  const { [keys.session]: _session, ...metadata } = trace.metadata
  const tags = Object.fromEntries(Object.entries(trace.tags).filter(([key]) => key.startsWith('mlflow.')))
  return {
    ...(time !== undefined && { time }),
    ...(durationMs !== undefined && { durationMs }),
    ...(state !== undefined && { state }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(expectations.length > 0 && {
      expectations: Object.fromEntries(
        expectations.map(({ id, name, source, time, updated, rationale, metadata }) => [
          name,
          {
            id,
            source,
            time,
            ...(updated !== time && { updated }),
            ...(rationale !== undefined && { rationale }),
            ...(Object.keys(metadata).length > 0 && { metadata }),
          },
        ]),
      ),
    }),
  }
}

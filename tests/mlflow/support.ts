import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { VitestJudgeError, type JsonObject } from '../../src/contract/index.ts'
import { importTraces, type ImportedTraces } from '../../src/mlflow/index.ts'

/** An assessment of feedback in the layout of MLflow 3. */
export function feedback(id: string, value: unknown, more: JsonObject = {}): JsonObject {
  return {
    assessment_id: id,
    assessment_name: 'politeness',
    source: { source_type: 'HUMAN', source_id: 'ana@x.org' },
    create_time: '2026-01-02T03:04:05Z',
    last_update_time: '2026-01-02T03:04:05Z',
    feedback: { value } as JsonObject,
    valid: true,
    ...more,
  }
}

/** An expectation in the layout of MLflow 3. */
export function expectation(id: string, name: string, said: JsonObject, more: JsonObject = {}): JsonObject {
  const { feedback: _feedback, ...rest } = feedback(id, null, more)
  return { ...rest, assessment_name: name, expectation: said }
}

/** A trace in the layout of MLflow 3 with one span; its inputs and outputs are JSON in the form of text there. */
export function trace(
  id: string,
  assessments: readonly JsonObject[] = [],
  more: JsonObject = {},
): JsonObject {
  const { inputs = { question: `What is ${id}?` }, outputs = `It is ${id}.`, info = {}, spans = [] } = more
  return {
    info: {
      trace_id: id,
      trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '1' } },
      request_time: '2026-01-02T03:04:05.123Z',
      state: 'OK',
      execution_duration_ms: 1234,
      trace_metadata: { 'mlflow.trace.user': 'bo' },
      tags: { 'mlflow.traceName': 'chat' },
      assessments: [...assessments],
      ...(info as JsonObject),
    },
    data: {
      spans: [
        {
          trace_id: 'dHJhY2U=',
          span_id: 'cm9vdA==',
          parent_span_id: null,
          trace_state: '',
          name: 'chat',
          start_time_unix_nano: 0,
          end_time_unix_nano: 1,
          events: [],
          status: { code: 'STATUS_CODE_OK', message: '' },
          attributes: {
            'mlflow.traceRequestId': JSON.stringify(id),
            'mlflow.spanType': '"CHAIN"',
            'mlflow.spanInputs': JSON.stringify(inputs),
            'mlflow.spanOutputs': JSON.stringify(outputs),
          },
        },
        ...(spans as JsonObject[]),
      ],
    },
  }
}

/** A file with a text, in a folder that goes away after the test. */
export async function exportFile(text: string, name = 'traces.jsonl'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-mlflow-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

/** What an import makes of traces, or of the text of a file. */
export async function imported(
  traces: readonly unknown[] | string,
  options: Parameters<typeof importTraces>[1] & { as?: string } = {},
): Promise<ImportedTraces> {
  const { as = 'traces.jsonl', ...rest } = options
  const text = typeof traces === 'string' ? traces : traces.map((one) => `${JSON.stringify(one)}\n`).join('')
  return importTraces(await exportFile(text, as), { name: as, ...rest })
}

/** Code and message of the error that a promise ends with. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  const thrown: unknown = await work.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  )
  if (!VitestJudgeError.is(thrown)) throw thrown
  return `${thrown.code}: ${thrown.message}`
}

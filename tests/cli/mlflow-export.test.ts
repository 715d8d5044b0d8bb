import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Feedback, RunRow } from '../../src/contract/index.ts'
import { sampleId } from '../../src/dataset/index.ts'
import type { trace } from '../mlflow/support.ts'
import { rowOf, runOf, suiteOf } from '../run/parts.ts'
import { judge, scored } from '../run/support.ts'
import { commandFolder } from './in-process.ts'
import { asLines, fromLines, traces } from './mlflow-traces.ts'

const folder = commandFolder()
const read = (path: string) => readFile(join(folder.root, path), 'utf8')
const linesOf = async <Line>(path: string) => fromLines<Line>(await read(path))

describe('export mlflow', () => {
  const said = (more: Partial<Feedback>): Feedback => ({
    id: 'f-1',
    sampleId: idOf('r1'),
    rowId: 'r1',
    judge: 'polite',
    value: 'no',
    rationale: 'Cold.',
    source: { type: 'HUMAN', name: 'ann' },
    time: '2026-11-20T10:00:00.000Z',
    ...more,
  })
  const idOf = (id: string) => sampleId({ rowId: id, inputs: { text: id }, outputs: `To ${id}.` })
  const answered = (id: string, more: Partial<RunRow> = {}): RunRow =>
    rowOf(id, { sampleId: idOf(id), outputs: `To ${id}.`, ...more })
  const rows = [
    answered('r1', {
      group: 'g',
      tags: ['short'],
      expectations: { tone: 'warm', facts: ['a'] },
      verdicts: [
        { ...scored('polite', 'yes'), truth: 'no' },
        { judge: 'polite@aligned', outcome: 'unscored', reason: 'refused', detail: 'declined' },
      ],
    }),
    rowOf('r2', { error: 'Error: no answer', verdicts: [] }),
    answered('r3', { repeat: 0 }),
    answered('r3', { repeat: 1, verdicts: [scored('polite', 'no')] }),
  ]
  const judges = [judge('polite'), judge('polite@aligned')]
  const run = runOf('run-1', [suiteOf('mail', rows, { judges })])

  beforeEach(async () => {
    await folder.writeRuns(run)
    await folder.write({
      'evals/feedback/polite.jsonl': asLines([
        said({}),
        said({ id: 'f-2', value: 'yes', time: '2026-11-21T10:00:00.000Z' }),
        said({ id: 'f-3', sampleId: 'another answer' }),
      ]),
    })
  })

  test('writes a run with its feedback, verdicts and expectations, which import reads', async () => {
    const { exitCode, stdout, stderr } = await folder.command('export', 'mlflow', 'out.jsonl')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatchInlineSnapshot(`
      "out.jsonl: 3 traces, 1 with expectations; 2 assessments of feedback, 4 verdicts
      Left out: feedback on 1 sample not among them, such as answers that have changed
      since.
      Next: [mlflow.entities.Trace.from_json(line) for line in open(...)] reads it in
      Python; npx vitest-judge import mlflow reads it here
      "
    `)
    const [first, failed, repeated] = await linesOf<ReturnType<typeof trace>>('out.jsonl')
    expect(first).toMatchInlineSnapshot(`
      {
        "data": {
          "spans": [
            {
              "attributes": {
                "mlflow.spanInputs": "{"text":"r1"}",
                "mlflow.spanOutputs": ""To r1."",
                "mlflow.spanType": ""CHAIN"",
                "mlflow.traceRequestId": ""r1"",
              },
              "end_time_unix_nano": 1795435200000000000,
              "events": [],
              "name": "predict",
              "parent_span_id": null,
              "span_id": "EuT6RGLoiu4=",
              "start_time_unix_nano": 1795435200000000000,
              "status": {
                "code": "STATUS_CODE_OK",
                "message": "",
              },
              "trace_id": "gvPpxpXca40bEYGNVwGRng==",
              "trace_state": "",
            },
          ],
        },
        "info": {
          "assessments": [
            {
              "assessment_id": "a-9d44d60161f423da",
              "assessment_name": "tone",
              "create_time": "2026-11-23T12:00:00Z",
              "expectation": {
                "value": "warm",
              },
              "last_update_time": "2026-11-23T12:00:00Z",
              "source": {
                "source_id": "default",
                "source_type": "HUMAN",
              },
              "span_id": "EuT6RGLoiu4=",
              "trace_id": "r1",
              "valid": true,
            },
            {
              "assessment_id": "a-612d3df3df51e8f7",
              "assessment_name": "facts",
              "create_time": "2026-11-23T12:00:00Z",
              "expectation": {
                "serialized_value": {
                  "serialization_format": "JSON_FORMAT",
                  "value": "["a"]",
                },
              },
              "last_update_time": "2026-11-23T12:00:00Z",
              "source": {
                "source_id": "default",
                "source_type": "HUMAN",
              },
              "span_id": "EuT6RGLoiu4=",
              "trace_id": "r1",
              "valid": true,
            },
            {
              "assessment_id": "f-1",
              "assessment_name": "polite",
              "create_time": "2026-11-20T10:00:00Z",
              "feedback": {
                "value": "no",
              },
              "last_update_time": "2026-11-20T10:00:00Z",
              "rationale": "Cold.",
              "source": {
                "source_id": "ann",
                "source_type": "HUMAN",
              },
              "span_id": "EuT6RGLoiu4=",
              "trace_id": "r1",
              "valid": false,
            },
            {
              "assessment_id": "f-2",
              "assessment_name": "polite",
              "create_time": "2026-11-21T10:00:00Z",
              "feedback": {
                "value": "yes",
              },
              "last_update_time": "2026-11-21T10:00:00Z",
              "overrides": "f-1",
              "rationale": "Cold.",
              "source": {
                "source_id": "ann",
                "source_type": "HUMAN",
              },
              "span_id": "EuT6RGLoiu4=",
              "trace_id": "r1",
              "valid": true,
            },
            {
              "assessment_id": "a-cbf7a67cce3eac69",
              "assessment_name": "polite",
              "create_time": "2026-11-23T12:00:00Z",
              "feedback": {
                "value": "yes",
              },
              "last_update_time": "2026-11-23T12:00:00Z",
              "metadata": {
                "mlflow.assessment.sourceRunId": "run-1",
                "vitest-judge.judge": "polite",
              },
              "rationale": "r",
              "source": {
                "source_id": "gpt-x",
                "source_type": "LLM_JUDGE",
              },
              "span_id": "EuT6RGLoiu4=",
              "trace_id": "r1",
              "valid": true,
            },
            {
              "assessment_id": "a-f6f393055f38aa47",
              "assessment_name": "polite@aligned",
              "create_time": "2026-11-23T12:00:00Z",
              "feedback": {
                "error": {
                  "error_code": "refused",
                  "error_message": "declined",
                },
              },
              "last_update_time": "2026-11-23T12:00:00Z",
              "metadata": {
                "mlflow.assessment.sourceRunId": "run-1",
                "vitest-judge.judge": "polite@aligned",
              },
              "source": {
                "source_id": "polite@aligned",
                "source_type": "LLM_JUDGE",
              },
              "span_id": "EuT6RGLoiu4=",
              "trace_id": "r1",
              "valid": true,
            },
          ],
          "request_preview": "{"text":"r1"}",
          "request_time": "2026-11-23T12:00:00Z",
          "response_preview": "To r1.",
          "state": "OK",
          "tags": {
            "short": "",
          },
          "trace_id": "r1",
          "trace_location": {
            "mlflow_experiment": {
              "experiment_id": "0",
            },
            "type": "MLFLOW_EXPERIMENT",
          },
          "trace_metadata": {
            "mlflow.trace.session": "g",
          },
        },
      }
    `)
    expect(failed).toMatchObject({
      info: { trace_id: 'r2', state: 'ERROR', assessments: [] },
      data: { spans: [{ status: { code: 'STATUS_CODE_ERROR', message: 'Error: no answer' } }] },
    })
    const { assessments } = (repeated?.['info'] ?? {}) as {
      assessments: { assessment_id: string; feedback: unknown }[]
    }
    expect(assessments.map((one) => one.feedback)).toEqual([{ value: 'yes' }, { value: 'no' }])
    expect(new Set(assessments.map((one) => one.assessment_id)).size).toBe(2)

    await folder.command('import', 'mlflow', 'out.jsonl', '--out', 'evals/back')
    expect((await linesOf<object>('evals/back/rows.jsonl'))[0]).toMatchObject({
      id: 'r1',
      inputs: { text: 'r1' },
      outputs: 'To r1.',
      expectations: { tone: 'warm', facts: ['a'] },
      group: 'g',
      tags: ['short'],
    })
    const log = await linesOf<Feedback>('evals/back/feedback/polite.jsonl')
    expect(log.filter(({ source }) => source.type === 'HUMAN')).toEqual([
      said({}),
      said({ id: 'f-2', value: 'yes', time: '2026-11-21T10:00:00.000Z', supersedes: 'f-1' }),
    ])
    expect(
      log.filter(({ source }) => source.type === 'LLM_JUDGE').map(({ value, metadata }) => [value, metadata]),
    ).toEqual([
      ['yes', { 'mlflow.assessment.sourceRunId': 'run-1', 'vitest-judge.judge': 'polite' }],
      ['yes', { 'mlflow.assessment.sourceRunId': 'run-1', 'vitest-judge.judge': 'polite' }],
      [
        'no',
        {
          'mlflow.assessment.sourceRunId': 'run-1',
          'vitest-judge.judge': 'polite',
          'vitest-judge.repeat': '1',
        },
      ],
    ])
  })

  test('writes the same bytes again, an array as .json, and over nothing else', async () => {
    await folder.command('export', 'mlflow', 'out.jsonl', '--force')
    const before = await read('out.jsonl')
    expect((await folder.command('export', 'mlflow', 'out.jsonl')).exitCode).toBe(0)
    expect(await read('out.jsonl')).toBe(before)
    await folder.command('export', 'mlflow', 'out.json', '--run', 'run-1')
    expect(JSON.parse(await read('out.json'))).toEqual(await linesOf('out.jsonl'))
    await writeFile(join(folder.root, 'out.jsonl'), 'mine')
    const { exitCode, stderr } = await folder.command('export', 'mlflow', 'out.jsonl')
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'error invalid-usage: out.jsonl exists and holds something else; expected no such file.\n' +
        '  → Nothing was written. Overwrite it with --force, or name another file.\n',
    })
    expect(await read('out.jsonl')).toBe('mine')
  })

  test('writes one judge under another name, and refuses one that is not there', async () => {
    const { stdout } = await folder.command(
      'export',
      'mlflow',
      'one.jsonl',
      '--judge',
      'polite=Politeness',
      '--json',
    )
    expect(JSON.parse(stdout)).toEqual({
      file: 'one.jsonl',
      traces: 3,
      expectations: 1,
      feedback: 2,
      verdicts: 4,
      unmatched: 1,
    })
    const [first] = await linesOf<{ info: { assessments: { assessment_name: string }[] } }>('one.jsonl')
    expect(first?.info.assessments.map((one) => one.assessment_name)).toEqual([
      'tone',
      'facts',
      'Politeness',
      'Politeness',
      'Politeness',
      'Politeness@aligned',
    ])
    const { exitCode, stderr } = await folder.command('export', 'mlflow', 'x.jsonl', '--judge', 'rude')
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'error unknown-judge: The run run-1 has no judge rude; it has polite.\n  → Write --judge with one of these.\n',
    })
  })

  test('refuses a row with two answers, unless one suite is asked for', async () => {
    const other = suiteOf('other', [answered('r1', { outputs: 'Else.', sampleId: 'else' })], { judges })
    await folder.writeRuns(runOf('two', [suiteOf('mail', rows, { judges }), other]))
    const { exitCode, stderr } = await folder.command('export', 'mlflow', 'two.jsonl')
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'error duplicate-row: The row r1 of the run two has one answer in "mail" and another in "other"; expected one, as a trace\'s id must be unique.\n' +
        '  → Export one suite: --suite "mail".\n',
    })
    const one = await folder.command('export', 'mlflow', 'two.jsonl', '--suite', 'other')
    expect(one.stdout).toContain('two.jsonl: 1 trace,')
    expect((await folder.command('export', 'mlflow', 'x.jsonl', '--suite', 'none')).stderr).toContain(
      'The run two has no suite "none"; it has "mail", "other".',
    )
  })

  test('joins what the logs of two folders say of one sample', async () => {
    const other = { ...suiteOf('other', [answered('r1')], { judges }), file: 'checks/other.eval.ts' }
    await folder.writeRuns(runOf('joined', [suiteOf('mail', rows, { judges }), other]))
    await folder.write({
      'checks/feedback/polite.jsonl': asLines([
        said({}),
        said({ id: 'f-9', source: { type: 'HUMAN', name: 'bob' } }),
      ]),
    })
    await folder.command('export', 'mlflow', 'joined.jsonl')
    const [first] = await linesOf<{ info: { assessments: { assessment_id: string }[] } }>('joined.jsonl')
    const people = first?.info.assessments.map((one) => one.assessment_id).filter((id) => id.startsWith('f-'))
    expect(people).toEqual(['f-1', 'f-9', 'f-2'])
  })

  test('writes rows with recorded outputs and the feedback beside them, as they came', async () => {
    await folder.write({ 'whole.jsonl': asLines(traces.slice(0, 1)) })
    await folder.command(
      'import',
      'mlflow',
      'whole.jsonl',
      '--judge',
      'politeness',
      '--judge',
      'right=is it right?',
    )
    const { stdout } = await folder.command(
      'export',
      'mlflow',
      'again.jsonl',
      '--rows',
      'evals/whole/rows.jsonl',
    )
    expect(stdout).toContain(
      'again.jsonl: 1 trace, 1 with expectations; 4 assessments of feedback, 0 verdicts',
    )
    const [again] = await linesOf<{ info: { assessments: { assessment_id: string }[] } }>('again.jsonl')
    expect(again?.info).toMatchObject({
      trace_id: 'tr-1',
      request_time: '2026-01-02T03:04:05.123Z',
      execution_duration_ms: 1234,
      trace_metadata: { 'mlflow.trace.user': 'bo' },
      tags: { 'mlflow.traceName': 'chat' },
    })
    expect(again?.info.assessments.map((one) => one.assessment_id)).toEqual([
      'e-1',
      'a-1',
      'b-1',
      'a-2',
      'r-1',
    ])
    const both = await folder.command(
      'export',
      'mlflow',
      'x.jsonl',
      '--rows',
      'evals/whole/rows.jsonl',
      '--run',
      'run-1',
    )
    expect({ exitCode: both.exitCode, stderr: both.stderr }).toEqual({
      exitCode: 2,
      stderr:
        'error invalid-usage: export mlflow was given --rows and --run; expected one of them.\n' +
        '  → Leave one out: a run brings its verdicts along, a rows file what it keeps of its traces.\n',
    })
  })
})

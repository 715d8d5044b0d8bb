import { expectation, feedback, trace } from '../mlflow/support.ts'

/** Values as JSON lines. */
export const asLines = (values: readonly unknown[]) =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('')
const person = (name: string) => ({ source: { source_type: 'HUMAN', source_id: name } })
const program = { source: { source_type: 'CODE', source_id: 'default' } }

/** Three traces: with feedback of several kinds, with little that is usable, and without spans. */
export const traces = [
  trace('tr-1', [
    expectation('e-1', 'answer', { value: 'Two.' }),
    feedback('a-1', 'no', { valid: false, rationale: 'Cold.' }),
    feedback('a-2', 'yes', { overrides: 'a-1', create_time: '2026-01-03T00:00:00Z' }),
    feedback('b-1', 'no', person('bob')),
    feedback('r-1', true, { assessment_name: 'Is it right?' }),
    feedback('s-1', 'yes', {
      assessment_name: 'safety',
      source: { source_type: 'LLM_JUDGE', source_id: 'm' },
    }),
  ]),
  trace('tr-2', [feedback('c-1', 'yes', program), feedback('c-2', ['x'])]),
  { info: { trace_id: 'tr-3' }, data: { spans: [] } },
]

/** The values of JSON lines. */
export function fromLines<Line>(text: string): Line[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

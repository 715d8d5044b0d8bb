import { aligned, evaluate, loadRows, makeJudge } from 'vitest-judge'
import { z } from 'zod'

const verdict = z.enum(['yes', 'no'])

const schema = z.object({
  id: z.string(),
  /** The section of the handbook: its questions stay on one side of the split. */
  group: z.string(),
  inputs: z.object({ question: z.string(), passages: z.array(z.string()) }),
  /** What the assistant answered when the row was recorded. */
  outputs: z.object({ answer: z.enum(['yes', 'no', 'not stated']), because: z.string() }),
  expectations: z.object({ faithful: verdict }),
})

/** Is not shown what is right: it has the passages alone, as it would in production. */
const faithful = makeJudge({
  name: 'faithful',
  instructions: `Is the answer in {{ outputs }} borne out by the retrieved passages in {{ inputs }}? Judge by the passages alone, whatever else you know.
- yes: the passages allow it
- no: the passages forbid it
- not stated: the passages are about something else`,
  values: ['yes', 'no'],
})

evaluate('Handbook assistant', {
  rows: await loadRows(new URL('./rows.jsonl', import.meta.url), { schema }),
  predict: (_inputs, { row }) => row.outputs,
  truth: ({ expectations }) => expectations.faithful,
  judges: [faithful, aligned(faithful)],
})

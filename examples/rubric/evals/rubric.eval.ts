import { aligned, evaluate, loadRows, makeJudge } from 'vitest-judge'
import { z } from 'zod'

const schema = z.object({
  id: z.string(),
  /** The question that is answered: its answers stay on one side of the split. */
  group: z.string(),
  inputs: z.object({ question: z.string() }),
  outputs: z.object({ answer: z.string() }),
  expectations: z.object({ helpfulness: z.int().min(1).max(5) }),
})

const helpfulness = makeJudge({
  name: 'helpfulness',
  instructions: `How helpful is the answer in {{ outputs }} to the question in {{ inputs }}?
5 solves it step by step, says how long it takes or what happens then, and what to do if it does not help.
4 solves it.
3 points in the right direction and leaves the search to the customer.
2 says something about the topic that does not help.
1 turns the customer away.`,
  valueType: { min: 1, max: 5, integer: true },
  passes: { atLeast: 4 },
})

evaluate('Support answers', {
  rows: await loadRows(new URL('./rows.jsonl', import.meta.url), { schema }),
  predict: (_inputs, { row }) => row.outputs,
  truth: ({ expectations }) => expectations.helpfulness,
  judges: [helpfulness, aligned(helpfulness)],
})

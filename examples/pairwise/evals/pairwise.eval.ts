import { audit, evaluate, loadRows, makeJudge, probes } from 'vitest-judge'
import { z } from 'zod'
import { askBothWays, askOnce, swapped } from './judge-model.ts'

const values = ['first', 'second', 'tie'] as const

const schema = z.object({
  id: z.string(),
  inputs: z.object({ question: z.string() }),
  outputs: z.object({ first: z.string(), second: z.string() }),
  expectations: z.object({ better: z.enum(values) }),
})

const instructions = `Which of the two answers in {{ outputs }} answers the question in {{ inputs }} better?
- first: the one called "first"
- second: the one called "second"
- tie: both are as good`

const better = makeJudge({ name: 'better', instructions, values: [...values], model: askOnce })
const betterBothWays = makeJudge({
  name: 'better_both_ways',
  instructions,
  values: [...values],
  model: askBothWays,
})

const pairs = (await loadRows(new URL('./rows.jsonl', import.meta.url))).map((row) => schema.parse(row))
const opposite = { first: 'second', second: 'first', tie: 'tie' } as const

/** Each pair in both orders, as one group: a judge that likes one place is right on half of them at most. */
const rows = pairs.flatMap((pair) => {
  const { id, outputs, expectations } = pair
  return [
    { ...pair, group: id, tags: ['as given'] },
    {
      ...pair,
      id: `${id}-swapped`,
      group: id,
      tags: ['swapped'],
      outputs: swapped(outputs),
      expectations: { better: opposite[expectations.better] },
    },
  ]
})

evaluate('Which answer is better', {
  rows,
  predict: (_inputs, { row }) => row.outputs,
  truth: ({ expectations }) => expectations.better,
  judges: [better, betterBothWays],
})

for (const judge of [better, betterBothWays]) {
  audit(judge, {
    rows: pairs,
    truth: ({ expectations }) => expectations.better,
    probes: [probes.position({ fields: ['first', 'second'] })],
  })
}

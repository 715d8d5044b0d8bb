import { expect, test } from 'vitest'
import type { Memory, Run } from '../../src/contract/index.ts'
import { commandProject } from './project.ts'
import { answerAt } from './terminal.ts'

const evalFile = `import { aligned, evaluate, makeJudge } from 'vitest-judge'

const helped = makeJudge({
  name: 'helped',
  instructions: 'Was the caller helped in {{ conversation }}?',
  values: ['yes', 'no'],
})
const looked = makeJudge({
  name: 'looked',
  instructions: 'Did the agent look things up in {{ trace }}?',
  values: ['yes', 'no'],
})
const items = ['kettle', 'lamp', 'chair', 'spade', 'radio', 'clock', 'mirror', 'basket', 'carpet', 'ladder']
// Calls of which most words are their own: else those of align rows would say what held-out rows say.
const wish = (item) => 'Give back: ' + [1, 2, 3, 4, 5, 6, 7, 8].map((part) => item + part).join(' ')
const isRefused = (item) => items.indexOf(item) % 2 === 0

evaluate('calls', {
  rows: items.map((item) => ({ id: item, inputs: { item } })),
  predict: ({ item }) => ({ closed: item.length }),
  conversation: ({ inputs: { item } }) => [
    { role: 'user', content: wish(item) },
    { role: 'assistant', content: isRefused(item) ? 'No refund without a receipt.' : 'Refund is on its way.' },
  ],
  trace: ({ inputs: { item } }) => ({
    spans: [
      { name: 'agent', span_id: '1', parent_span_id: null, inputs: { item }, outputs: { says: item + ' done' } },
      ...(isRefused(item) ? [] : [{ name: 'search ' + item, span_id: '2', parent_span_id: '1', attributes: { hits: 'x'.repeat(9000) } }]),
    ],
  }),
  truth: ({ inputs: { item } }) => (isRefused(item) ? 'no' : 'yes'),
  judges: [aligned(helped), aligned(looked)],
})
`

test.runIf(process.env['LONG'])(
  'judges of conversations and of traces are aligned like all others',
  { timeout: 60_000 },
  async () => {
    await using project = await commandProject({ 'evals/calls/calls.eval.ts': evalFile })
    await project.vitest(['run', 'evals'])
    const { exitCode, stdout } = await project.judge(['align', '--teach', 'all'])
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('samples ') })
    const memories = await Promise.all(
      ['helped', 'looked'].map(
        async (name) => JSON.parse(await project.read(`evals/calls/memory/${name}/memory.json`)) as Memory,
      ),
    )
    const [helped, looked] = memories.map(({ episodes }) => episodes)
    expect(helped?.length).toBeGreaterThan(2)
    for (const { rowId, inputs, conversation, trace } of helped ?? []) {
      expect({ inputs, conversation, trace }).toEqual({
        inputs: { item: rowId },
        conversation: [
          { role: 'user', content: expect.stringContaining(`Give back: ${rowId}1 `) },
          expect.anything(),
        ],
        trace: undefined,
      })
    }
    for (const { rowId, value, conversation, trace } of looked ?? []) {
      expect({ conversation, trace }).toEqual({
        conversation: undefined,
        trace: {
          name: 'agent',
          inputs: { item: rowId },
          outputs: { says: `${rowId} done` },
          ...(value === 'yes' && { children: [{ name: `search ${rowId}` }] }),
        },
      })
    }

    const person = ['feedback', '--only', 'all', '--annotator', 'ann', '--judge']
    const ofCalls = await answerAt(project.root, [...person, 'helped'], ['q'])
    expect(ofCalls.stdout).toMatch(/conversation +user: Give back: /)
    expect(ofCalls.stdout).not.toContain('trace ')
    expect((await answerAt(project.root, [...person, 'looked'], ['q'])).stdout).toMatch(/trace +spans:\n/)

    await project.vitest(['run', 'evals', '-u'])
    const run = JSON.parse(await project.read('.vitest-judge/latest.json')) as Run
    const verdicts = (run.suites[0]?.rows ?? []).flatMap((row) => row.verdicts)
    expect(verdicts.length).toBe(20)
    for (const verdict of verdicts) {
      expect(verdict).toMatchObject({ outcome: 'scored', guidance: { examples: expect.any(Array) } })
      expect('guidance' in verdict && verdict.guidance?.examples.length).toBeGreaterThan(0)
    }
    const { stdout: again } = await project.judge(['align', '--teach', 'all'])
    expect(again.match(/Nothing new/g)).toHaveLength(2)
  },
)

import { aligned, evaluate, loadRows, makeJudge } from 'vitest-judge'
import { z } from 'zod'

const resolutions = ['resolved', 'handed over', 'open'] as const

const schema = z.looseObject({
  id: z.string(),
  inputs: z.object({ request: z.string() }),
  outputs: z.object({
    outcome: z.enum(['refunded', 'exchanged', 'handed over', 'refused']),
    reply: z.string(),
  }),
  expectations: z.object({ did: z.enum(['yes', 'no']), resolution: z.enum(resolutions) }),
})

/** Reads the trace: did the tools do what the agent says that it did? */
const didWhatItSaid = makeJudge({
  name: 'did_what_it_said',
  instructions: `An agent ends a case with the outcome in {{ outputs }}. Do the tool calls in {{ trace }} bear it out?
- refunded: issue_refund was accepted, and the amount arrives in three working days
- exchanged: create_exchange created it, and the return label was sent
- handed over: open_ticket opened it, and the second level answers within 24 hours
- refused: check_policy says that it is not allowed, excluded, or that the return period is over`,
  values: ['yes', 'no'],
})

/** Reads the conversation: how did it end for the customer? */
const resolution = makeJudge({
  name: 'resolution',
  instructions: `How did {{ conversation }} end for the customer?
- resolved: it was accepted or created, or the customer understands why not
- handed over: a ticket was opened, and a colleague gets back to the customer
- open: a call failed with an error, or the customer is still waiting, or says that it is wrong or does not help`,
  values: [...resolutions],
  passes: ['resolved', 'handed over'],
})

evaluate('Support agent', {
  rows: await loadRows(new URL('./rows.jsonl', import.meta.url), { schema }),
  predict: (_inputs, { row }) => row.outputs,
  truth: {
    did_what_it_said: ({ expectations }) => expectations.did,
    resolution: ({ expectations }) => expectations.resolution,
  },
  judges: [didWhatItSaid, aligned(didWhatItSaid), resolution],
})

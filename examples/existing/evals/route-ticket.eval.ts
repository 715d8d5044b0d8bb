import { evaluate, loadRows, makeJudge } from 'vitest-judge'
import { z } from 'zod'
import { routeTicket, teams } from '../src/route-ticket.ts'

const schema = z.object({
  id: z.string(),
  inputs: z.object({ subject: z.string(), text: z.string() }),
  expectations: z.object({ team: z.enum(teams) }),
})

/** Is not shown the right team, so that it can judge tickets that nobody has labelled. */
const rightTeam = makeJudge({
  name: 'right_team',
  instructions: `Is the team in {{ outputs }} the right one for the ticket in {{ inputs }}?
- billing: an invoice, a payment, a refund, a card that was charged, a price or a discount, a paid plan
- access: somebody cannot sign in or log in: a password, an invitation, a locked account, a permission
- bug: something is broken since the update: it crashes, shows an error, is blank, missing, lost or empty
- feature: a wish: it would be great, could you add, we would love, is it planned`,
  values: ['yes', 'no'],
})

evaluate('Ticket routing', {
  rows: await loadRows(new URL('./rows.jsonl', import.meta.url), { schema }),
  predict: (ticket) => ({ team: routeTicket(ticket) }),
  truth: ({ outputs, expectations }) => (outputs.team === expectations.team ? 'yes' : 'no'),
  judges: [rightTeam],
})

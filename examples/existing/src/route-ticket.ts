/** The teams that tickets go to. */
export const teams = ['billing', 'access', 'bug', 'feature'] as const

export type Team = (typeof teams)[number]

export interface Ticket {
  subject: string
  text: string
}

/** Words that tell a team, those of the first team that has one counting. */
const rules: readonly (readonly [Team, RegExp])[] = [
  ['access', /\b(log ?in|sign(ed)?[ -]?(in|out|on)|password|locked|invit\w+|permission|owners?)\b/i],
  ['billing', /\b(invoices?|charged|refund|pay(ment|ments|ing)?|bill(ed)?|price|discount|receipt)\b/i],
  ['feature', /\b(could you|would (be|help|love|like)|wish|planned|plan to|please add)\b/i],
]

/** The team that a ticket goes to; whatever no rule knows is taken for a fault. */
export function routeTicket({ subject, text }: Ticket): Team {
  return rules.find(([, words]) => words.test(`${subject}\n${text}`))?.[0] ?? 'bug'
}

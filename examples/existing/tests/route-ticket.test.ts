import { expect, test } from 'vitest'
import { routeTicket } from '../src/route-ticket.ts'

test.for([
  ['Charged twice', 'billing'],
  ['I cannot log in', 'access'],
  ['Could you add a dark mode?', 'feature'],
  ['The app crashes', 'bug'],
] as const)('%s goes to %s', ([subject, team]) => {
  expect(routeTicket({ subject, text: '' })).toBe(team)
})

test('where two teams have a word, access comes first: whoever is locked out cannot wait', () => {
  expect(routeTicket({ subject: 'Invoice', text: 'My account is locked.' })).toBe('access')
})

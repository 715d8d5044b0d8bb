import { teams, type Team } from './route-ticket.ts'

/** How many tickets of a day went to each team, as one line. */
export function summariseDay(routed: readonly Team[]): string {
  return teams.map((team) => `${team} ${routed.filter((other) => other === team).length}`).join(', ')
}

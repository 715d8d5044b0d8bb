/** Tells the time in milliseconds since 1970; passed in wherever time is needed. */
export type Clock = () => number

/** The machine's own clock. */
export const systemClock: Clock = Date.now

/** The clock's time as ISO 8601 in UTC. */
export function isoTime(clock: Clock): string {
  return new Date(clock()).toISOString()
}

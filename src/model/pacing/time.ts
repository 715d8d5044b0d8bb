import { systemClock } from '../../io/index.ts'

/** The clock and the timers of whatever waits; a test brings its own. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls back once after so many milliseconds; what it returns cancels that. */
  after(delayMs: number, callback: () => void): () => void
}

/** The machine's own clock and timers; a timer that is set keeps the process alive. */
export const systemTime: Time = {
  now: systemClock,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

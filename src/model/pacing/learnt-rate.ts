/** The shares of a learnt rate at which calls start again, and near which the rate then stays. */
const startShare = 0.93
const plateauShare = 0.98

/** From this multiple of what was learnt on, nothing is known to limit. */
const forgottenAt = 8

/** The time, in milliseconds, in which a rate of which little is known doubles from its plateau. */
const unsureRiseMs = 9000

/** The same for a rate that is known: the longer, the longer the pause that a refusal costs. */
const risePerPause = 36
const shortestRiseMs = 8000
const longestRiseMs = 60_000

/**
 * A rate of starts, learnt from what was let through. From a little below it rises, stays near what was learnt, and
 * then rises ever more quickly, as a window of CUBIC does (RFC 9438, section 4.2): a limit that still holds is met
 * rarely, one that was lifted is soon forgotten. It rises only by the time in which calls start. Rates per millisecond.
 */
export class LearntRate {
  #learnt: number | undefined
  #riseMs = unsureRiseMs
  #grownMs = 0

  /** Starts per millisecond; undefined while nothing is known to limit. */
  get perMs(): number | undefined {
    return this.#learnt === undefined ? undefined : this.#learnt * this.#share()
  }

  /** Starts anew from a rate that was let through. `pauseMs` is what a refusal costs; absent for a rough guess. */
  learn(perMs: number, pauseMs?: number): void {
    this.#riseMs =
      pauseMs === undefined
        ? unsureRiseMs
        : Math.min(longestRiseMs, Math.max(shortestRiseMs, pauseMs * risePerPause))
    this.#learnt = perMs
    this.#grownMs = 0
  }

  /** Lets the rate rise after a start that came so long after the one before. */
  rise(sinceLastStartMs: number): void {
    const { perMs } = this
    if (perMs === undefined) return
    this.#grownMs += Math.min(sinceLastStartMs, 1.5 / perMs)
    if (this.#share() >= forgottenAt) this.#learnt = undefined
  }

  #share(): number {
    const backAt = Math.cbrt(plateauShare - startShare)
    return plateauShare + (this.#grownMs / this.#riseMs - backAt) ** 3
  }
}

import { LearntRate } from './learnt-rate.ts'

/** The pause after a refusal that names no time, and by how much the next one is longer while all are refused. */
const firstPauseMs = 250
const pauseGrowth = 1.5
const longestPauseMs = 60_000

/** By so much a start may make up for a timer that was late. */
const latenessMs = 20

/** A rate is learnt from about this time at most, and from so many calls at least where it was known before. */
const memoryMs = 60_000
const recentCalls = 20

/** The lowest shares of a known rate that a refusal makes of it: after enough calls at that rate, and after fewer. */
const lowestShare = 0.8
const lowestShareOfFew = 0.6

/** When and after how many epochs a call started. */
export interface Start {
  readonly epoch: number
  /** The busy time so far. */
  readonly busyMs: number
}

/** What is known of the refusals that began an epoch. */
interface Met {
  pauseMs: number
  /** The busy time at which the limit ends, by the earliest of the hints; absent without one. */
  hintedEndMs?: number
  /** The busy time at which a call started that was refused, where it was a single try or a rate was known. */
  triedMs?: number
  /** The rate at which calls were let through until then, where enough of them were paced. */
  recentPerMs?: number
}

/**
 * Learns from refusals when calls may start. Refusals of calls that were on their way together count as one; it
 * begins an epoch, which starts with a pause: until the hinted time, else a short one, longer each time that all is
 * refused again. What was let through since the epoch before gives the rate with which calls start again. Pure: time
 * is handed in, in the clock's milliseconds.
 */
export class RateLearner {
  readonly #rate = new LearntRate()
  #closedUntilMs = Number.NEGATIVE_INFINITY
  #nextStartMs = Number.NEGATIVE_INFINITY
  #lastStartMs: number | undefined
  #epoch = 0
  #openInEpoch = 0
  /** Set from a refusal until the next start. */
  #paused = false
  #met: Met | undefined
  /** How many epochs in a row let nothing through, this one included. */
  #refusedInRow = 0
  #busyMs = 0
  /** What was let through since this busy time, and the starts of the last ones. */
  #cycleFromMs = 0
  #passed = 0
  #recent: number[] = []

  /** Starts per second; undefined while nothing is known to limit. */
  get ratePerSecond(): number | undefined {
    return this.#rate.perMs === undefined ? undefined : this.#rate.perMs * 1000
  }

  /** Counts time in which calls were in flight or waited; rates are learnt from it alone. */
  passBusy(durationMs: number): void {
    this.#busyMs += durationMs
    const cycleMs = this.#busyMs - this.#cycleFromMs
    if (this.#refusedInRow > 0 || cycleMs <= memoryMs) return
    this.#cycleFromMs += cycleMs / 2
    this.#passed /= 2
  }

  /** When the next call may start; infinity while the answer to a single try is awaited. */
  startsAt(): number {
    // One call at a time tries where all is refused, or where nothing yet tells a rate.
    const tries = this.#refusedInRow > 1 || (this.#refusedInRow > 0 && this.#passed === 0)
    if (tries && this.#openInEpoch > 0) return Number.POSITIVE_INFINITY
    return Math.max(this.#closedUntilMs, this.#nextStartMs)
  }

  /** A call starts. */
  start(nowMs: number): Start {
    if (this.#paused) this.#resume(nowMs)
    this.#rate.rise(nowMs - (this.#lastStartMs ?? nowMs))
    const { perMs } = this.#rate
    if (perMs !== undefined) {
      this.#nextStartMs = Math.max(this.#nextStartMs, nowMs - latenessMs) + 1 / perMs
    }
    this.#lastStartMs = nowMs
    this.#openInEpoch++
    return { epoch: this.#epoch, busyMs: this.#busyMs }
  }

  /** A call ended in a way that says nothing of rates. */
  end(start: Start): void {
    if (start.epoch === this.#epoch) this.#openInEpoch--
  }

  /** A call was let through. */
  pass(start: Start): void {
    this.end(start)
    if (start.epoch < this.#epoch) {
      if (this.#refusedInRow > 0) this.#passed++
      return
    }
    if (this.#refusedInRow > 0) {
      this.#refusedInRow = 0
      this.#cycleFromMs = start.busyMs
      this.#passed = 0
      this.#recent = []
    }
    this.#passed++
    this.#recent.push(start.busyMs)
    if (this.#recent.length > recentCalls) this.#recent.shift()
  }

  /** A call was refused, until the hinted time if there is one. True when that begins an epoch after a good one. */
  refuse(start: Start, nowMs: number, untilMs?: number): boolean {
    this.end(start)
    if (untilMs !== undefined) this.holdUntil(untilMs)
    const hintedEndMs = untilMs === undefined ? undefined : start.busyMs + untilMs - nowMs
    if (start.epoch < this.#epoch) {
      const earlier = this.#met?.hintedEndMs
      if (
        this.#met &&
        earlier !== undefined &&
        hintedEndMs !== undefined &&
        start.epoch === this.#epoch - 1
      ) {
        this.#met.hintedEndMs = Math.min(earlier, hintedEndMs)
      }
      return false
    }
    const afterGood = this.#refusedInRow === 0
    if (untilMs === undefined) {
      this.holdUntil(nowMs + Math.min(longestPauseMs, firstPauseMs * pauseGrowth ** this.#refusedInRow))
    }
    const recentPerMs = afterGood ? this.#recentPerMs(start) : undefined
    this.#met = {
      pauseMs: this.#closedUntilMs - nowMs,
      ...(hintedEndMs !== undefined && { hintedEndMs }),
      ...((!afterGood || this.#rate.perMs !== undefined) && { triedMs: start.busyMs }),
      ...(recentPerMs !== undefined && { recentPerMs }),
    }
    this.#refusedInRow++
    this.#epoch++
    this.#openInEpoch = 0
    this.#paused = true
    this.#nextStartMs = Number.NEGATIVE_INFINITY
    return afterGood
  }

  /** Lets nothing start before that time. */
  holdUntil(untilMs: number): void {
    this.#closedUntilMs = Math.max(this.#closedUntilMs, untilMs)
  }

  #recentPerMs(start: Start): number | undefined {
    const [fromMs] = this.#recent
    const isEnough = this.#rate.perMs !== undefined && this.#recent.length === recentCalls
    return isEnough && fromMs !== undefined && fromMs < start.busyMs
      ? recentCalls / (start.busyMs - fromMs)
      : undefined
  }

  #resume(nowMs: number): void {
    this.#paused = false
    this.#nextStartMs = nowMs
    const met = this.#met
    if (met === undefined) return
    const measured = met.recentPerMs ?? this.#passed / Math.max(1, this.#limitEndMs(met) - this.#cycleFromMs)
    const current = this.#rate.perMs
    if (current !== undefined) {
      const lowest = current * (met.recentPerMs === undefined ? lowestShareOfFew : lowestShare)
      const learnt = Math.min(current, Math.max(lowest, measured))
      this.#rate.learn(learnt, met.recentPerMs === undefined ? undefined : met.pauseMs)
    } else if (this.#passed > 0) this.#rate.learn(measured)
  }

  /** The busy time at which the limit ended: as hinted, else between the last refused try and now. */
  #limitEndMs({ hintedEndMs, triedMs }: Met): number {
    return hintedEndMs ?? ((triedMs ?? this.#busyMs) + this.#busyMs) / 2
  }
}

import type { Budget } from './budget.ts'
import type { CallOutcome, PacerOptions } from './pacer.ts'

/** What became of a call: what it tells about rates, and what it used up. */
export interface CallEnd extends CallOutcome {
  promptTokens?: number
  completionTokens?: number
  /** Absent where the price is unknown. */
  costUsd?: number
}

/** The right to make one call. */
export interface CallPermit {
  /** Gives it back, once, with what became of the call. */
  release(end: CallEnd): void
  /** How long the call waited for it, in milliseconds. */
  readonly waitedMs: number
}

/** How a call asks for its permit. */
export interface AcquireOptions {
  signal?: AbortSignal
  /** The call was refused before and comes again: it goes first and is not counted again; default false. */
  again?: boolean
}

/** Paces the calls of a run to each provider, and keeps its budget. */
export interface Coordinator {
  /**
   * Waits for the right to call a provider; `provider` names it and its key, never the key itself.
   *
   * @throws ModelCallError `over-budget` with the limit and what is used, `aborted` (or the signal's own reason),
   * `rate-limited` when the provider asks to wait for more than ten minutes
   */
  acquire(provider: string, estimatedTokens: number, options?: AcquireOptions): Promise<CallPermit>
  /** Ends all waiting with `aborted`. */
  close(): Promise<void>
}

/** How a coordinator paces the calls of each provider, and what it allows all of them together. */
export interface CoordinatorOptions extends PacerOptions {
  /** Default unlimited. */
  budget?: Budget
}

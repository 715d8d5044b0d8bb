import { AsyncLocalStorage } from 'node:async_hooks'
import type { TokenUsage, UnscoredReason } from '../contract/index.ts'

/** One call to a model, once it has ended. */
export interface CallReport {
  /** The model that answered, as the provider named it; else as it was asked for, where that is known. */
  model?: string
  /** The base URL; for a `fetch` of another SDK the origin, and `/v1`. */
  endpoint: string
  /** True when the answer came from a recording, or from the same request in flight: nobody was asked. */
  recorded: boolean
  /** As the provider reported them; absent where it did not. */
  tokens?: TokenUsage
  /** False when the call ended without a usable answer, for this reason where it is known. */
  answered: boolean
  reason?: UnscoredReason
}

/** Whose calls those are that are made while something runs. */
export interface CallScope {
  /** Which repeat of its row it is: repeats are recorded apart. */
  repeat: number
  /** Told of every call as it ends. */
  onCall?: (call: CallReport) => void
  /** Told when a call begins and ends to wait for its turn, which no clock of a row should count. */
  onWait?: (waits: boolean) => void
}

const scopes = new AsyncLocalStorage<CallScope>()

/** Runs something whose calls to models belong to a scope. */
export function withCallScope<Result>(scope: CallScope, work: () => Result): Result {
  return scopes.run(scope, work)
}

/** The scope that the code runs in; the first repeat of nobody where there is none. */
export function callScope(): CallScope {
  return scopes.getStore() ?? { repeat: 0 }
}

/** Runs what waits for its turn, so that no clock counts it. */
export async function waitingIn<Result>({ onWait }: CallScope, wait: () => Promise<Result>): Promise<Result> {
  onWait?.(true)
  try {
    return await wait()
  } finally {
    onWait?.(false)
  }
}

/** What Vitest's worker knows of itself; not in Vitest's types. */
interface WorkerState {
  onCancel?: (listener: () => void) => unknown
}

/**
 * Signals of tests as Vitest gives them from 5.1.1 on, for those before: there a run that is cancelled aborts only some
 * of the tests that run side by side, and an attempt starts with the aborted signal of the one before, which timed out.
 */
export class TestSignals {
  readonly #controller = new AbortController()

  constructor() {
    const { __vitest_worker__: worker } = globalThis as { __vitest_worker__?: WorkerState }
    worker?.onCancel?.(() => this.#controller.abort(new Error('The run was cancelled.')))
  }

  /** Aborted once the run is cancelled. */
  get cancelled(): AbortSignal {
    return this.#controller.signal
  }

  /** The signal of an attempt that starts with this one of Vitest's. */
  ofAttempt(given: AbortSignal): AbortSignal {
    return given.aborted ? this.cancelled : AbortSignal.any([given, this.cancelled])
  }
}

import { callScope, withCallScope } from './call-scope.ts'

/**
 * A call that several wait for, asked once, in the scope of whoever came first. All of them are told when it begins and
 * ends to wait for its turn.
 */
export class SharedCall<Result> {
  /** How it ends. */
  readonly answer: Promise<Result>
  readonly #others = new Set<(waits: boolean) => void>()
  #waits = false

  /** Asks. */
  constructor(ask: () => Promise<Result>) {
    const scope = callScope()
    const onWait = (waits: boolean) => {
      this.#waits = waits
      scope.onWait?.(waits)
      for (const tell of this.#others) tell(waits)
    }
    this.answer = withCallScope({ ...scope, onWait }, ask)
  }

  /** Waits for it too; ends as it does. */
  async join(): Promise<Result> {
    const { onWait } = callScope()
    const tell = (waits: boolean) => onWait?.(waits)
    if (this.#waits) tell(true)
    this.#others.add(tell)
    try {
      return await this.answer
    } finally {
      this.#others.delete(tell)
      if (this.#waits) tell(false)
    }
  }
}

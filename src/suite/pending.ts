/** The two matchers by name. */
export type MatcherName = 'toPassJudge' | 'toAgreeWithTruth'

const pending = new WeakMap<object, Map<symbol, MatcherName>>()

/** A promise that tells when somebody waits for it; `await` asks a subclass by its `then`. */
class Awaited<Result> extends Promise<Result> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  onThen: (() => void) | undefined

  // oxlint-disable-next-line unicorn/no-thenable
  override then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((value: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.onThen?.()
    return super.then(onFulfilled, onRejected)
  }
}

/**
 * Follows a matcher of a test until the test awaits it. Vitest makes its own promise of the one that a matcher
 * returns and hands that to the test: it is that second one that has to be awaited.
 */
export function track<Result>(
  task: object,
  name: MatcherName,
  work: () => Promise<Result>,
): PromiseLike<Result> {
  const calls = pending.get(task) ?? new Map<symbol, MatcherName>()
  pending.set(task, calls)
  const call = Symbol(name)
  calls.set(call, name)
  const working = work()
  return {
    // oxlint-disable-next-line unicorn/no-thenable
    then: (onFulfilled, onRejected) => {
      const handed = new Awaited<never>((resolve, reject) => {
        working.then(onFulfilled, onRejected).then(resolve as () => void, reject)
      })
      handed.onThen = () => calls.delete(call)
      return handed
    },
  }
}

/** Names the matchers of a test that nobody awaited. */
export function takePending(task: object): MatcherName[] {
  const names = [...(pending.get(task)?.values() ?? [])]
  pending.delete(task)
  return names
}

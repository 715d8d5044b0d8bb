/** The two matchers by name. */
export type MatcherName = 'toPassJudge' | 'toAgreeWithTruth'

const pending = new WeakMap<object, Map<symbol, MatcherName>>()

/** Follows a matcher of a test until it ends. */
export async function track<Result>(
  task: object,
  name: MatcherName,
  work: () => Promise<Result>,
): Promise<Result> {
  const calls = pending.get(task) ?? new Map<symbol, MatcherName>()
  pending.set(task, calls)
  const call = Symbol(name)
  calls.set(call, name)
  try {
    return await work()
  } finally {
    calls.delete(call)
  }
}

/** Names the matchers of a test that have not ended: they were not awaited. */
export function takePending(task: object): MatcherName[] {
  const names = [...(pending.get(task)?.values() ?? [])]
  pending.delete(task)
  return names
}

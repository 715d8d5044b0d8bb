import { ModelCallError } from '../model-call-error.ts'
import { BudgetAccount, type Spent } from './budget.ts'
import type { CallEnd, Coordinator, CoordinatorOptions } from './call-permit.ts'
import { Pacer, type PacerStats, type Permit } from './pacer.ts'
import { systemTime, type Time } from './time.ts'

/** A coordinator of this process, which also tells how it stands. */
export interface LocalCoordinator extends Coordinator {
  spent(): Spent
  /** Which limits of the budget do not hold, a sentence each. */
  budgetNotices(): string[]
  /** Provider -> how its pacer stands. */
  stats(): Record<string, PacerStats>
}

/**
 * A coordinator of this process. The budget is soft: calls are counted when they ask for their permit, tokens and cost
 * when they give it back, so that the calls in flight may lead beyond the limits of tokens and cost by what they use.
 * When such a limit is reached, all who wait are refused at once.
 */
export function localCoordinator(options: CoordinatorOptions, time: Time = systemTime): LocalCoordinator {
  const account = new BudgetAccount(options.budget)
  const pacers = new Map<string, Pacer>()
  let ending: ModelCallError | undefined

  const pacerOf = (provider: string) => {
    const pacer = pacers.get(provider) ?? new Pacer(options, time)
    pacers.set(provider, pacer)
    return pacer
  }
  const rejectWaiting = (error: ModelCallError) => {
    for (const pacer of pacers.values()) pacer.rejectWaiting(error)
  }
  const settle = (pacer: Pacer, permit: Permit, end: CallEnd) => {
    const { promptTokens = 0, completionTokens = 0, costUsd, status } = end
    const tokens = end.tokens ?? promptTokens + completionTokens
    const isAnswered = status !== undefined && status < 300
    if (isAnswered || tokens > 0 || costUsd !== undefined) account.add(tokens, costUsd)
    const refusal = account.refusal(true)
    if (refusal) rejectWaiting(refusal)
    pacer.release(permit, { ...end, ...(tokens > 0 && { tokens }) })
  }

  return {
    async acquire(provider, estimatedTokens, { signal, again = false } = {}) {
      const refusal = ending ?? account.refusal(again)
      if (refusal) throw refusal
      if (!again) account.countCall(1)
      const startMs = time.now()
      const pacer = pacerOf(provider)
      try {
        const permit = await pacer.acquire(estimatedTokens, { again, ...(signal && { signal }) })
        let isReleased = false
        return {
          waitedMs: time.now() - startMs,
          release(end) {
            if (isReleased) return
            isReleased = true
            settle(pacer, permit, end)
          },
        }
      } catch (error) {
        if (!again) account.countCall(-1)
        throw error
      }
    },
    async close() {
      ending = new ModelCallError({ reason: 'aborted', detail: 'the run ended' })
      rejectWaiting(ending)
    },
    spent: () => account.spent(),
    budgetNotices: () => account.notices(),
    stats: () => Object.fromEntries([...pacers].map(([provider, pacer]) => [provider, pacer.stats()])),
  }
}

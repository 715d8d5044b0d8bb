import { ModelCallError } from '../model-call-error.ts'

/** What a run may use up at most; what is left out is unlimited. */
export interface Budget {
  /** Prompt and completion tokens together. */
  tokens?: number
  /** US dollars; a call whose price is unknown adds nothing, and the report counts those. */
  cost?: number
  /** Calls, each counted once however often it comes again. */
  calls?: number
}

/** What a run has used up. */
export interface Spent {
  calls: number
  tokens: number
  costUsd: number
  /** How many answered calls came without a price: where there are any, the cost is only a lower bound. */
  unpriced: number
  /** How many answered calls came without a count of tokens: they are a lower bound too. */
  uncounted: number
}

/**
 * Keeps what is spent against a budget. Calls are counted before they start, tokens and cost when they are known; so
 * the calls in flight may lead beyond those two limits.
 */
export class BudgetAccount {
  readonly #budget: Budget
  readonly #spent: Spent = { calls: 0, tokens: 0, costUsd: 0, unpriced: 0, uncounted: 0 }

  constructor(budget: Budget = {}) {
    this.#budget = budget
  }

  /** What is spent so far. */
  spent(): Spent {
    return { ...this.#spent }
  }

  /** Counts a call that is about to be made; -1 takes it back. */
  countCall(by: 1 | -1): void {
    this.#spent.calls += by
  }

  /** Counts what a call used up. `costUsd` undefined: no price is known. */
  add(tokens: number, costUsd: number | undefined): void {
    this.#spent.tokens += tokens
    if (tokens === 0) this.#spent.uncounted++
    if (costUsd === undefined) this.#spent.unpriced++
    else this.#spent.costUsd += costUsd
  }

  /** Which limits do not hold, as the calls could not be counted against them, a sentence each. */
  notices(): string[] {
    const { unpriced, uncounted } = this.#spent
    const { tokens, cost } = this.#budget
    return [
      ...(cost !== undefined && unpriced > 0
        ? [
            `the budget of $${cost} does not count ${callsOf(unpriced)} without a known price; prices, or a budget of calls, would`,
          ]
        : []),
      ...(tokens !== undefined && uncounted > 0
        ? [
            `the budget of ${tokens} tokens does not count ${callsOf(uncounted)} whose tokens the service did not tell; a budget of calls would`,
          ]
        : []),
    ]
  }

  /** Why a new call is refused; undefined while it is not. One that comes again was counted before. */
  refusal(again: boolean): ModelCallError | undefined {
    const { calls, tokens, costUsd } = this.#spent
    const { calls: mostCalls, tokens: mostTokens, cost: mostCost } = this.#budget
    if (!again && mostCalls !== undefined && calls >= mostCalls) {
      return overBudget(`${mostCalls} calls`, `${calls} made`)
    }
    if (mostTokens !== undefined && tokens >= mostTokens) {
      return overBudget(`${mostTokens} tokens`, `${tokens} used`)
    }
    if (mostCost !== undefined && costUsd >= mostCost) {
      return overBudget(`$${mostCost}`, `$${costUsd.toFixed(4)} spent`)
    }
    return undefined
  }
}

function callsOf(count: number): string {
  return count === 1 ? '1 call' : `${count} calls`
}

function overBudget(limit: string, used: string): ModelCallError {
  return new ModelCallError({
    reason: 'over-budget',
    detail: `the budget of ${limit} is used up: ${used} so far`,
  })
}

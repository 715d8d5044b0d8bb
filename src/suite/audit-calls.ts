import type { RunAudit, UnscoredReason, Verdict } from '../contract/index.ts'

/** Why there is no verdict though nobody was asked. */
const unasked: ReadonlySet<UnscoredReason> = new Set([
  'not-recorded',
  'over-budget',
  'missing-field',
  'no-embedder',
])

/** Counts the calls to models that a probe makes: those that were asked, and those that a recording answered. */
export class AuditCalls {
  readonly #sum: RunAudit['calls']

  /** Adds to what was counted so far: a test that is tried again goes on counting. */
  constructor(sum: RunAudit['calls']) {
    this.#sum = sum
  }

  /** Counts one verdict, once it is there. */
  async counting(verdict: Promise<Verdict>): Promise<Verdict> {
    const given = await verdict
    this.count(given)
    return given
  }

  /** Counts the call that a verdict took. */
  count(verdict: Verdict): void {
    if (verdict.outcome === 'scored') this.add(verdict.recorded)
    else if (verdict.outcome === 'unscored') this.addFailed(verdict.reason)
  }

  /** Counts one call. */
  add(recorded: boolean): void {
    if (recorded) this.#sum.recorded++
    else this.#sum.asked++
  }

  /** Counts one call without an answer, unless nobody was asked. */
  addFailed(reason: UnscoredReason): void {
    if (!unasked.has(reason)) this.add(false)
  }
}

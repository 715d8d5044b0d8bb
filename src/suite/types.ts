import type { Judge } from '../judge/index.ts'

declare global {
  namespace Chai {
    interface Assertion {
      /**
       * Passes when the judge's verdict on `{ inputs, outputs, ... }` is a passing value. An unscored verdict fails
       * it, also under `.not`. Await it.
       */
      toPassJudge(judge: Judge): Promise<void>
      /**
       * Passes when the judge's verdict on `{ inputs, outputs, truth, ... }` equals the truth. An unscored verdict
       * fails it, also under `.not`. Await it.
       */
      toAgreeWithTruth(judge: Judge): Promise<void>
    }
  }
}

export {}

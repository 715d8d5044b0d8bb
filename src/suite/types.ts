import type { Judge } from '../judge/index.ts'
import type { PassJudgeOptions } from './calibration.ts'

declare global {
  namespace Chai {
    interface Assertion {
      /**
       * Passes when the judge's verdict on `{ inputs, outputs, ... }` is a passing value. An unscored verdict fails
       * it, also under `.not`. With `requireCalibration` the judge must have been measured as it is now. Await it.
       */
      toPassJudge(judge: Judge, options?: PassJudgeOptions): Promise<void>
      /**
       * Passes when the judge's verdict on `{ inputs, outputs, truth, ... }` equals the truth. An unscored verdict
       * fails it, also under `.not`. Await it.
       */
      toAgreeWithTruth(judge: Judge): Promise<void>
    }
  }
}

export {}

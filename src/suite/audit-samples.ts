import type { JudgeValue, Row, Verdict } from '../contract/index.ts'
import type { Judge, JudgeContext } from '../judge/index.ts'
import { withCallScope } from '../model/index.ts'
import { defaultRowTimeoutMs } from './evaluate-options.ts'
import type { AuditOptions, AuditTest } from './audit-options.ts'
import type { AuditCalls } from './audit-calls.ts'
import { RowClock } from './row-clock.ts'
import { type PreparedSample, prepareSample } from './sample.ts'
import { checkedTruth, humanTruth, joinTruth } from './truth.ts'

/** One row of an audit as judges see it, and what is true of it. */
export interface AuditSample {
  sample: PreparedSample['sample']
  truth?: JudgeValue
}

/** Where an audit asks, and who counts. */
export interface Asking {
  test: AuditTest
  context: Required<JudgeContext>
  calls: AuditCalls
}

/**
 * The samples of an audit, and what the judge says of them as they are: each is predicted and judged once, however
 * many probes want it.
 */
export class AuditSamples<Inputs, Outputs, Expectations> {
  readonly #judge: Judge
  readonly #options: AuditOptions<Inputs, Outputs, Expectations>
  readonly #alignShare: number
  readonly #samples = new Map<string, Promise<AuditSample>>()
  readonly #verdicts = new Map<string, Promise<Verdict>>()

  constructor(judge: Judge, options: AuditOptions<Inputs, Outputs, Expectations>, alignShare: number) {
    this.#judge = judge
    this.#options = options
    this.#alignShare = alignShare
  }

  /** The sample of a row: of `predict`, else of the row's own outputs. One that fails is made anew the next time. */
  async of(row: Row<Inputs, Expectations>, asking: Asking): Promise<AuditSample> {
    const known = this.#samples.get(row.id) ?? this.#prepare(row, asking)
    this.#samples.set(row.id, known)
    try {
      return await known
    } catch (error) {
      if (this.#samples.get(row.id) === known) this.#samples.delete(row.id)
      throw error
    }
  }

  /** What the judge says of a sample as it is; `time` is recorded apart from every other. */
  verdict({ sample }: AuditSample, time: number, { test, context, calls }: Asking): Promise<Verdict> {
    const key = JSON.stringify([sample.rowId, time])
    const verdict =
      this.#verdicts.get(key) ??
      withCallScope({ repeat: time }, () =>
        calls.counting(this.#judge.judge(sample, { ...context, signal: test.signal })),
      )
    this.#verdicts.set(key, verdict)
    return verdict
  }

  async #prepare(row: Row<Inputs, Expectations>, { test, context }: Asking): Promise<AuditSample> {
    const { predict, truth, truthFrom = 'suite' } = this.#options
    const outputs = predict === undefined ? (row.outputs as Outputs) : await this.#predict(predict, row, test)
    if (outputs === undefined) throw new Error('predict returned undefined; expected outputs')
    const seen = { inputs: row.inputs, outputs, expectations: row.expectations as Expectations }
    const { sample } = prepareSample({ ...row, outputs }, 'audit', this.#alignShare)
    const definition = this.#judge.describe()
    const suite = checkedTruth(await truth?.(seen), definition)
    const human = (await humanTruth(context.evalFolder, definition)).get(sample.id)
    const known = joinTruth(suite, human, truthFrom)
    return { sample, ...(known.truth !== undefined && { truth: known.truth }) }
  }

  async #predict(
    predict: NonNullable<AuditOptions<Inputs, Outputs, Expectations>['predict']>,
    row: Row<Inputs, Expectations>,
    test: AuditTest,
  ): Promise<Outputs> {
    const clock = new RowClock(this.#options.timeoutMs ?? defaultRowTimeoutMs, test.signal)
    const context = Object.assign(Object.create(test), { row, signal: clock.signal })
    const scope = { repeat: 0, onWait: (begins: boolean) => clock.wait(begins) }
    return clock.run(async () => withCallScope(scope, () => predict(row.inputs, context)))
  }
}

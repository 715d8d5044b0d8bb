import type { JudgeValue } from '../../contract/index.ts'
import { probe, type SampleProbe } from '../probe.ts'
import { valueAt, withValue } from '../text-field.ts'

/** Which two answers change places. */
export interface PositionOption {
  /** The paths of the two answers in the outputs, such as `['first', 'second']`. */
  fields: readonly [string, string]
  /** What the judge says where it prefers the one or the other; default: the two paths. Other values stay as they are. */
  values?: readonly [JudgeValue, JudgeValue]
}

/** Two answers in each other's place, for a judge that says which is better: it must say the other place then. */
export function position({ fields, values = fields }: PositionOption): SampleProbe {
  const [first, second] = fields
  return probe('position', `${first} and ${second} change places`, (sample) => {
    const [one, other] = [first, second].map((field) => valueAt(sample.outputs, field.split('.')))
    if (one === undefined || other === undefined) {
      return { doesNotApply: `the outputs have no ${first} and ${second}` }
    }
    if (JSON.stringify(one) === JSON.stringify(other)) return { doesNotApply: 'both answers are the same' }
    const outputs = withValue(withValue(sample.outputs, first.split('.'), other), second.split('.'), one)
    return {
      ...sample,
      outputs,
      expected: (base) => (base === values[0] ? values[1] : base === values[1] ? values[0] : base),
      change: `${first} and ${second} changed places`,
    }
  })
}

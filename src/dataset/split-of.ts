import { VitestJudgeError, type JsonValue, type Split } from '../contract/index.ts'
import { contentHash, hashFraction } from '../io/index.ts'

/**
 * On which side of the split a row stands: a hash of its group, else of its id, decides, so that neither order
 * nor other rows matter. `alignShare` (default 0.5, from 0 to 1) of the hashes fall on `align`.
 *
 * @throws VitestJudgeError `invalid-options` for a share outside 0 to 1
 */
export function splitOf(row: { id: string; group?: string | undefined }, alignShare: number = 0.5): Split {
  if (!(alignShare >= 0 && alignShare <= 1)) {
    throw new VitestJudgeError('invalid-options', {
      message: `The share of align rows is ${alignShare}; expected a number from 0 to 1.`,
      hint: 'Use 0.5 to align on half of the rows and measure on the other half.',
    })
  }
  return hashFraction(`split:${row.group ?? row.id}`) < alignShare ? 'align' : 'heldout'
}

/** The id of a sample: a hash of row id, inputs and outputs, so that a changed answer is another sample. */
export function sampleId(sample: { rowId: string; inputs: JsonValue; outputs: JsonValue }): string {
  const { rowId, inputs, outputs } = sample
  return contentHash({ rowId, inputs, outputs })
}

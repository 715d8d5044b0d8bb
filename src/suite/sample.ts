import {
  pickedBySchema,
  VitestJudgeError,
  weightSchema,
  type JudgeValue,
  type PickedBy,
  type Row,
  type Sample,
} from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import { sampleId, splitOf } from '../dataset/index.ts'
import type { JudgedSample } from '../judge/index.ts'
import { toJson, type RowRecord } from '../run/index.ts'
import { jsonOr } from './recorder.ts'

const optionalWeight = weightSchema.optional()
const optionalPicking = pickedBySchema.optional()

/** What the matchers take: a row with what the system under test answered for it. */
export interface MatchedSample {
  /** The row's id; a hash of inputs and expectations where absent. */
  id?: string
  inputs?: unknown
  outputs: unknown
  expectations?: unknown
  conversation?: unknown
  trace?: unknown
  group?: string
  tags?: string[]
  /** The inverse of the chance with which the row was picked; default 1. */
  weight?: number
  /** How the row was picked: with known chances, or by a judge's verdict on it. */
  pickedBy?: PickedBy
  /** The value that a perfect judge would give. */
  truth?: JudgeValue
}

/** A matched sample in the form that judges and records take. */
export interface PreparedSample {
  sample: JudgedSample & Pick<Sample, 'id' | 'rowId' | 'outputs'>
  row: RowRecord['row']
  truth?: JudgeValue
}

/**
 * Checks and completes what a matcher received.
 * @throws VitestJudgeError `invalid-sample`
 */
export function prepareSample(received: unknown, matcher: string, alignShare: number): PreparedSample {
  const given = received as Partial<MatchedSample> | null
  if (typeof given !== 'object' || given === null || given.outputs === undefined) {
    const shown = received instanceof Promise ? 'a promise' : JSON.stringify(received)?.slice(0, 120)
    throw new VitestJudgeError('invalid-sample', {
      message: `expect(...).${matcher} received ${shown ?? String(received)}; expected an object with inputs and outputs.`,
      hint: `Write await expect({ ...row, outputs: await predict(row.inputs) }).${matcher}(judge).`,
    })
  }
  checkPicking(given, matcher)
  const inputs = jsonOr(given.inputs) ?? null
  const expectations = jsonOr(given.expectations)
  const outputs = toJson(given.outputs)
  const rowId = given.id ?? contentHash({ inputs, expectations })
  const id = sampleId({ rowId, inputs, outputs })
  const optional = {
    ...(given.group !== undefined && { group: given.group }),
    ...(expectations !== undefined && { expectations }),
    ...(given.conversation !== undefined && { conversation: toJson(given.conversation) }),
    ...(given.trace !== undefined && { trace: toJson(given.trace) }),
  }
  const split = splitOf({ id: rowId, ...(given.group !== undefined && { group: given.group }) }, alignShare)
  return {
    sample: {
      id,
      rowId,
      split,
      inputs: given.inputs === undefined ? undefined : inputs,
      outputs,
      ...optional,
    },
    row: { id: rowId, split, tags: given.tags ?? [], inputs, ...optional, ...pickingOf(given) },
    ...(given.truth !== undefined && { truth: given.truth }),
  }
}

/** How a row was picked, as far as that is said. */
export function pickingOf({
  weight,
  pickedBy,
}: Pick<Row, 'weight' | 'pickedBy'>): Pick<Row, 'weight' | 'pickedBy'> {
  return { ...(weight !== undefined && { weight }), ...(pickedBy !== undefined && { pickedBy }) }
}

function checkPicking({ weight, pickedBy }: Partial<MatchedSample>, matcher: string): void {
  const wrong = (received: string, expected: string) =>
    new VitestJudgeError('invalid-sample', {
      message: `expect(...).${matcher} received ${received}; expected ${expected}.`,
      hint: 'Leave weight and pickedBy out for rows that were picked with equal chances.',
    })
  if (!optionalWeight.safeParse(weight).success)
    throw wrong(`weight ${String(weight)}`, 'a number from 1e-9 to 1e9')
  if (!optionalPicking.safeParse(pickedBy).success)
    throw wrong(`pickedBy ${JSON.stringify(pickedBy)}`, '"random", "verdict" or "hard"')
}

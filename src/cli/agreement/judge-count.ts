import { counter, type Counter, type Tally } from '../../agreement/index.ts'
import { type JudgeValue, VitestJudgeError } from '../../contract/index.ts'
import type { UnscoredPolicy } from './flags.ts'
import type { VerdictRow } from './visit-rows.ts'

/** What one judge said of the rows that have a truth, counted. */
export interface JudgeCount {
  tally: Tally
  /** By the value of the slices' field. */
  slices: Map<string, Tally>
  /** Rows without a verdict, whatever became of them. */
  unscored: number
  /** Rows without a value to slice by; 0 where nothing is sliced. */
  unsliced: number
}

/** Counts one judge's verdicts, in one pass. */
export interface JudgeCounter {
  /** Adds a row with the judge's verdict, `wasUnscored` where a policy has filled it. */
  add(row: CountedRow, verdict: JudgeValue | undefined, wasUnscored: boolean): void
  /** @throws VitestJudgeError `invalid-usage` where truths and verdicts can never agree: all of other types */
  count(): JudgeCount
}

/** A row with a truth. */
export type CountedRow = VerdictRow & { truth: JudgeValue }

const mostSlices = 1000

/**
 * Counts verdicts under a policy for the unscored.
 *
 * @throws VitestJudgeError `invalid-usage` by `add`, where the slices' field has more than 1000 values
 */
export function judgeCounter({
  field,
  policy,
  pickedByVerdict,
  slice,
}: {
  field: string
  policy: UnscoredPolicy
  pickedByVerdict: boolean
  slice: string | undefined
}): JudgeCounter {
  const all = counter()
  const slices = new Map<string, Counter>()
  let [unscored, unsliced] = [0, 0]
  return {
    add({ truth, weight, cluster, slices: names }, verdict, wasUnscored) {
      if (wasUnscored) unscored++
      if (verdict === undefined && policy.kind === 'drop') return
      const judgement = { truth, verdict, weight, cluster, pickedByVerdict }
      all.add(judgement)
      if (slice !== undefined && names.length === 0) unsliced++
      for (const name of names) {
        let own = slices.get(name)
        if (own === undefined) slices.set(name, (own = counter()))
        own.add(judgement)
      }
      if (slices.size > mostSlices) throw tooManySlices(slice ?? '')
    },
    count() {
      const tally = all.tally()
      requireOneType(tally, field)
      return {
        tally,
        slices: new Map([...slices].map(([name, own]) => [name, own.tally()])),
        unscored,
        unsliced,
      }
    },
  }
}

function tooManySlices(slice: string): VitestJudgeError {
  return new VitestJudgeError('invalid-usage', {
    message: `The field ${slice} that --slice names has more than ${mostSlices} values; expected one with few.`,
    hint: 'Slice by what many rows have in common, such as a language or a topic.',
  })
}

/** Text never equals a number: a 0 for that would blame the judge for how it was recorded. */
function requireOneType({ cells }: Tally, field: string): void {
  const scored = cells.filter(({ verdict }) => verdict !== undefined)
  const truths = new Map(scored.map(({ truth }) => [typeof truth, truth]))
  const verdicts = new Map(scored.map(({ verdict }) => [typeof verdict, verdict]))
  if (scored.length === 0 || [...truths.keys()].some((type) => verdicts.has(type))) return
  const example = (values: Map<string, unknown>) => JSON.stringify([...values.values()][0])
  throw new VitestJudgeError('invalid-usage', {
    message: `Truths such as ${example(truths)} and verdicts of ${field} such as ${example(verdicts)} are of different types, so none could agree.`,
    hint: 'Record both in one type; --numbers reads text as numbers.',
  })
}

import {
  judgementsOf,
  measureOptions,
  type MeasureOptions,
  type RowJudgement,
  type ShiftSummary,
  splitShift,
} from '../../agreement/index.ts'
import { type Run, type RunJudge, type RunSuite, type Split, VitestJudgeError } from '../../contract/index.ts'
import { judgeChangesSince, judgeFingerprints } from '../../run/index.ts'

/** One side of a comparison: a judge of a suite of a run. */
export interface Side {
  run: Run
  suite: RunSuite
  judge: RunJudge
}

/** Two sides to compare, both of one suite. */
export interface SidePair {
  first: Side
  second: Side
}

/**
 * Pairs of judges within one run: the first named against each other one, in every suite that has both.
 * @throws VitestJudgeError `unknown-judge`
 */
export function judgePairs(run: Run, ids: readonly string[]): SidePair[] {
  for (const id of ids) if (!judgesOf(run).includes(id)) throw unknownJudge(run, id)
  const [reference = '', ...others] = ids
  const pairs = run.suites.flatMap((suite) =>
    others.flatMap((other) => {
      const [first, second] = [sideOf(run, suite, reference), sideOf(run, suite, other)]
      return first === undefined || second === undefined ? [] : [{ first, second }]
    }),
  )
  if (pairs.length > 0) return pairs
  throw new VitestJudgeError('unknown-judge', {
    message: `No suite of the run ${run.id} has both ${reference} and ${others.join(' or ')}.`,
    hint: 'Put both judges into one evaluate(...), or compare two runs of one judge.',
  })
}

/**
 * One judge, or all, in two runs: paired by suite and judge id.
 * @throws VitestJudgeError `unknown-judge` when nothing is in both
 */
export function runPairs(first: Run, second: Run, wanted: string | undefined): SidePair[] {
  if (wanted !== undefined) {
    for (const run of [first, second])
      if (!judgesOf(run).includes(wanted))
        throw unknownJudge(run, wanted, 'Write --judge with one of these, or leave it out for all.')
  }
  const pairs = first.suites.flatMap((suite) => {
    const other = second.suites.find(({ name, file }) => name === suite.name && file === suite.file)
    if (other === undefined) return []
    return suite.judges.flatMap(({ id }) => {
      if (wanted !== undefined && id !== wanted) return []
      const [left, right] = [sideOf(first, suite, id), sideOf(second, other, id)]
      return left === undefined || right === undefined ? [] : [{ first: left, second: right }]
    })
  })
  if (pairs.length > 0) return pairs
  throw new VitestJudgeError('unknown-judge', {
    message: `The runs ${first.id} and ${second.id} have no judge of the same suite in common.`,
    hint: 'Compare runs of the same evaluation: npx vitest-judge compare <run> <run>.',
  })
}

/** A side's judgements on one side of the split. */
export function sideJudgements({ suite, judge }: Side, split: Split): RowJudgement[] {
  return judgementsOf(
    suite.rows.filter((row) => row.split === split),
    judge.id,
  )
}

/** How a side's agreement is measured. */
export function sideOptions({ judge }: Side): MeasureOptions {
  return measureOptions(judge.definition)
}

/** True for two runs of one judge that has not changed: an A/A check. */
export function isSameJudge({ first, second }: SidePair): boolean {
  return first.run.id !== second.run.id && first.judge.fingerprint === second.judge.fingerprint
}

/** What has changed of one judge between two runs: nothing, or `model`, `instructions`, `memory` ... */
export function changesBetween({ first, second }: SidePair): string[] {
  const { definition } = first.judge
  return judgeChangesSince(
    { definition, fingerprints: judgeFingerprints(first.judge) },
    second.judge.definition,
    judgeFingerprints(second.judge),
  )
}

/** Whose the shift of the pass rate between two runs is, on one side of the split. */
export function shiftBetween(pair: SidePair, split: Split): ShiftSummary {
  const { first, second } = pair
  const rowsOf = ({ suite }: Side) => suite.rows.filter((row) => row.split === split)
  return splitShift(rowsOf(first), rowsOf(second), {
    id: first.judge.id,
    passes: [sideOptions(first).passes, sideOptions(second).passes],
    isSame: isSameJudge(pair),
  })
}

/** Ids of all judges of a run, each once. */
export function judgesOf({ suites }: Run): string[] {
  return [...new Set(suites.flatMap(({ judges }) => judges.map(({ id }) => id)))]
}

function sideOf(run: Run, suite: RunSuite, id: string): Side | undefined {
  const judge = suite.judges.find((one) => one.id === id)
  return judge && { run, suite, judge }
}

function unknownJudge(
  run: Run,
  id: string,
  hint = 'Name two judges of one run, or two runs: npx vitest-judge compare <judge> <judge> [--run <run>].',
): VitestJudgeError {
  return new VitestJudgeError('unknown-judge', {
    message: `The run ${run.id} has no judge ${id}; it has ${judgesOf(run).join(', ') || 'none'}.`,
    hint,
  })
}

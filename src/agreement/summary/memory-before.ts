import type { Run, RunJudge, RunSuite } from '../../contract/index.ts'
import { comparePairs, pairJudgements } from './compare-judges.ts'
import { judgementsOf } from './judgements.ts'

/**
 * A run whose aligned judges say how they stood with the memory of the run before, where that was another: on the
 * held-out rows, with the same answers, that both runs have.
 */
export function withMemoryBefore(run: Run, previous: Run): Run {
  const suites = run.suites.map((suite): RunSuite => {
    const other = previous.suites.find(({ name, file }) => name === suite.name && file === suite.file)
    if (other === undefined) return suite
    return {
      ...suite,
      judges: suite.judges.map((judge) => {
        const before = beforeOf(judge, suite, other)
        return before === undefined ? judge : { ...judge, before: { run: previous.id, ...before } }
      }),
    }
  })
  return { ...run, suites }
}

function beforeOf(
  { id, memory }: RunJudge,
  suite: RunSuite,
  other: RunSuite,
): Omit<NonNullable<RunJudge['before']>, 'run'> | undefined {
  const memoryBefore = other.judges.find((judge) => judge.id === id)?.memory
  if (memory === undefined || memoryBefore === undefined || memory === memoryBefore) return undefined
  const heldOut = ({ rows }: RunSuite) =>
    judgementsOf(
      rows.filter(({ split }) => split === 'heldout'),
      id,
    )
  const compared = comparePairs(pairJudgements(heldOut(suite), heldOut(other)))
  if (compared.kind === 'undefined') return undefined
  const { rows, firstAccuracy, secondAccuracy, low, high } = compared
  return { memory: memoryBefore, rows, accuracy: firstAccuracy, accuracyBefore: secondAccuracy, low, high }
}

import type { Run } from '../src/contract/index.ts'
import { summariseSuite } from '../src/agreement/index.ts'

/** The commands that go on from a run, the most useful first. */
export function nextCommands(run: Run): string[] {
  if (!run.complete) return ['npx vitest run evals']
  const summaries = run.suites.map(summariseSuite)
  const judges = summaries.flatMap((summary) => summary.judges)
  if (judges.some(({ notAligned }) => notAligned)) return ['npx vitest-judge align', 'npx vitest run evals']
  const aligned = new Set(judges.filter(({ id }) => id.endsWith('@aligned')).map(({ id }) => id))
  if (aligned.size === 0)
    return judges.length === 0 ? [] : ['Add aligned(judge) to judges, then: npx vitest-judge align']
  const teachable = judges.some(
    ({ id, align }) => (aligned.has(id) || aligned.has(`${id}@aligned`)) && align.mismatches.length > 0,
  )
  return teachable ? ['npx vitest-judge feedback', 'npx vitest-judge align'] : []
}

import { verdictsOf } from '../../contract/index.ts'
import type { Answer } from './answers.ts'

/**
 * How often the judges of a session said what the person said, each form on the rows that it scored, the first of their
 * repeats; undefined without an answer on such a row. It measures nothing, and says so: the rows were not drawn for it.
 */
export function agreementText(answers: readonly Answer[]): string | undefined {
  const told = answers.flatMap(({ question: { sample, target }, value }) =>
    sample.rows
      .slice(0, 1)
      .flatMap((row) => verdictsOf(row, target.name))
      .flatMap((verdict) =>
        verdict.outcome === 'scored' ? [{ judge: verdict.judge, agrees: verdict.value === value }] : [],
      ),
  )
  if (told.length === 0) return undefined
  const parts = [...Map.groupBy(told, ({ judge }) => judge)].map(
    ([judge, own]) => `${judge} on ${own.filter(({ agrees }) => agrees).length} of ${own.length}`,
  )
  return `You agree with ${parts.join(', with ')}. These rows teach and measure nothing; to measure: npx vitest-judge feedback --measure`
}

import { expect, test } from 'vitest'
import type { RunVerdict } from '../../src/contract/index.ts'
import { renderRun } from '../../src/report/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

/** The notes on guidelines of a run whose verdicts were given so many of 1000. */
function notes(shown: readonly number[]): string[] {
  const rows = shown.map((guidelines, index) => {
    const verdict = buildVerdict('helpful@aligned', 'yes', 'yes')
    const guidance = {
      guidelines,
      ...(guidelines < 1000 && { guidelinesLeftOut: 1000 - guidelines, guidelineIds: ['g-1'] }),
      examples: [],
    }
    return buildRow(`row-${index}`, [{ ...verdict, guidance } as RunVerdict])
  })
  const run = buildRun([buildSuite('Support', [buildJudge('helpful@aligned')], rows)])
  const text = renderRun(run, { width: 200, color: false, gates: [], nextCommand: [] })
  return text.split('\n').filter((line) => line.includes('guideline'))
}

test('a report says how many guidelines verdicts were given where some were left out', () => {
  const note = (shown: number) =>
    `  · helpful@aligned was given ${shown} of 1000 guidelines per verdict at the median, the most relevant within its budget of tokens.`
  expect(notes([36, 30, 34])).toEqual([note(34)])
  expect(notes([36, 30, 34, 31])).toEqual([note(31)])
  expect(notes([30, 1000, 1000])).toEqual([note(1000)])
})

test('a report says nothing of guidelines where all were given', () => {
  expect(notes([1000, 1000])).toEqual([])
})

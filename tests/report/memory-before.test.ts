import { expect, test } from 'vitest'
import { withMemoryBefore } from '../../src/agreement/index.ts'
import type { Run } from '../../src/contract/index.ts'
import { renderRun } from '../../src/report/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

const id = 'helpful@aligned'

/** A run whose aligned judge has a memory and is right on the first so many of 40 held-out rows. */
function runWith(memory: string, right: number, split: 'heldout' | 'align' = 'heldout'): Run {
  const rows = Array.from({ length: 40 }, (_, index) => {
    const truth = index % 2 === 0 ? 'yes' : 'no'
    const other = truth === 'yes' ? 'no' : 'yes'
    return buildRow(`row-${index}`, [buildVerdict(id, index < right ? truth : other, truth)], { split })
  })
  const run = buildRun([buildSuite('Support', [{ ...buildJudge(id), memory }], rows)])
  return { ...run, id: `run-of-${memory}` }
}

const beforeOf = (run: Run) => run.suites[0]?.judges[0]?.before
const noteOf = (run: Run) =>
  renderRun(run, { width: 300, color: false, gates: [], nextCommand: [] })
    .split('\n')
    .filter((line) => line.includes('of its memory'))
    .map((line) => line.trim())

test('a judge with another memory than in the run before is held against itself, on the held-out rows of both', () => {
  const run = withMemoryBefore(runWith('bbbbbbbbbbbbbbbb', 20), runWith('aaaaaaaaaaaaaaaa', 34))
  expect(beforeOf(run)).toMatchObject({
    run: 'run-of-aaaaaaaaaaaaaaaa',
    memory: 'aaaaaaaaaaaaaaaa',
    rows: 40,
    accuracy: 0.5,
    accuracyBefore: 0.85,
  })
  expect(noteOf(run)).toMatchInlineSnapshot(`
    [
      "· helpful@aligned has version bbbbbbbbbbbb of its memory, after aaaaaaaaaaaa: 50.0 % of the same 40 held-out rows, 85.0 % before, -35.0 points [-50.5, -22.1]; it got worse: npx vitest-judge memory rollback aaaaaaaaaaaa goes back.",
    ]
  `)
})

test('one that is no worse is told without an alarm', () => {
  expect(noteOf(withMemoryBefore(runWith('bbbbbbbbbbbbbbbb', 34), runWith('aaaaaaaaaaaaaaaa', 33))))
    .toMatchInlineSnapshot(`
    [
      "· helpful@aligned has version bbbbbbbbbbbb of its memory, after aaaaaaaaaaaa: 85.0 % of the same 40 held-out rows, 82.5 % before, +2.5 points [-6.5, 12.9].",
    ]
  `)
})

test('nothing is said of the same memory, of align rows, or of a run that lacks the suite', () => {
  const now = runWith('bbbbbbbbbbbbbbbb', 34)
  expect(beforeOf(withMemoryBefore(now, runWith('bbbbbbbbbbbbbbbb', 20)))).toBeUndefined()
  expect(beforeOf(withMemoryBefore(now, { ...now, suites: [] }))).toBeUndefined()
  const aligned = runWith('bbbbbbbbbbbbbbbb', 34, 'align')
  expect(beforeOf(withMemoryBefore(aligned, runWith('aaaaaaaaaaaaaaaa', 20, 'align')))).toBeUndefined()
})

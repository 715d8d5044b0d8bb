import { expect, test } from 'vitest'
import type { RunRow, RunVerdict } from '../../src/contract/index.ts'
import { nextCommands } from '../../reporters/next-commands.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

const plain = buildJudge('polite')
const aligned = buildJudge('polite@aligned')
const { memory: _, ...waiting } = aligned

const annotations = [{ annotator: 'ann', value: 'yes' }]
const alignRow = (...verdicts: RunVerdict[]): RunRow => buildRow('row', verdicts, { split: 'align' })
const next = (judges: (typeof aligned)[], ...rows: RunRow[]) =>
  nextCommands(buildRun([buildSuite('Answers', judges, rows)]))

const right = (judge: string) => buildVerdict(judge, 'yes', 'yes')
const wrong = (judge: string) => buildVerdict(judge, 'no', 'yes')

test('without an aligned judge, how to get one', () => {
  expect(next([plain], alignRow(wrong('polite')))).toEqual([
    'Add aligned(judge) to judges, then: npx vitest-judge align',
  ])
  expect(nextCommands(buildRun([]))).toEqual([])
})

test('where no row has outputs, these come first', () => {
  const failed = buildRow('row', [], { error: 'Error: no route' })
  const mend = ['Mend what keeps rows from outputs, then: npx vitest run evals']
  expect(next([plain], failed)).toEqual(mend)
  expect(next([plain, waiting], failed, { ...failed, id: 'other' })).toEqual(mend)
  expect(next([plain, waiting], failed, alignRow(wrong('polite')))).toEqual([
    'npx vitest-judge align',
    'npx vitest run evals',
  ])
})

test('where nobody knows a truth of held-out rows, labels first', () => {
  const labels = ['npx vitest-judge feedback --measure --judge polite', 'npx vitest run evals']
  const unknown = buildRow('row', [buildVerdict('polite', 'yes')])
  expect(next([plain], unknown)).toEqual(labels)
  expect(next([plain, aligned], alignRow(right('polite@aligned')), unknown)).toEqual(labels)
  expect(next([plain], unknown, buildRow('other', [right('polite')]))).toEqual([
    'Add aligned(judge) to judges, then: npx vitest-judge align',
  ])
})

test('without a memory, align where there is something to learn from, else feedback first', () => {
  const align = ['npx vitest-judge align', 'npx vitest run evals']
  expect(next([plain, waiting], alignRow(wrong('polite')))).toEqual(align)
  expect(next([plain, waiting], alignRow({ ...right('polite'), annotations }))).toEqual(align)
  const unasked: RunVerdict = {
    judge: 'polite@aligned',
    outcome: 'not-asked',
    reason: 'not-aligned',
    detail: '',
  }
  expect(next([waiting], alignRow({ ...unasked, annotations }))).toEqual(align)
  expect(next([waiting], alignRow(unasked))).toEqual(['npx vitest-judge feedback', 'npx vitest-judge align'])
  expect(next([plain, waiting], alignRow(right('polite')))).toEqual([
    'npx vitest-judge feedback',
    'npx vitest-judge align',
  ])
})

test('with a memory, feedback on what the aligned judge still gets wrong, until a person has spoken of it', () => {
  const judges = [plain, aligned]
  expect(next(judges, alignRow(right('polite'), wrong('polite@aligned')))).toEqual([
    'npx vitest-judge feedback',
    'npx vitest-judge align',
  ])
  expect(next(judges, alignRow(right('polite'), { ...wrong('polite@aligned'), annotations }))).toEqual([])
  // The plain judge stays as it is, however much its aligned form has learned.
  expect(next(judges, alignRow(wrong('polite'), right('polite@aligned')))).toEqual([])
  const heldOut = buildRow('row', [wrong('polite@aligned')])
  expect(next(judges, heldOut)).toEqual([])
})

test('of a shard, how all are put together; of another partial run, a whole one', () => {
  const shard = (count: number, more: string[] = [], gate = {}) =>
    nextCommands(
      buildRun([buildSuite('Answers', [plain], [])], {
        complete: false,
        partial: [`it is shard 1 of ${count}`, ...more],
        shard: { index: 1, count },
        gate,
      }),
    )
  const together = 'With the run files of all'
  expect(shard(2)).toEqual([`${together} 2 shards: npx vitest-judge report <run> <run>`])
  expect(shard(3, [], { thresholds: { polite: { accuracy: 0.8 } } })).toEqual([
    `${together} 3 shards: npx vitest-judge gate <run> <run> ...`,
  ])
  expect(shard(2, ['the run was interrupted'])).toEqual(['npx vitest run evals'])
  expect(nextCommands(buildRun([], { complete: false, partial: ['1 row was not run'] }))).toEqual([
    'npx vitest run evals',
  ])
})

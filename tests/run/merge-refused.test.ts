import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Run } from '../../src/contract/index.ts'
import { mergeRuns, readRuns, workFolder, writeRun } from '../../src/run/index.ts'
import { facts, judge, refusal, temporaryFolder } from './support.ts'
import { rowOf, runOf, shardOf, suiteOf } from './parts.ts'

const a = suiteOf('a', [rowOf('r1'), rowOf('r2')])
const b = suiteOf('b', [rowOf('r1')])
const one = runOf('one', [a])
const two = runOf('two', [b])

const memory = { memoryFolder: 'evals/memory/polite', memory: 'm1' }
const aligned = judge('polite@aligned', memory)
const withJudges = (...judges: Run['suites'][0]['judges']) => suiteOf('a', [], { judges })
const gate = (accuracy: number) => ({ gate: { ...facts.gate, thresholds: { polite: { accuracy } } } })

const sameSetup = 'Run all parts anew with the same code, configuration and memories: npx vitest run evals.'

describe('runs are not merged', () => {
  test.for<[string, Run[], string, string]>([
    ['when there is none', [], 'There is no run; expected at least one.', 'Name the runs to merge.'],
    [
      'when all are the same run',
      [one, structuredClone(one)],
      'A and B are the same run one; expected different runs.',
      'Name each run once.',
    ],
    [
      'when two of several are the same run',
      [one, two, one],
      'A and C are the same run one; expected different runs.',
      'Name each run once.',
    ],
    [
      'when a shard is missing',
      [shardOf(3, 3, []), shardOf(1, 3, [])],
      'Shard 2 of 3 is missing: received 1 (B), 3 (A); expected all 3.',
      'Name its run file too, or make it: npx vitest run evals --shard=2/3.',
    ],
    [
      'when several shards are missing',
      [shardOf(2, 3, []), one],
      'Shards 1, 3 of 3 are missing: received 2 (A); expected all 3.',
      'Name its run file too, or make it: npx vitest run evals --shard=1/3.',
    ],
    [
      'when a shard stands twice',
      [shardOf(1, 2, []), shardOf(1, 2, [], { id: 'shard-1-again' })],
      'Shard 1 of 2 stands in A and in B; expected each shard once.',
      'Leave one of them out.',
    ],
    [
      'when shards are of different runs',
      [shardOf(1, 2, []), shardOf(2, 3, [])],
      'A is a shard of 2 and B of 3; expected shards of one run.',
      'Name the shards of one run only.',
    ],
    [
      'when their shares of align rows differ',
      [one, { ...two, alignShare: 0.3 }],
      'Runs differ in the settings: alignShare is 0.5 in A and 0.3 in B; expected the same.',
      sameSetup,
    ],
    [
      'when their gates differ',
      [runOf('one', [a], gate(0.8)), runOf('two', [b], gate(0.9))],
      'Runs differ in the settings: gate.thresholds.polite.accuracy is 0.8 in A and 0.9 in B; expected the same.',
      sameSetup,
    ],
    [
      'when one gates a judge that the other does not',
      [one, runOf('two', [b], { gate: { ...facts.gate, thresholds: {} } })],
      'Runs differ in the settings: gate.thresholds.polite is {"accuracy":0.8} in A and absent in B; expected the same.',
      sameSetup,
    ],
    [
      'when a suite has a judge more in one of them',
      [runOf('one', [withJudges(judge('x'))]), runOf('two', [withJudges(judge('x'), judge('y'))])],
      'Runs differ in evals/a.eval.ts > a: judges.y is absent in A and {"fingerprint":"ffffffffffffffff"} in B; expected the same.',
      sameSetup,
    ],
    [
      'when a judge of a suite has changed',
      [runOf('one', [withJudges(judge('x'))]), runOf('two', [withJudges(judge('x', { fingerprint: 'e' }))])],
      'Runs differ in evals/a.eval.ts > a: judges.x.fingerprint is "ffffffffffffffff" in A and "e" in B; expected the same.',
      sameSetup,
    ],
    [
      'when a judge of a suite has learned in between',
      [runOf('one', [withJudges(aligned)]), runOf('two', [withJudges({ ...aligned, memory: 'm2' })])],
      'Runs differ in evals/a.eval.ts > a: judges.polite@aligned.memory is "m1" in A and "m2" in B; expected the same.',
      sameSetup,
    ],
    [
      'when a judge of a suite has its memory elsewhere',
      [
        runOf('one', [withJudges(aligned)]),
        runOf('two', [withJudges({ ...aligned, memoryFolder: 'memory' })]),
      ],
      'Runs differ in evals/a.eval.ts > a: judges.polite@aligned.memoryFolder is "evals/memory/polite" in A and "memory" in B; expected the same.',
      sameSetup,
    ],
    [
      'when a suite lets more verdicts be unscored in one of them',
      [runOf('one', [suiteOf('a', [], { maxUnscored: 0.2 })]), runOf('two', [suiteOf('a', [])])],
      'Runs differ in evals/a.eval.ts > a: maxUnscored is 0.2 in A and absent in B; expected the same.',
      sameSetup,
    ],
    [
      'when suites share a memory that has changed in between',
      [
        runOf('one', [suiteOf('a', [], { judges: [aligned] })]),
        runOf('two', [suiteOf('b', [], { judges: [{ ...aligned, memory: 'm2' }] })]),
      ],
      'Runs differ in polite@aligned on the memory evals/memory/polite: memory is "m1" in A (evals/a.eval.ts > a) and "m2" in B (evals/b.eval.ts > b); expected the same.',
      sameSetup,
    ],
    [
      'when a row stands in two of them',
      [one, runOf('two', [suiteOf('a', [rowOf('r3'), rowOf('r2')])])],
      'The row r2 of evals/a.eval.ts > a stands in A and in B; expected each row once.',
      'Leave one of the runs out, or give their rows different ids.',
    ],
    [
      'when a repeat of a row stands in two of them',
      [1, 2].map((number) => runOf(`${number}`, [suiteOf('a', [rowOf('r1', { repeat: 2 })])])),
      'The row r1 (repeat 2) of evals/a.eval.ts > a stands in A and in B; expected each row once.',
      'Leave one of the runs out, or give their rows different ids.',
    ],
    [
      'when a group stands on both sides of the split',
      [
        runOf('one', [suiteOf('a', [rowOf('r1', { group: 'g' })])]),
        runOf('two', [suiteOf('b', [rowOf('r2', { group: 'g', split: 'align' })])]),
      ],
      'Runs differ in the group g: split is "heldout" in A and "align" in B; expected the same.',
      sameSetup,
    ],
    [
      'when a row stands on both sides of the split',
      [one, runOf('two', [suiteOf('b', [rowOf('r1', { split: 'align' })])])],
      'Runs differ in the row r1: split is "heldout" in A and "align" in B; expected the same.',
      sameSetup,
    ],
  ])('%s', async ([, runs, message, hint]) => {
    expect(await refusal(() => mergeRuns(runs, ['A', 'B', 'C']))).toEqual({
      code: 'cannot-merge',
      text: `${message}\n  → ${hint}`,
    })
  })

  test('and are called by their ids where nothing else is known', async () => {
    const { text } = await refusal(() => mergeRuns([one, { ...two, alignShare: 0.3 }]))
    expect(text).toContain('alignShare is 0.5 in one and 0.3 in two')
  })
})

describe('runs are merged', () => {
  test('where the same judge has different memories in suites with folders of their own', () => {
    const other = { ...aligned, memoryFolder: 'evals/b/memory/polite', memory: 'm2' }
    const runs = [withJudges(aligned), suiteOf('b', [], { judges: [other] })]
    expect(mergeRuns(runs.map((suite, index) => runOf(`${index}`, [suite]))).suites).toEqual(runs)
  })

  test('where one run holds two samples of a row, and where repeats of a row are spread', () => {
    const twice = suiteOf('a', [rowOf('r1', { sampleId: 's1' }), rowOf('r1', { sampleId: 's2' })])
    const again = suiteOf('a', [rowOf('r1', { repeat: 1 })])
    const [merged] = mergeRuns([runOf('1', [twice]), runOf('2', [again])]).suites
    expect(merged?.rows).toEqual([...twice.rows, ...again.rows])
  })
})

describe('several run files', () => {
  const folder = temporaryFolder()

  test('are read as one run, by id or path; one and none as they are', async () => {
    const paths = [await writeRun(folder.path, one), await writeRun(folder.path, two)]
    expect(await readRuns(folder.path, [join(folder.path, paths[0] ?? ''), 'two'])).toEqual(
      mergeRuns([one, two]),
    )
    expect(await readRuns(folder.path, ['one'])).toEqual(one)
    expect(await readRuns(folder.path, [])).toEqual(two)
  })

  test('are called in messages as they were named', async () => {
    await writeRun(folder.path, one)
    const latest = join(folder.path, workFolder, 'latest.json')
    expect(await refusal(() => readRuns(folder.path, ['one', latest]), folder.path)).toMatchInlineSnapshot(`
      {
        "code": "cannot-merge",
        "text": "one and FOLDER/.vitest-judge/latest.json are the same run one; expected different runs.
        → Name each run once.",
      }
    `)
    expect(await refusal(() => readRuns(folder.path, ['one', 'two']))).toMatchObject({ code: 'no-run' })
  })
})

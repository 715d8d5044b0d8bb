import { describe, expect, test } from 'vitest'
import { evaluateRunGates } from '../../src/agreement/index.ts'
import type { RunRow, RunVerdict, UnscoredReason } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRows, buildRun, buildSuite, buildVerdict } from './build-run.ts'

function missing(judge: string, reason: UnscoredReason, detail: string): RunVerdict {
  return { judge, truth: 'yes', outcome: 'unscored', reason, detail }
}

function rowsOf(judge: string, reason: UnscoredReason, count: number): RunRow[] {
  return Array.from({ length: count }, (_, index) =>
    buildRow(`missing-${index + 1}`, [missing(judge, reason, `detail ${index + 1}.`)]),
  )
}

const polite = buildJudge('polite')
const runOf = (rows: RunRow[], judges = [polite]) => buildRun([buildSuite('Support', judges, rows)])

describe('verdicts that lack a recording', () => {
  test('end a run with 3, gate or no gate, and say how to record them', () => {
    const rows = [...buildRows('polite', 90, 100), ...rowsOf('polite', 'not-recorded', 213)]
    expect(evaluateRunGates(runOf(rows))).toEqual({
      lines: [
        {
          key: 'recordings',
          suite: 'Support',
          judge: 'polite',
          outcome: 'not-recorded',
          reason:
            '213 verdicts have no recording (the first: row missing-1: detail 1). ' +
            'Record what is missing: VITEST_JUDGE_RECORDINGS=auto npx vitest run evals.',
        },
      ],
      exitCode: 3,
      note: '',
    })
  })

  test('do so for a single one, beside a gate that passes', () => {
    const rows = [...buildRows('polite', 95, 100), ...rowsOf('polite', 'not-recorded', 1)]
    const run = buildRun([buildSuite('Support', [polite], rows)], {
      gate: { thresholds: { polite: { accuracy: 0.8 } } },
    })
    const { lines, exitCode } = evaluateRunGates(run)
    expect(lines.map(({ outcome }) => outcome)).toEqual(['pass', 'not-recorded'])
    expect(lines[1]?.reason).toBe(
      '1 verdict has no recording (row missing-1: detail 1). Record what is missing: VITEST_JUDGE_RECORDINGS=auto npx vitest run evals.',
    )
    expect(exitCode).toBe(3)
  })

  test('are told of each judge', () => {
    const rows = [
      buildRow('a', [missing('polite', 'not-recorded', 'one'), missing('brief', 'not-recorded', 'two')]),
    ]
    const { lines } = evaluateRunGates(runOf(rows, [polite, buildJudge('brief')]))
    expect(lines.map(({ judge, outcome }) => [judge, outcome])).toEqual([
      ['polite', 'not-recorded'],
      ['brief', 'not-recorded'],
    ])
  })

  test('do not hide others that are unscored, nor are counted among them', () => {
    const rows = [...buildRows('polite', 80, 100, { unscored: 10 }), ...rowsOf('polite', 'not-recorded', 50)]
    expect(evaluateRunGates(runOf(rows)).lines).toMatchObject([
      {
        key: 'maxUnscored',
        outcome: 'too-many-unscored',
        reason: '10 of 100 verdicts unscored (10.0 %), more than the 5.0 % allowed.',
      },
      { key: 'recordings', outcome: 'not-recorded' },
    ])
  })
})

describe('a budget that is spent', () => {
  test('ends a run with 3 and says how many verdicts were not asked for', () => {
    const rows = [...buildRows('polite', 90, 100), ...rowsOf('polite', 'over-budget', 40)]
    expect(evaluateRunGates(runOf(rows))).toEqual({
      lines: [
        {
          key: 'budget',
          suite: 'Support',
          judge: 'polite',
          outcome: 'over-budget',
          reason:
            'The budget of the run is spent: 40 verdicts were not asked for (the first: row missing-1: detail 1). ' +
            'Raise the budget, or run again: what is recorded costs nothing.',
        },
      ],
      exitCode: 3,
      note: '',
    })
    expect(evaluateRunGates(runOf(rowsOf('polite', 'over-budget', 1))).lines[0]?.reason).toBe(
      'The budget of the run is spent: 1 verdict was not asked for (row missing-1: detail 1). Raise the budget, or run again: what is recorded costs nothing.',
    )
  })
})

test('calls of predict are told by the rows that lack outputs for it, each once', () => {
  const broken = (id: string, errorReason: UnscoredReason, repeat = 0) =>
    buildRow(id, [], { error: `Error: ${id} has no answer.`, errorReason, repeat })
  const rows = [
    buildRow('good', [buildVerdict('polite', 'yes', 'yes')]),
    broken('a', 'not-recorded'),
    broken('a', 'not-recorded', 1),
    broken('b', 'not-recorded'),
    broken('c', 'over-budget'),
    broken('d', 'timeout'),
  ]
  expect(evaluateRunGates(runOf(rows))).toEqual({
    lines: [
      {
        key: 'recordings',
        suite: 'Support',
        judge: 'predict',
        outcome: 'not-recorded',
        reason:
          'Calls of predict have no recording on 2 rows (the first: row a: Error: a has no answer). ' +
          'Record what is missing: VITEST_JUDGE_RECORDINGS=auto npx vitest run evals.',
      },
      {
        key: 'budget',
        suite: 'Support',
        judge: 'predict',
        outcome: 'over-budget',
        reason:
          'The budget of the run is spent: calls of predict were not made on 1 row (row c: Error: c has no answer). ' +
          'Raise the budget, or run again: what is recorded costs nothing.',
      },
    ],
    exitCode: 3,
    note: '',
  })
})

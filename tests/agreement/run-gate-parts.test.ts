import { describe, expect, test } from 'vitest'
import { type Baseline, evaluateRunGates, measuredRows } from '../../src/agreement/index.ts'
import type { Leak, RunRow } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRows, buildRun, buildSuite, buildVerdict } from './build-run.ts'

const judge = buildJudge('pubmed')
const rows = buildRows('pubmed', 90, 100)

describe('gates on slices', () => {
  const tagged = rows.map((row, index): RunRow => ({
    ...row,
    tags: index < 60 ? ['short'] : ['long'],
    inputs: { language: index % 2 === 0 ? 'de' : 'en' },
  }))
  const run = (slices: Record<string, { accuracy: number }>) =>
    buildRun([buildSuite('PubMed', [judge], tagged)], {
      gate: { thresholds: { pubmed: { accuracy: 0.8, slices } } },
    })

  test('are decided each by its own rows, picked by tag or by field', () => {
    const { lines, exitCode, note } = evaluateRunGates(
      run({ long: { accuracy: 0.8 }, 'inputs.language=de': { accuracy: 0.7 } }),
    )
    expect(lines.map(({ part, outcome, reason }) => ({ part, outcome, reason }))).toEqual([
      {
        part: undefined,
        outcome: 'pass',
        reason: 'Accuracy 90.0 % on 100 held-out rows: its 95 % lower bound 84.0 % reaches 80.0 %.',
      },
      { part: 'slice long', outcome: 'fail', reason: 'Accuracy 75.0 % on 40 held-out rows is below 80.0 %.' },
      {
        part: 'slice inputs.language=de',
        outcome: 'pass',
        reason: 'Accuracy 90.0 % on 50 held-out rows: its 95 % lower bound 80.8 % reaches 70.0 %.',
      },
    ])
    expect(exitCode).toBe(1)
    expect(note).toBe(
      '3 decisions on thresholds at 5 % each: the chance that one or more of them passes a judge that is not good ' +
        'enough can be as high as 15 %. `holm: true` in the gate, or `--holm`, holds it at 5 %.',
    )
  })

  test('of no row at all cannot be decided', () => {
    expect(evaluateRunGates(run({ medium: { accuracy: 0.5 } }))).toMatchObject({
      lines: [{ outcome: 'pass' }, { part: 'slice medium', outcome: 'no-rows' }],
      exitCode: 3,
    })
  })
})

describe('Holm on demand', () => {
  const suites = ['A', 'B', 'C'].map((name) => buildSuite(name, [judge], rows))
  const gate = { thresholds: { pubmed: { accuracy: 0.83 } } }

  test('asks more of each of several gates', () => {
    const plain = evaluateRunGates(buildRun(suites, { gate }))
    expect(plain.lines.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass'])
    const held = evaluateRunGates(buildRun(suites, { gate: { ...gate, holm: true } }))
    expect(held.lines.map(({ outcome }) => outcome)).toEqual(['inconclusive', 'inconclusive', 'inconclusive'])
    expect(held.lines[0]?.reason).toContain('its 98.33 % lower bound 81.8 % is below 83.0 %')
    expect(held.note).toBe('3 decisions on thresholds, held together at 5 % after Holm.')
  })

  test('changes nothing for a single gate', () => {
    const one = evaluateRunGates(buildRun(suites.slice(0, 1), { gate: { ...gate, holm: true } }))
    expect(one).toMatchObject({ lines: [{ outcome: 'pass' }], note: '' })
  })
})

describe('a gate with a baseline', () => {
  const run = buildRun([buildSuite('PubMed', [judge], rows)], {
    gate: { thresholds: { pubmed: { baseline: { from: 'main', tolerance: 0.01 } } } },
  })
  const against = (baseline: Baseline | undefined) => evaluateRunGates(run, { findBaseline: () => baseline })

  test('passes against itself and fails against a much better one', () => {
    const same = measuredRows(rows, 'pubmed')
    expect(against({ kind: 'value', name: 'main', rows: same })).toMatchObject({
      lines: [{ outcome: 'pass' }, { part: 'against main', outcome: 'pass' }],
      exitCode: 0,
    })
    const perfect = same.map((row) => ({ ...row, verdict: row.truth }))
    expect(against({ kind: 'value', name: 'main', rows: perfect })).toMatchObject({
      lines: [{ outcome: 'pass' }, { part: 'against main', outcome: 'fail' }],
      exitCode: 1,
    })
  })

  test('is counted apart from thresholds, and only where something was decided', () => {
    const many = (thresholds: object, findBaseline: () => Baseline) => {
      const suites = ['A', 'B', 'C'].map((name) => buildSuite(name, [judge], rows))
      const gate = { thresholds: { pubmed: thresholds } }
      return evaluateRunGates(buildRun(suites, { gate }), { findBaseline }).note
    }
    const measured = (): Baseline => ({ kind: 'value', name: 'main', rows: measuredRows(rows, 'pubmed') })
    expect(many({ baseline: 'main' }, measured)).toBe(
      '3 decisions against a baseline at 5 % each: the chance that one or more of them blocks a judge that has not ' +
        'changed can be as high as 15 %. `holm: true` in the gate, or `--holm`, holds it at 5 %.',
    )
    expect(many({ accuracy: 0.8, baseline: 'main' }, measured)).toMatch(
      /^3 decisions on thresholds .* 15 %\. 3 decisions against a baseline .* 15 %\. `holm/,
    )
    expect(many({ baseline: 'main' }, () => ({ kind: 'undefined', reason: 'There is none.' }))).toBe('')
    expect(many({ minRows: 10 }, measured)).toBe('')
  })

  test('cannot judge without one', () => {
    expect(against({ kind: 'undefined', reason: 'There is no main.' })).toMatchObject({
      lines: [{}, { part: 'against main', outcome: 'no-baseline', reason: 'There is no main.' }],
      exitCode: 3,
    })
    expect(against(undefined).exitCode).toBe(3)
  })
})

test('thresholds that cannot be reached are warned of beside the decision', () => {
  const run = buildRun([buildSuite('PubMed', [judge], rows.slice(0, 20))], {
    gate: { thresholds: { pubmed: { accuracy: 0.9 } } },
  })
  expect(evaluateRunGates(run).lines[0]?.warnings).toEqual([
    'Accuracy 90.0 % cannot be shown on 20 held-out rows: even without a single mistake the lower bound would be 88.1 %.',
  ])
})

describe('a memory that knows held-out rows', () => {
  const guided = (id: string, leaks: Leak[], rest: Partial<RunRow> = {}): RunRow => {
    const verdict = buildVerdict('pubmed@aligned', 'yes', 'yes')
    return buildRow(
      id,
      [
        {
          ...verdict,
          guidance: { guidelines: 1, examples: [], ...(leaks.length > 0 && { leaks }) },
        } as typeof verdict,
      ],
      rest,
    )
  }
  const leak: Leak = { kind: 'group', where: 'guideline', sampleId: 's1' }
  const run = (leaked: RunRow[]) =>
    buildRun([buildSuite('PubMed', [buildJudge('pubmed@aligned')], [guided('a', []), ...leaked])])

  test('turns the run red, gate or no gate', () => {
    expect(evaluateRunGates(run([guided('b', [leak])]))).toEqual({
      lines: [
        {
          key: 'leaks',
          suite: 'PubMed',
          judge: 'pubmed@aligned',
          outcome: 'leaked',
          reason:
            'The memory knows 1 of 2 held-out rows, so no figure counts; ' +
            'the first is b: a row of its group is a source of a guideline (sample s1). ' +
            'Align again, which takes such rows out: npx vitest-judge align.',
        },
      ],
      exitCode: 3,
      note: '',
    })
  })

  test('is as it should be where align rows are known', () => {
    expect(evaluateRunGates(run([guided('b', [leak], { split: 'align' })])).exitCode).toBe(0)
  })
})

import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/report/index.ts'
import { observationRemarks } from '../../src/report/describe-observations.ts'
import type { JudgeValue, RunJudge, RunRow } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

/** Rows with outputs of many lengths, on which judges say what they are given. */
const rowsOf = (
  count: number,
  said: (index: number) => Record<string, readonly [verdict: JudgeValue, truth: JudgeValue]>,
  rest: Partial<RunRow> = {},
) =>
  Array.from({ length: count }, (_, index) =>
    buildRow(
      `row-${index}`,
      Object.entries(said(index)).map(([judge, [verdict, truth]]) => buildVerdict(judge, verdict, truth)),
      { outputs: 'x'.repeat((index * 7) % 60), ...rest },
    ),
  )
const runOf = (judges: RunJudge[], rows: RunRow[]) => buildRun([buildSuite('Support', judges, rows)])
const textsOf = (judges: RunJudge[], rows: RunRow[]) =>
  observationRemarks(runOf(judges, rows)).map(({ text }) => text)
const pairwise = (id: string): RunJudge => {
  const judge = buildJudge(id)
  const valueType = { type: 'label' as const, values: ['first', 'second'] }
  return { ...judge, definition: { ...judge.definition, valueType } }
}

test('of fewer than 30 rows nothing is claimed, and that is said', () => {
  const rows = rowsOf(29, (index) => ({
    helpful: ['yes', index % 2 === 0 ? 'yes' : 'no'],
    pair: ['first', 'second'],
  }))
  expect(textsOf([buildJudge('helpful'), pairwise('pair')], rows)).toEqual([
    'helpful: it says yes on all 29 rows, the truth on 51.7 % [34.4, 68.6]: a constant judge, whose verdict says little',
    'pair: it says first on all 29 rows, the truth on 0.0 % [0.0, 11.7]: a constant judge, whose verdict says little',
    'helpful: too few rows for length and leniency: 29 of 30',
    'pair: whether longer outputs get better verdicts, and whether it is too lenient, cannot be told: it is not known which values of the judge pass',
  ])
})

test('leniency is called so where interval and test agree', () => {
  const lenientOn = (wrong: number) =>
    textsOf(
      [buildJudge('helpful')],
      rowsOf(40, (index) => ({ helpful: [index < 20 + wrong ? 'yes' : 'no', index < 20 ? 'yes' : 'no'] })),
    )[1]
  // Four of four one way: 2 (1/2)^4 - (1/2)^4.
  expect(lenientOn(4)).toBe(
    'helpful: it passes 60.0 % of 40 scored rows, the truth 50.0 %: +10.0 points [0.4, 23.1], McNemar mid-p = .063',
  )
  expect(lenientOn(5)).toMatch(/McNemar mid-p = \.031: too lenient$/)
})

test('what cannot be told of a judge is said with the reason, and of several judges once', () => {
  const right = (index: number) => (index % 3 === 0 ? 'no' : 'yes')
  const rows = rowsOf(40, (index) => ({
    helpful: [right(index), right(index)],
    polite: [right(index), right(index)],
  }))
  expect(textsOf([buildJudge('helpful'), buildJudge('polite')], rows)).toEqual([
    'helpful and polite: it passes 65.0 % of 40 scored rows, the truth 65.0 %: 0.0 points [-8.8, 8.8], McNemar mid-p > .999',
    'helpful and polite: whether longer outputs get better verdicts cannot be told: the verdict does not vary where the truth does not',
  ])
  const picked = rows.map((row): RunRow => ({ ...row, pickedBy: 'verdict' }))
  expect(textsOf([buildJudge('helpful')], picked)).toEqual([
    'helpful: whether longer outputs get better verdicts, and whether it is too lenient, cannot be told: 40 labels were picked by verdict, without a weight, so no figure would stand for all rows',
  ])
})

test('a judge of two places is held to them, also as Markdown', () => {
  const rows = rowsOf(40, (index) => ({
    pair: [index < 30 ? 'first' : 'second', index < 20 ? 'first' : 'second'],
  }))
  const text =
    'pair: by position, it says first on 75.0 % of 40 scored rows, the truth on 50.0 %: +25.0 points [14.0, 40.2], McNemar mid-p < .001: it favours first; right where first is better on 100.0 % [83.9, 100.0], where second is on 50.0 % [29.9, 70.1]'
  const [remark] = textsOf([pairwise('pair')], rows)
  expect(remark).toBe(text)
  expect(renderMarkdown(runOf([pairwise('pair')], rows), { gates: [] })).toContain(
    `### What else the verdicts show\n\n- ${text.replace('<', '&lt;').replaceAll('[', '\\[').replaceAll(']', '\\]')}\n`,
  )
})

test('a run without any truth has nothing to say here', () => {
  const rows = Array.from({ length: 40 }, (_, index) =>
    buildRow(`row-${index}`, [buildVerdict('helpful', 'yes')]),
  )
  expect(textsOf([buildJudge('helpful')], rows)).toEqual([])
})

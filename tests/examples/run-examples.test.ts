import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { summariseAudit } from '../../src/audit/index.ts'
import type { Run } from '../../src/contract/index.ts'
import { exampleCopy, type ExampleCopy, type ExampleName } from './example.ts'

/** What each example comes to: its rows, and of each judge the right verdicts of all on held-out rows. */
const expected = {
  rag: {
    rows: { 'Handbook assistant': 66 },
    heldOut: { faithful: '18 of 33', 'faithful@aligned': '25 of 33' },
    figures: ['54.5 %', '63.6 %', '75.8 %', '56.5', '88.2'],
    offline: true,
  },
  agent: {
    rows: { 'Support agent': 50 },
    heldOut: {
      did_what_it_said: '19 of 30',
      'did_what_it_said@aligned': '22 of 30',
      resolution: '23 of 30',
    },
    figures: ['63.3 %', '26.7 %', '46.7 %'],
    offline: true,
  },
  pairwise: {
    rows: { 'Which answer is better': 108 },
    heldOut: { better: '32 of 52', better_both_ways: '34 of 52' },
    figures: ['15 of 54 verdicts change', '27.8 points'],
    offline: false,
  },
  rubric: {
    rows: { 'Support answers': 61 },
    heldOut: { helpfulness: '8 of 40', 'helpfulness@aligned': '15 of 40' },
    figures: ['off by 1.55 on average', '0.725', '90.0 %', 'Spearman 0.820', '20.0 %', '37.5 %'],
    offline: true,
  },
  existing: {
    rows: { 'Ticket routing': 56 },
    heldOut: { right_team: '24 of 26' },
    figures: ['92.3 %', '79.2 %'],
    offline: true,
  },
} as const satisfies Record<ExampleName, object>

/** Runs the evaluation of a copied example, checks all that stands above, and gives what it printed. */
async function evaluated(name: ExampleName, copy: ExampleCopy): Promise<string> {
  const { rows, heldOut, figures, offline } = expected[name]
  const before = await copy.files()
  const { exitCode, output } = await copy.vitest('run', 'evals')
  expect(exitCode, output).toBe(0)
  const run = await copy.run()
  expect(Object.fromEntries(run.suites.map((suite) => [suite.name, suite.rows.length]))).toEqual(rows)
  expect(rightOnHeldOut(run)).toEqual(heldOut)
  expect(run).toMatchObject({ complete: true, partial: [], offline })
  expect(output.includes('offline stand-in')).toBe(offline)
  // Lines are wrapped; a figure is not.
  const flat = output.replaceAll(/\s+/g, ' ')
  const readme = await readFile(new URL(`../../examples/${name}/README.md`, import.meta.url), 'utf8')
  for (const figure of figures) {
    expect(flat).toContain(figure)
    expect(readme).toContain(figure)
  }
  expect(await copy.files()).toEqual(before)
  return output
}

function rightOnHeldOut({ suites }: Run): Record<string, string> {
  const verdicts = suites.flatMap(({ rows }) =>
    rows.filter(({ split }) => split === 'heldout').flatMap((row) => row.verdicts),
  )
  const byJudge = Map.groupBy(verdicts, ({ judge }) => judge)
  return Object.fromEntries(
    [...byJudge].map(([judge, all]) => {
      const right = all.filter((each) => each.outcome === 'scored' && each.value === each.truth)
      return [judge, `${right.length} of ${all.length}`]
    }),
  )
}

/** Whether `align` finds that the memory in the example holds all there is to learn from the run. */
async function hasNothingToLearn(copy: ExampleCopy): Promise<void> {
  const before = await copy.files()
  const { exitCode, output } = await copy.judge('align')
  expect(exitCode, output).toBe(0)
  expect(output).toContain('Nothing new: the memory stays as it is.')
  expect(await copy.files()).toEqual(before)
}

test('examples/rag measures its judge and what alignment does for it', { timeout: 60_000 }, async () => {
  await using copy = await exampleCopy('rag')
  await evaluated('rag', copy)
})

test.runIf(process.env['LONG']).for(['rag', 'agent', 'rubric'] as const)(
  'the memory of examples/%s is the one that align makes of its rows',
  { timeout: 120_000 },
  async (name) => {
    await using copy = await exampleCopy(name)
    await evaluated(name, copy)
    await hasNothingToLearn(copy)
  },
)

test.runIf(process.env['LONG'])(
  'examples/pairwise finds the judge that likes the first place, and clears the one that asks both ways',
  { timeout: 120_000 },
  async () => {
    await using copy = await exampleCopy('pairwise')
    await evaluated('pairwise', copy)
    const { audits = [] } = await copy.run()
    const outcomes = audits.flatMap((audit) =>
      summariseAudit(audit).probes.map(({ name, outcome }) => `${audit.name}, ${name}: ${outcome}`),
    )
    expect(outcomes).toEqual([
      'audit of better, position: biased',
      'audit of better_both_ways, position: clear',
    ])
  },
)

test.runIf(process.env['LONG'])(
  'examples/existing runs its unit tests alone, its evaluation where that is asked for, and gates it',
  { timeout: 120_000 },
  async () => {
    await using copy = await exampleCopy('existing')
    const unit = await copy.vitest('run')
    expect(unit.exitCode, unit.output).toBe(0)
    expect(unit.output).toMatch(/Tests\s+6 passed \(6\)/)
    expect(unit.output).toContain('1 eval file was not run; run it with: npx vitest run evals')
    expect(await evaluated('existing', copy)).toContain('✓ right_team · passed')
  },
)

import { expect, test } from 'vitest'
import { summariseSuite, type Mismatch } from '../../src/agreement/index.ts'
import type { JudgeValue, RunRow } from '../../src/contract/index.ts'
import { renderMarkdown, renderRun } from '../../src/report/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

/** A row that was judged as often as there are verdicts, undefined for unscored. */
function repeated(id: string, truth: JudgeValue, ...verdicts: (JudgeValue | undefined)[]): RunRow[] {
  return verdicts.map((value, repeat) =>
    buildRow(id, [buildVerdict('polite', value, truth, { rationale: `${id} ${repeat}` })], { repeat }),
  )
}

const suiteOf = (...rows: RunRow[][]) => buildSuite('Answers', [buildJudge('polite')], rows.flat())
const mismatches = (...rows: RunRow[][]) =>
  summariseSuite(suiteOf(...rows)).judges.flatMap(({ heldout }) => heldout.mismatches.map(brief))
const brief = ({ row, verdict, rationale, wronglyPassed, repeats }: Mismatch) => ({
  id: row.id,
  verdict,
  rationale,
  wronglyPassed,
  ...(repeats && { repeats }),
})

const steady = repeated('steady', 'yes', 'yes', 'yes', 'yes')
const late = repeated('late', 'no', 'no', 'yes', 'yes')
const once = repeated('once', 'yes', 'yes', undefined, 'no')
const always = repeated('always', 'yes', 'no', 'no', 'no')

test('a row that is wrong in any repeat is a mismatch, with how often it is', () => {
  expect(mismatches(steady, once, always, late)).toEqual([
    { id: 'late', verdict: 'yes', rationale: 'late 1', wronglyPassed: true, repeats: { wrong: 2, of: 3 } },
    {
      id: 'always',
      verdict: 'no',
      rationale: 'always 0',
      wronglyPassed: false,
      repeats: { wrong: 3, of: 3 },
    },
    { id: 'once', verdict: 'no', rationale: 'once 2', wronglyPassed: false, repeats: { wrong: 1, of: 3 } },
  ])
})

test('a row that was judged once has no such count', () => {
  expect(
    mismatches(repeated('a', 'yes', 'no'), repeated('b', 'no', 'yes'), repeated('c', 'no', 'no')),
  ).toEqual([
    { id: 'b', verdict: 'yes', rationale: 'b 0', wronglyPassed: true },
    { id: 'a', verdict: 'no', rationale: 'a 0', wronglyPassed: false },
  ])
})

test('of the repeats of a row one that wrongly passes is shown', () => {
  const judge = buildJudge('polite')
  const definition = {
    ...judge.definition,
    valueType: { type: 'label' as const, values: ['yes', 'no', 'bad'] },
  }
  const suite = buildSuite('Answers', [{ ...judge, definition }], repeated('a', 'no', 'bad', 'no', 'yes'))
  const [found] = summariseSuite(suite).judges.flatMap(({ heldout }) => heldout.mismatches)
  expect(found).toMatchObject({ verdict: 'yes', wronglyPassed: true, repeats: { wrong: 2, of: 3 } })
})

test('the report and its Markdown say in how many repeats a row is wrong', () => {
  const run = buildRun([suiteOf(late, once)])
  const text = renderRun(run, { width: 80, color: false, gates: [], gateNote: '', nextCommand: [] })
  expect(/polite · 2 mismatches[^]*?\n\n/.exec(`${text}\n\n`)?.[0]).toMatchInlineSnapshot(`
    "polite · 2 mismatches
      ✗ late · verdict yes, truth no · wrongly passed · wrong in 2 of 3 repeats
        why      late 1
        inputs   text: To examine the effect of exercise on sleep.
        outputs  label: OBJECTIVE
      ✗ once · verdict no, truth yes · wrong in 1 of 3 repeats
        why      once 2
        inputs   text: To examine the effect of exercise on sleep.
        outputs  label: OBJECTIVE

    "
  `)
  const markdown = renderMarkdown(run, { gates: [] })
  expect(markdown.split('\n').filter((line) => /^\| (?:late|once)/.test(line))).toMatchInlineSnapshot(`
    [
      "| late | yes (wrong in 2 of 3 repeats) | no | late 1 | text: To examine the effect of exercise on sleep. | label: OBJECTIVE |",
      "| once | no (wrong in 1 of 3 repeats) | yes | once 2 | text: To examine the effect of exercise on sleep. | label: OBJECTIVE |",
    ]
  `)
})

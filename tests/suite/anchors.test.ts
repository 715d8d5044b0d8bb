import { describe, test } from 'vitest'
import { brief } from './brief.ts'
import { fixture } from './project.ts'

const evaluation = (options: string) => `
  import { evaluate } from 'vitest-judge'
  import { polite } from '#polite'
  evaluate('Anchors', { ${options} })`
const anchors = "anchors: new URL('./anchors.jsonl', import.meta.url), judges: [polite()]"
const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

describe.concurrent('anchors', { timeout: 60_000 }, () => {
  test('are judged alone, by the outputs recorded in their file', async ({ expect }) => {
    await using project = await fixture(
      {
        'evals/anchors.eval.ts': evaluation(
          `${anchors}, truth: ({ expectations }) => expectations.polite, repeats: 2`,
        ),
        'evals/anchors.jsonl': lines(
          { id: 'a', inputs: 'q', outputs: 'Yes, please.', expectations: { polite: 'yes' } },
          { id: 'b', inputs: 'q', outputs: { text: 'No.' }, expectations: { polite: 'yes' } },
        ),
      },
      { source: true },
    )
    const { exitCode, run } = await project.vitest(['run', 'evals', '-t', 'Anchors'])
    expect(exitCode).toBe(0)
    expect(brief(run)).toEqual([
      '# evals/anchors.eval.ts > Anchors',
      'a: polite=yes/yes',
      'a (repeat 1): polite=yes/yes',
      'b: polite=no/yes',
      'b (repeat 1): polite=no/yes',
    ])
    expect(run?.suites[0]?.rows.map(({ outputs }) => outputs)).toEqual([
      'Yes, please.',
      'Yes, please.',
      { text: 'No.' },
      { text: 'No.' },
    ])
  })

  test.for([
    ['a row without outputs', anchors, { id: 'a', inputs: 'q' }, 'has the row a without outputs'],
    [
      'rows beside them',
      `${anchors}, rows: [{ id: 'a', inputs: 'q' }]`,
      { id: 'a', inputs: 'q', outputs: 'x' },
      'has anchors and rows; expected one of them',
    ],
    [
      'judges that are none',
      "anchors: new URL('./anchors.jsonl', import.meta.url), judges: []",
      { id: 'a', inputs: 'q', outputs: 'x' },
      'has judges an empty list',
    ],
  ] as const)('are refused with %s', async ([, options, row, message], { expect }) => {
    await using project = await fixture(
      { 'evals/anchors.eval.ts': evaluation(options), 'evals/anchors.jsonl': lines(row) },
      { source: true },
    )
    const { exitCode, stdout, stderr } = await project.vitest(['run', 'evals'])
    expect(exitCode).not.toBe(0)
    expect(stdout + stderr).toContain(message)
  })
})

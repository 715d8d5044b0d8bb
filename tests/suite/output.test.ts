import { describe, test } from 'vitest'
import { report } from './brief.ts'
import { fixture } from './project.ts'

const files = {
  'evals/polite.eval.ts': `
    import { aligned, evaluate } from 'vitest-judge'
    import { polite } from '#polite'
    const judge = polite()
    evaluate('Politeness of the answers that our assistant gives', {
      rows: Array.from({ length: 8 }, (_, index) => ({
        id: 'row ' + index,
        inputs: { ask: 'Could you tell me, at some length, what stands on page ' + index + '?', locale: '日本語' },
      })),
      predict: ({ ask }, { row }) => {
        if (row.id === 'row 7') throw new Error('the assistant did not answer, and said why in a sentence of some length')
        return { answer: (row.id === 'row 6' ? 'mumble' : 'please') + ' '.repeat(3) + ask.repeat(3) }
      },
      truth: ({ inputs }) => (inputs.ask.includes('page 1') || inputs.ask.includes('page 5') ? 'no' : 'yes'),
      judges: [judge, aligned(judge), polite('a_judge_with_a_name_that_leaves_little_room_for_any_figures')],
      maxUnscored: 0.2,
    })`,
}

/** Terminal columns: wide characters take two. */
const columns = (line: string) =>
  Array.from(line).reduce((sum, char) => sum + (/[\u3000-\u9fff]/.test(char) ? 2 : 1), 0)

describe.concurrent('the report', { timeout: 60_000 }, () => {
  test('is plain text of 80 columns in a pipe, and ends with the next command', async ({ expect }) => {
    await using project = await fixture(files, {
      judges: { gate: { polite: { accuracy: 0.8 } }, alignShare: 0.2 },
    })
    const { stdout, exitCode } = await project.vitest(['run', 'evals'])
    const text = report(stdout, project.root)
    expect(text).toMatchInlineSnapshot(`
      "Politeness of the answers that our assistant gives · held-out rows

                                    un-           95 %            pass-   fail-
        judge              rows  scored  accuracy interval       recall  recall  kappa
        polite                4       0    75.0 % [30.1, 95.4]  100.0 %   0.0 %  0.000
        polite@aligned     not asked: no memory yet (run \`npx vitest-judge align\`)
        a_judge_with_a_name_that_leaves_little_room_for_any_figures
                              4       0    75.0 % [30.1, 95.4]  100.0 %   0.0 %  0.000
        always yes            4            75.0 % [30.1, 95.4]

        polite, unscored on all rows of both splits: 1 malformed (row row 6: expected
        one JSON object, received: Hard to say.)
        a_judge_with_a_name_that_leaves_little_room_for_any_figures, unscored on all
        rows of both splits: 1 malformed (row row 6: expected one JSON object,
        received: Hard to say.)

        align rows: 3, accuracy polite 33.3 %,
        a_judge_with_a_name_that_leaves_little_room_for_any_figures 33.3 % – no
        measure of quality: these rows may teach

        polite · 1 mismatch
        ✗ row 5 · verdict yes, truth no · wrongly passed
          why      It says please.
          inputs   ask: Could you tell me, at some length, what stands on page 5? · l…
          outputs  answer: please Could you tell me, at some length, what stands on p…

        a_judge_with_a_name_that_leaves_little_room_for_any_figures · 1 mismatch
        ✗ row 5 · verdict yes, truth no · wrongly passed
          why      It says please.
          inputs   ask: Could you tell me, at some length, what stands on page 5? · l…
          outputs  answer: please Could you tell me, at some length, what stands on p…

      What else the verdicts show
        · polite and a_judge_with_a_name_that_leaves_little_room_for_any_figures: too
          few rows for length and leniency: 4 of 30

      Gates
        ! polite · not gated
          1 held-out row has no outputs.

      Notes
        · 1 row with no outputs: row 7 (Error: the assistant did not answer, and said
          why in a sentence of some length).

      Next
        → npx vitest-judge align
        → npx vitest run evals

       Run file: .vitest-judge/runs/RUN.json"
    `)
    expect(exitCode).toBe(1)
    expect(text.split('\n').filter((line) => columns(line) > 80)).toEqual([])
    expect(text).not.toContain('\u001b')
  })

  test.runIf(process.env['LONG'])(
    'fits other widths, and is coloured only where colour is asked for',
    async ({ expect }) => {
      await using project = await fixture(files)
      const narrow = await project.vitest(['run', 'evals'], { COLUMNS: '50' })
      const widest = Math.max(...report(narrow.stdout, project.root).split('\n').map(columns))
      expect(widest).toBeLessThanOrEqual(50)
      const coloured = await project.vitest(['run', 'evals'], { NO_COLOR: '', FORCE_COLOR: '1' })
      expect(coloured.stdout.replaceAll('\u001b', 'ESC')).toMatch(/ESC\[\d+mNext/)
    },
  )
})

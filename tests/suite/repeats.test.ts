import { describe, test } from 'vitest'
import { brief } from './brief.ts'
import { fixture } from './project.ts'

/**
 * A judge that answers a row's questions in turn as it is told, and yes from then on, after the row's pause; `late`
 * takes a second.
 */
const moody = `
  import { evaluate } from 'vitest-judge'
  import { later, polite } from '#polite'
  const asked = {}
  const moody = (answers, pausesMs = {}) => polite('moody', {
    model: async ({ messages }) => {
      const row = /row (\\w+)/.exec(messages.at(-1).content)[1]
      const count = (asked[row] = (asked[row] ?? 0) + 1)
      const answer = answers[row]?.[count - 1] ?? 'yes'
      await later(answer === 'late' ? 1_000 : (pausesMs[row] ?? 0))
      return JSON.stringify({ result: answer, rationale: 'Time ' + count })
    },
  })
  const rowsOf = (...ids) => ids.map((id) => ({ id, inputs: 'row ' + id }))
`

describe.concurrent('repeats', { timeout: 60_000 }, () => {
  test('ask every judge again about outputs that are predicted once, in one test per row', async ({
    expect,
  }) => {
    await using project = await fixture({
      'evals/polite.eval.ts': `${moody}
        let predicted = 0
        evaluate('Politeness', {
          rows: rowsOf('a', 'b'),
          predict: (inputs) => ({ please: inputs, predicted: ++predicted }),
          truth: () => 'yes',
          judges: [polite(), moody({ b: ['yes', 'no', 'yes'] })],
          repeats: 3,
        })`,
    })
    const { exitCode, run, stdout } = await project.vitest(['run', 'evals', '--reporter=verbose'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/✓ evals\/polite\.eval\.ts > Politeness > b \d+ms \(repeat x2\)\n/)
    expect(stdout).toContain('Tests  2 passed (2)')
    expect(brief(run)).toEqual([
      '# evals/polite.eval.ts > Politeness',
      'a: polite=yes/yes moody=yes/yes',
      'a (repeat 1): polite=yes/yes moody=yes/yes',
      'a (repeat 2): polite=yes/yes moody=yes/yes',
      'b: polite=yes/yes moody=yes/yes',
      'b (repeat 1): polite=yes/yes moody=no/yes',
      'b (repeat 2): polite=yes/yes moody=yes/yes',
    ])
    const rows = run?.suites[0]?.rows ?? []
    expect(run?.complete).toBe(true)
    expect(rows.map(({ outputs }) => outputs)).toEqual(
      ['a', 'b'].flatMap((id, index) => [0, 1, 2].map(() => ({ please: `row ${id}`, predicted: index + 1 }))),
    )
    expect(new Set(rows.map(({ sampleId }) => sampleId)).size).toBe(2)
    expect(await project.asked()).toEqual(
      ['a', 'b'].flatMap((id, index) =>
        [0, 1, 2].map(() => `polite {"please":"row ${id}","predicted":${index + 1}}`),
      ),
    )
  })

  test.runIf(process.env['LONG'])(
    'are retried one by one: only the first one predicts anew, and a failed prediction is not kept',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/polite.eval.ts': `${moody}
        const predicted = {}
        evaluate('Politeness', {
          rows: rowsOf('fine', 'first', 'later', 'throws'),
          predict: (inputs, { row }) => {
            const count = (predicted[row.id] = (predicted[row.id] ?? 0) + 1)
            if (row.id === 'throws' && count < 3) throw new Error('no answer ' + count)
            return inputs + ' #' + count
          },
          judges: [moody({ first: ['no'], later: ['yes', 'no', 'yes', 'no', 'no'] })],
          assert: 'pass',
          repeats: 3,
        })`,
      })
      const { exitCode, run, stdout } = await project.vitest(['run', 'evals', '--retry=1'])
      expect(exitCode).toBe(1)
      expect(stdout).toContain('Tests  2 failed | 2 passed (4)')
      const shown = run?.suites[0]?.rows.map(({ id, repeat, outputs, error, verdicts: [verdict] }) => {
        const answer = verdict?.outcome === 'scored' ? `${verdict.value} (${verdict.rationale})` : ''
        return `${id} ${repeat}: ${error ?? `${outputs as string} ${answer}`}`
      })
      expect(shown).toEqual([
        'fine 0: row fine #1 yes (Time 1)',
        'fine 1: row fine #1 yes (Time 2)',
        'fine 2: row fine #1 yes (Time 3)',
        'first 0: row first #2 yes (Time 2)',
        'first 1: row first #2 yes (Time 3)',
        'first 2: row first #2 yes (Time 4)',
        'later 0: row later #1 yes (Time 1)',
        'later 1: row later #1 yes (Time 3)',
        'later 2: row later #1 no (Time 5)',
        'throws 0: Error: no answer 2',
        'throws 1: row throws #3 yes (Time 1)',
        'throws 2: row throws #3 yes (Time 2)',
      ])
    },
  )

  test.runIf(process.env['LONG'])(
    'each have the time that a row has, and one that runs out of it costs the others nothing',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/polite.eval.ts': `${moody}
        import { test } from 'vitest'
        evaluate('Politeness', {
          rows: rowsOf('a', 'b', 'c'),
          predict: async (inputs) => inputs,
          judges: [moody({ b: ['yes', 'late', 'yes'], c: ['yes', 'yes', 'late'] }, { a: 200, b: 200, c: 200 })],
          timeoutMs: 500,
          repeats: 3,
        })
        test('keeps the worker alive', async () => { await later(1_500) })`,
      })
      const { run, stdout } = await project.vitest(['run', 'evals'])
      expect(stdout).toContain('Tests  2 failed | 2 passed (4)')
      // Which of the two it is depends on whether the judge learns of the end before the next repeat begins.
      expect(brief(run).map((line) => line.replace('aborted', 'unfinished'))).toEqual([
        '# evals/polite.eval.ts > Politeness',
        'a: moody=yes',
        'a (repeat 1): moody=yes',
        'a (repeat 2): moody=yes',
        'b: moody=yes',
        'b (repeat 1): moody=unscored(unfinished)',
        'b (repeat 2): moody=yes',
        'c: moody=yes',
        'c (repeat 1): moody=yes',
        'c (repeat 2): moody=unscored(unfinished)',
      ])
    },
  )

  test.runIf(process.env['LONG'])(
    'that --bail, or skip in predict, cut short leave the whole row out',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/polite.eval.ts': `${moody}
        let predicted = 0
        evaluate('Politeness', {
          rows: rowsOf('fails', 'slow', 'skips'),
          predict: (inputs, { row, skip }) => {
            if (row.id !== 'skips') return inputs
            if (++predicted === 2) skip('too dear')
            throw new Error('no answer')
          },
          judges: [moody({ fails: ['no'] }, { fails: 100, slow: 200 })],
          assert: 'pass',
          repeats: 3,
        })`,
      })
      const { exitCode, run } = await project.vitest(['run', 'evals', '--bail=1'])
      expect(exitCode).toBe(1)
      expect(brief(run)).toEqual([
        '# evals/polite.eval.ts > Politeness (2 not run)',
        'fails: moody=no',
        'fails (repeat 1): moody=yes',
        'fails (repeat 2): moody=yes',
      ])
      expect(run?.partial).toEqual(['the run was interrupted', '2 rows were not run'])
    },
  )

  test.runIf(process.env['LONG'])(
    'are recorded of a hand-written test too, by the option that Vitest has for them',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/by-hand.eval.ts': `
        import { describe, test } from 'vitest'
        import { polite } from '#polite'
        let asked = 0
        describe('By hand', () => {
          test('salt', { repeats: 2 }, async ({ expect }) => {
            await expect({ id: 'salt', inputs: 'Salt', outputs: asked++ === 1 ? 'Now!' : 'please' }).toPassJudge(polite())
          })
        })`,
      })
      const { exitCode, run } = await project.vitest(['run', 'evals'])
      expect(exitCode).toBe(1)
      expect(brief(run)).toEqual([
        '# evals/by-hand.eval.ts > By hand',
        'salt: polite=yes',
        'salt (repeat 1): polite=no',
        'salt (repeat 2): polite=yes',
      ])
    },
  )
})

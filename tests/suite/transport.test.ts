import { describe, test } from 'vitest'
import { brief, failures } from './brief.ts'
import { fixture } from './project.ts'

describe.concurrent('what a row records', { timeout: 60_000 }, () => {
  test('reaches the run file whatever the outputs are made of', async ({ expect }) => {
    await using project = await fixture({
      'evals/strange.eval.ts': `
        import { evaluate } from 'vitest-judge'
        import { polite } from '#polite'
        class Answer { constructor() { this.text = 'please' } }
        const loop = { text: 'please' }
        loop.self = loop
        const shared = { a: 1 }
        const strange = {
          'a function': { text: 'please', run() {} },
          'only a function': () => 'please',
          'a symbol': { text: 'please', mark: Symbol('mark') },
          'a bigint': { text: 'please', count: 12345678901234567890n },
          'a cycle': loop,
          'shared, not a cycle': { left: shared, right: shared, list: [shared, shared] },
          'a proxy': new Proxy({ text: 'please' }, {}),
          'a promise inside': { text: 'please', later: Promise.resolve(1) },
          'a map, a set, a date, an error': [new Map([['a', 1]]), new Set([2]), new Date(0), new TypeError('no')],
          'no number': { nan: NaN, infinite: -Infinity, zero: -0 },
          'a class': new Answer(),
          'odd text': 'please \\u0000 \\ud800 \\u2028 日本',
        }
        evaluate('Strange', {
          rows: Object.keys(strange).map((id) => ({ id, inputs: id })),
          predict: (inputs) => strange[inputs],
          judges: [polite()],
        })`,
    })
    const { exitCode, run } = await project.vitest([
      'run',
      'evals',
      '--reporter=json',
      '--reporter=blob',
      '--outputFile=out.json',
    ])
    expect(exitCode).toBe(0)
    const outputs = Object.fromEntries(run?.suites[0]?.rows.map((row) => [row.id, row.outputs]) ?? [])
    expect(outputs).toEqual({
      'a function': { text: 'please' },
      'only a function': null,
      'a symbol': { text: 'please' },
      'a bigint': { text: 'please', count: '12345678901234567890' },
      'a cycle': { text: 'please', self: '[circular]' },
      'shared, not a cycle': { left: { a: 1 }, right: { a: 1 }, list: [{ a: 1 }, { a: 1 }] },
      'a proxy': { text: 'please' },
      'a promise inside': { text: 'please', later: {} },
      'a map, a set, a date, an error': [
        { a: 1 },
        [2],
        '1970-01-01T00:00:00.000Z',
        { name: 'TypeError', message: 'no' },
      ],
      'no number': { nan: 'NaN', infinite: '-Infinity', zero: 0 },
      'a class': { text: 'please' },
      'odd text': 'please \u0000 \ud800 \u2028 日本',
    })
    expect(run?.suites[0]?.rows.flatMap(({ verdicts }) => verdicts.map(({ outcome }) => outcome))).toEqual(
      Array.from({ length: 12 }, () => 'scored'),
    )
  })

  test('is that of the last attempt alone, also when an attempt that timed out goes on', async ({
    expect,
  }) => {
    await using project = await fixture({
      'evals/retry.eval.ts': `
        import { evaluate } from 'vitest-judge'
        import { later, polite } from '#polite'
        const tries = {}
        evaluate('Retried', {
          rows: ['mends itself', 'never mends', 'late'].map((id) => ({ id, inputs: id })),
          predict: async (inputs) => {
            const attempt = (tries[inputs] = (tries[inputs] ?? 0) + 1)
            if (inputs === 'late' && attempt === 1) {
              await later(1200)
              return 'please, by the first attempt'
            }
            if (inputs === 'late') await later(600)
            return (inputs === 'never mends' || attempt === 1 ? 'Now! ' : 'please ') + attempt
          },
          judges: [polite()],
          assert: 'pass',
          timeoutMs: 900,
        })`,
    })
    const { exitCode, run } = await project.vitest(['run', 'evals', '--retry=2'])
    expect(exitCode).toBe(1)
    expect(run?.suites[0]?.rows.map(({ id, outputs }) => `${id}: ${String(outputs)}`)).toEqual([
      'mends itself: please 2',
      'never mends: Now! 3',
      'late: please 2',
    ])
    expect(brief(run)).toEqual([
      '# evals/retry.eval.ts > Retried',
      'mends itself: polite=yes',
      'never mends: polite=no',
      'late: polite=yes',
    ])
  })

  test.runIf(process.env['LONG'])(
    'names the judges that a timed-out row leaves without a verdict, and nothing is written late',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/hang.eval.ts': `
        import { evaluate } from 'vitest-judge'
        import { expect, test } from 'vitest'
        import { later, polite } from '#polite'
        evaluate('Hanging', {
          rows: ['predict', 'judge'].map((id) => ({ id, inputs: id })),
          predict: async (inputs) => {
            if (inputs === 'predict') await later(500)
            return inputs === 'judge' ? 'wait please' : 'please'
          },
          judges: [polite(), polite('second')],
          timeoutMs: 200,
        })
        test('by hand', { timeout: 200 }, async () => {
          await expect({ id: 'by hand', inputs: 'Salt', outputs: 'wait please' }).toPassJudge(polite())
        })
        test('keeps the worker alive', async () => { await later(2_000) })`,
      })
      const { exitCode, run, stderr } = await project.vitest(['run', 'evals'])
      expect(exitCode).toBe(3)
      expect(Object.keys(failures(stderr, project.root)).sort()).toEqual(['by hand', 'judge', 'predict'])
      expect(await project.asked()).toEqual([
        'polite "wait please"',
        'polite "wait please"',
        'second "wait please"',
      ])
      expect(brief(run)).toMatchInlineSnapshot(`
      [
        "# evals/hang.eval.ts > Hanging",
        "predict: polite=unscored(unfinished) second=unscored(unfinished)",
        "judge: polite=unscored(aborted) second=unscored(aborted)",
        "# evals/hang.eval.ts > evals/hang.eval.ts",
        "by hand: polite=unscored(aborted)",
      ]
    `)
    },
  )

  test.runIf(process.env['LONG'])(
    'is not run for a row that --bail, or skip in predict, ended early',
    async ({ expect }) => {
      await using project = await fixture(
        {
          'evals/bail.eval.ts': `
          import { evaluate } from 'vitest-judge'
          import { later, polite } from '#polite'
          evaluate('Bailing', {
            rows: Array.from({ length: 12 }, (_, index) => ({ id: 'row ' + index, inputs: index })),
            predict: async (inputs, { skip }) => {
              if (inputs === 1) skip('too dear')
              await later(inputs === 0 ? 150 : 400)
              return 'Now!'
            },
            judges: [polite()],
            assert: 'pass',
          })`,
        },
        { judges: { gate: { polite: { accuracy: 0.5 } }, concurrency: 5 } },
      )
      const { exitCode, run, stdout } = await project.vitest(['run', 'evals', '--bail=1'])
      expect(exitCode).toBe(1)
      expect(brief(run)).toEqual(['# evals/bail.eval.ts > Bailing (11 not run)', 'row 0: polite=no'])
      expect(run?.complete).toBe(false)
      expect(run?.partial).toEqual(['the run was interrupted', '11 rows were not run'])
      expect(stdout).toContain('polite · not gated')
      expect(await project.asked()).toEqual(['polite "Now!"'])
    },
  )
})

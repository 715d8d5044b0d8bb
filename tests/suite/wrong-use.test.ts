import { describe, test } from 'vitest'
import { brief, failures, report } from './brief.ts'
import { configStart, fixture } from './project.ts'

const begin = `
  import { evaluate, makeJudge } from 'vitest-judge'
  import { polite } from '#polite'
  const rows = [{ id: 'salt', inputs: 'Salt', expectations: 'yes' }, { id: 'rude', inputs: 'Now!', expectations: 'no' }]
  const predict = (inputs) => inputs + ' please'
`

describe.concurrent('evaluate used wrongly', { timeout: 60_000 }, () => {
  test.runIf(process.env['LONG'])('ends with 2 and says what to write', async ({ expect }) => {
    await using project = await fixture({
      'evals/duplicate-id.eval.ts': `${begin}
        evaluate('Politeness', { rows: [...rows, { id: 'salt', inputs: 'other' }], predict, judges: [polite()] })`,
      'evals/two-judges.eval.ts': `${begin}
        evaluate('Politeness', { rows, predict, judges: [polite(), polite()] })`,
      'evals/unknown-judge.eval.ts': `${begin}
        evaluate('Politeness', { rows, predict, judges: [polite()], truth: { polit: () => 'yes' } })`,
      'evals/no-judge.eval.ts': `${begin}
        evaluate('Politeness', { rows, predict, judges: [] })`,
      'evals/no-predict.eval.ts': `${begin}
        evaluate('Politeness', { rows, judges: [polite()] })`,
      'evals/rows-promise.eval.ts': `${begin}
        evaluate('Politeness', { rows: Promise.resolve(rows), predict, judges: [polite()] })`,
      'evals/no-truth.eval.ts': `${begin}
        evaluate('Politeness', { rows, predict, judges: [polite()], assert: 'agree' })`,
      'evals/no-passes.eval.ts': `${begin}
        evaluate('Politeness', { rows, predict, judges: [polite('tone', { values: ['kind', 'rude'] })], assert: 'pass' })`,
      'evals/share.eval.ts': `${begin}
        evaluate('Politeness', { rows, predict, judges: [polite()], maxUnscored: 5 })`,
      'evals/repeats.eval.ts': `${begin}
        evaluate('Politeness', { rows, predict, judges: [polite()], repeats: 2.5 })`,
      'evals/template.eval.ts': `${begin}
        evaluate('Politeness', { rows, predict, judges: [polite('tone', { instructions: 'Is {{ output }} polite?' })] })`,
    })
    const { exitCode, stderr, run } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(2)
    expect(run).toBeUndefined()
    expect(failures(stderr, project.root)).toMatchInlineSnapshot(`
      {
        "evals/duplicate-id.eval.ts [ evals/duplicate-id.eval.ts ]": "VitestJudgeError: rows[0] and rows[2] have the same id "salt"; expected each id once.
        → Give one of them another \`id\`, or leave ids out: the hash of the content serves.",
        "evals/no-judge.eval.ts [ evals/no-judge.eval.ts ]": "VitestJudgeError: evaluate("Politeness") has judges an empty list; expected one or more judges.
        → Write judges: [makeJudge({ ... })].",
        "evals/no-passes.eval.ts [ evals/no-passes.eval.ts ]": "VitestJudgeError: Which values of tone pass is not known: it answers with {"type":"label","values":["kind","rude"]}; only yes, true and pass do by themselves.
        → Say it in makeJudge: passes: 'good', passes: ['good', 'fair'] or passes: { atLeast: 4 }.",
        "evals/no-predict.eval.ts [ evals/no-predict.eval.ts ]": "VitestJudgeError: evaluate("Politeness") has predict undefined; expected a function.
        → Write predict: (inputs) => answer(inputs).",
        "evals/no-truth.eval.ts [ evals/no-truth.eval.ts ]": "VitestJudgeError: evaluate("Politeness") asserts 'agree' and has no truth.
        → Add truth: ({ outputs, expectations }) => (outputs.label === expectations.label ? 'yes' : 'no').",
        "evals/repeats.eval.ts [ evals/repeats.eval.ts ]": "VitestJudgeError: evaluate("Politeness") has repeats 2.5; expected a whole number from 1 to 100.
        → Write repeats: 3 to ask every judge three times, or leave it out for once.",
        "evals/rows-promise.eval.ts [ evals/rows-promise.eval.ts ]": "VitestJudgeError: evaluate("Politeness") has rows a promise (await it); expected an array.
        → Write rows: await loadRows(new URL('./rows.jsonl', import.meta.url)).",
        "evals/share.eval.ts [ evals/share.eval.ts ]": "VitestJudgeError: evaluate("Politeness") has maxUnscored 5; expected a share from 0 to 1.
        → Write maxUnscored: 0.05 for 5 %.",
        "evals/template.eval.ts [ evals/template.eval.ts ]": "VitestJudgeError: The instructions use the variable {{ output }}; expected one of {{ inputs }}, {{ outputs }}, {{ expectations }}, {{ conversation }}, {{ trace }}.
        → Write {{ inputs }} for the row and {{ outputs }} for the answer; their fields are shown as JSON.",
        "evals/two-judges.eval.ts [ evals/two-judges.eval.ts ]": "VitestJudgeError: evaluate("Politeness") has two judges of the id polite; expected each id once.
        → Give one of them another name.",
        "evals/unknown-judge.eval.ts [ evals/unknown-judge.eval.ts ]": "VitestJudgeError: evaluate("Politeness") has a truth for polit; expected the name of one of its judges: polite.
        → Correct the name; an aligned judge shares the name of its base.",
      }
    `)
    expect(await project.asked()).toEqual([])
  })

  test.runIf(process.env['LONG'])('ends with 3 where there are no rows', async ({ expect }) => {
    await using project = await fixture({
      'evals/no-rows.eval.ts': `${begin}
        evaluate('Politeness', { rows: [], predict, judges: [polite()] })`,
    })
    const { exitCode, stderr } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(3)
    expect(Object.values(failures(stderr, project.root))).toMatchInlineSnapshot(`
      [
        "VitestJudgeError: evaluate("Politeness") has no rows; expected at least one.
        → Check the file or filter that the rows come from.",
      ]
    `)
  })

  test.runIf(process.env['LONG'])(
    'ends with 2 when the truth is no value of the judge, and asks no judge about that row',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/truth.eval.ts': `${begin}
        evaluate('Politeness', { rows, predict, judges: [polite(), polite('second')], truth: { second: ({ expectations }) => (expectations === 'no' ? 'nope' : 'Yes') } })`,
      })
      const { exitCode, run } = await project.vitest(['run', 'evals'])
      expect(exitCode).toBe(2)
      expect(brief(run)).toMatchInlineSnapshot(`
      [
        "# evals/truth.eval.ts > Politeness",
        "salt: polite=yes second=yes/yes",
        "rude: VitestJudgeError: The truth for the judge second is "nope"; expected one of "yes", "no".
        → Return a value that the judge can give, or undefined where the truth is not known.",
      ]
    `)
      expect(await project.asked()).toEqual(['polite "Salt please"', 'second "Salt please"'])
    },
  )

  test('ends with 2 without any model, and names the three ways on', async ({ expect }) => {
    await using project = await fixture({
      'evals/polite.eval.ts': `
        import { evaluate, makeJudge } from 'vitest-judge'
        const judge = makeJudge({ name: 'polite', instructions: 'Is {{ outputs }} polite?', values: ['yes', 'no'] })
        evaluate('Politeness', { rows: [{ id: 'salt', inputs: 'Salt' }], predict: (inputs) => inputs, judges: [judge] })`,
    })
    const { exitCode, stderr, run } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(2)
    expect(brief(run)).toMatchInlineSnapshot(`[]`)
    expect(Object.values(failures(stderr, project.root))).toMatchInlineSnapshot(`
      [
        "VitestJudgeError: The judge model gpt-5-mini cannot be asked: found no API key and no base URL; expected one of them.
        → Set OPENAI_API_KEY (a .env file will do), or OPENAI_BASE_URL for a server of your own, or allow the offline stand-in: judges({ offline: true }) in vitest.config.ts, or VITEST_JUDGE_OFFLINE=1.",
      ]
    `)
    const offline = await project.vitest(['run', 'evals'], { VITEST_JUDGE_OFFLINE: '1' })
    expect(offline.exitCode).toBe(0)
    expect(offline.run?.offline).toBe(true)
    expect(offline.stdout).toContain('Verdicts come from the offline stand-in, which is no language model.')
  })

  test.runIf(process.env['LONG'])('ends with 2 when a gate names no judge of the run', async ({ expect }) => {
    const files = {
      'evals/polite.eval.ts': `${begin} evaluate('Politeness', { rows, predict, judges: [polite()] })`,
    }
    await using project = await fixture(files, { judges: { gate: { 'polite@aligned': { accuracy: 0.8 } } } })
    const { exitCode, stderr, run } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(2)
    expect(run?.complete).toBe(true)
    expect(report(stderr, project.root)).toMatchInlineSnapshot(`
      "error: The gate \`polite@aligned\` matches no judge of this run; expected one of: \`polite\`, \`Politeness > polite\`.
        → Correct the key of \`gate\` in the plugin \`judges({ gate })\`, or remove it."
    `)
  })

  test.runIf(process.env['LONG'])(
    'ends with 2 when the options of the plugin are wrong',
    async ({ expect }) => {
      const files = {
        'evals/polite.eval.ts': `${begin} evaluate('Politeness', { rows, predict, judges: [polite()] })`,
      }
      await using project = await fixture(files, { judges: { gate: { polite: { accuracy: 80 } } } })
      const { exitCode, stderr } = await project.vitest(['run', 'evals'])
      expect(exitCode).toBe(2)
      expect(stderr).toContain(
        'VitestJudgeError: judges(...) in the Vitest configuration: at gate.polite.accuracy, Too big: expected number to be <=1, received 80.',
      )
      expect(stderr).not.toMatch(/^ +at |exitCode/m)
    },
  )

  test('without the plugin, says how to add it', async ({ expect }) => {
    await using project = await fixture({
      'vitest.config.ts': `${await configStart()}
        export default defineConfig({ resolve: { alias }, test: { include: ['evals/*.eval.ts'], server: { deps: { external } } } })`,
      'evals/polite.eval.ts': `${begin} evaluate('Politeness', { rows, predict, judges: [polite()] })`,
    })
    const { exitCode, stderr } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(1)
    expect(Object.values(failures(stderr, project.root))).toMatchInlineSnapshot(`
      [
        "VitestJudgeError: evaluate("Politeness") was called where the vitest-judge plugin is not at work.
        → Add it to vitest.config.ts: import { judges } from 'vitest-judge/plugin', then plugins: [judges()].",
      ]
    `)
  })
})

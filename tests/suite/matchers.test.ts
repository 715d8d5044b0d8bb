import { describe, test } from 'vitest'
import { brief, failures } from './brief.ts'
import { fixture } from './project.ts'

describe.concurrent('hand-written tests', { timeout: 60_000 }, () => {
  test('pass, fail and record with both matchers, .not, soft, and the global expect in concurrent tests', async ({
    expect,
  }) => {
    await using project = await fixture({
      'evals/polite.eval.ts': `
        import { describe, expect, test } from 'vitest'
        import { later, polite } from '#polite'
        const judge = polite()
        const row = (id, outputs, more = {}) => ({ id, inputs: 'Salt', outputs, ...more })
        test('a test outside describe', async () => {
          await expect(row('outside', 'please')).toPassJudge(judge)
        })
        describe('Politeness', () => {
          test('asks once for two matchers', async ({ expect }) => {
            const sample = row('both', 'please')
            await expect(sample).toPassJudge(judge)
            await expect({ ...sample, truth: 'yes' }).toAgreeWithTruth(judge)
          })
          test('takes .not', async () => {
            await expect(row('rude', 'Now!')).not.toPassJudge(judge)
            await expect(row('rude', 'Now!', { truth: 'YES ' })).not.toAgreeWithTruth(judge)
          })
          test('takes soft, resolves and two judges at once', async ({ expect }) => {
            const sample = row('several', 'please', { group: 'table', tags: ['short'], truth: 'yes' })
            await expect.soft(sample).toPassJudge(judge)
            await expect(Promise.resolve(sample)).resolves.toPassJudge(judge)
            await Promise.all([expect(sample).toPassJudge(polite('second')), expect(sample).toAgreeWithTruth(polite('third'))])
          })
          describe.concurrent('in a nested describe', () => {
            for (const index of [1, 2, 3, 4]) {
              test('concurrent ' + index, async () => {
                await later(20 * (4 - index))
                await expect(row('c' + index, (index % 2 ? 'please ' : 'Now ') + index)).toPassJudge(judge)
              })
            }
          })
        })`,
    })
    const { exitCode, stderr, run } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(1)
    expect(Object.keys(failures(stderr, project.root)).sort()).toEqual(['concurrent 2', 'concurrent 4'])
    expect(brief(run)).toEqual([
      '# evals/polite.eval.ts > Politeness',
      'both: polite=yes/yes',
      'rude: polite=no/yes',
      'several: polite=yes/yes second=yes/yes third=yes/yes',
      'c1: polite=yes',
      'c2: polite=no',
      'c3: polite=yes',
      'c4: polite=no',
      '# evals/polite.eval.ts > evals/polite.eval.ts',
      'outside: polite=yes',
    ])
    expect(run?.suites[0]?.rows[2]).toMatchObject({
      group: 'table',
      tags: ['short'],
      inputs: 'Salt',
      outputs: 'please',
    })
    const asked = await project.asked()
    expect(asked.filter((line) => line === 'polite "please"')).toHaveLength(3)
    expect(asked).toHaveLength(10)
  })

  test('fail with what a person needs: verdict, rationale, truth, or what was not awaited', async ({
    expect,
  }) => {
    await using project = await fixture({
      'evals/polite.eval.ts': `
        import { describe, expect, test } from 'vitest'
        import { later, polite } from '#polite'
        const judge = polite()
        const row = (outputs, more = {}) => ({ id: 'salt', inputs: { ask: 'Salt' }, outputs, expectations: { tone: 'kind' }, ...more })
        describe('Politeness', () => {
          test('does not pass', async () => { await expect(row('Now!')).toPassJudge(judge) })
          test('passes under .not', async () => { await expect(row('please')).not.toPassJudge(judge) })
          test('disagrees, with a message', async () => { await expect(row('Now!', { truth: 'yes' }), 'my own words').toAgreeWithTruth(judge) })
          test('agrees under .not', async () => { await expect(row('Now!', { truth: 'no' })).not.toAgreeWithTruth(judge) })
          test('is unscored', async () => { await expect(row('mumble', { truth: 'no' })).toAgreeWithTruth(judge) })
          test('is unscored under .not', async () => { await expect(row('mumble')).not.toPassJudge(judge) })
          describe.concurrent('side by side', () => {
            test('is not awaited', async () => { void expect(row('wait please')).toPassJudge(judge) })
            test('is awaited', async () => { await expect(row('please')).toPassJudge(judge) })
            test('waits longer', async () => { await later(1_500) })
          })
        })`,
    })
    const { exitCode, stderr, stdout } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(3)
    expect(stdout).toContain('Tests  7 failed | 2 passed (9)')
    expect(stderr).not.toContain('Unhandled')
    expect(failures(stderr, project.root)).toMatchInlineSnapshot(`
      {
        "agrees under .not": "Error: expected the judge polite not to agree with the truth

        row       salt
        inputs    {"ask":"Salt"}
        outputs   Now!
        verdict   "no"
        rationale It lacks a please.
        truth     "no"",
        "disagrees, with a message": "Error: my own words: expected the judge polite to agree with the truth

        row       salt
        inputs    {"ask":"Salt"}
        outputs   Now!
        verdict   "no"
        rationale It lacks a please.
        truth     "yes"

      Expected: "yes"
      Received: "no"",
        "does not pass": "Error: expected the answer to pass the judge polite

        row       salt
        inputs    {"ask":"Salt"}
        outputs   Now!
        verdict   "no"
        rationale It lacks a please.",
        "is not awaited": "VitestJudgeError: expect(...).toPassJudge(...) was not awaited: the test ended before its verdict was known.
        → Write await expect(...).toPassJudge(...).",
        "is unscored": "Error: the judge polite gave no verdict

        row       salt
        inputs    {"ask":"Salt"}
        outputs   mumble
        verdict   unscored (malformed): expected one JSON object, received: Hard to say.
        truth     "no"",
        "is unscored under .not": "Error: the judge polite gave no verdict

        row       salt
        inputs    {"ask":"Salt"}
        outputs   mumble
        verdict   unscored (malformed): expected one JSON object, received: Hard to say.",
        "passes under .not": "Error: expected the answer not to pass the judge polite

        row       salt
        inputs    {"ask":"Salt"}
        outputs   please
        verdict   "yes"
        rationale It says please.",
      }
    `)
  })

  test.runIf(process.env['LONG'])(
    'that use a matcher wrongly are told what to write, and the run ends with 2',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/wrong.eval.ts': `
        import { makeJudge } from 'vitest-judge'
        import { expect, test } from 'vitest'
        import { polite } from '#polite'
        const judge = polite()
        const salt = { id: 'salt', inputs: 'Salt', outputs: 'please' }
        test('no outputs', async () => { await expect({ id: 'salt', inputs: 'Salt' }).toPassJudge(judge) })
        test('a promise', async () => { await expect(Promise.resolve(salt)).toPassJudge(judge) })
        test('a text', async () => { await expect('please').toPassJudge(judge) })
        test('no inputs that the judge asks for', async () => { await expect({ outputs: 'please' }).toPassJudge(judge) })
        test('a weight of none', async () => { await expect({ ...salt, weight: 0 }).toPassJudge(judge) })
        test('an unknown way of picking', async () => { await expect({ ...salt, pickedBy: 'hand' }).toPassJudge(judge) })
        test('not a judge', async () => { await expect(salt).toPassJudge({ name: 'polite' }) })
        test('no judge', async () => { await expect(salt).toAgreeWithTruth() })
        test('no truth', async () => { await expect(salt).toAgreeWithTruth(judge) })
        test('a truth that the judge cannot give', async () => { await expect({ ...salt, truth: true }).toAgreeWithTruth(judge) })
        test('a judge without passes', async () => {
          await expect(salt).toPassJudge(makeJudge({ name: 'grade', instructions: 'Grade {{ outputs }}.', valueType: { min: 1, max: 5 }, model: async () => '' }))
        })`,
        'evals/outside.eval.ts': `
        import { beforeAll, expect, test } from 'vitest'
        import { polite } from '#polite'
        beforeAll(async () => { await expect({ inputs: 'Salt', outputs: 'please' }).toPassJudge(polite()) })
        test('after a matcher in a hook', () => {})`,
      })
      const { exitCode, stderr } = await project.vitest(['run', 'evals'])
      expect(failures(stderr, project.root)).toMatchInlineSnapshot(`
      {
        "a judge without passes": "VitestJudgeError: Which values of grade pass is not known: it answers with {"type":"number","min":1,"max":5,"integer":false}; only yes, true and pass do by themselves.
        → Say it in makeJudge: passes: 'good', passes: ['good', 'fair'] or passes: { atLeast: 4 }.",
        "a promise": "VitestJudgeError: expect(...).toPassJudge received a promise; expected an object with inputs and outputs.
        → Write await expect({ ...row, outputs: await predict(row.inputs) }).toPassJudge(judge).",
        "a text": "VitestJudgeError: expect(...).toPassJudge received "please"; expected an object with inputs and outputs.
        → Write await expect({ ...row, outputs: await predict(row.inputs) }).toPassJudge(judge).",
        "a truth that the judge cannot give": "VitestJudgeError: The truth for the judge polite is true; expected one of "yes", "no".
        → Return a value that the judge can give, or undefined where the truth is not known.",
        "a weight of none": "VitestJudgeError: expect(...).toPassJudge received weight 0; expected a number from 1e-9 to 1e9.
        → Leave weight and pickedBy out for rows that were picked with equal chances.",
        "an unknown way of picking": "VitestJudgeError: expect(...).toPassJudge received pickedBy "hand"; expected "random", "verdict" or "hard".
        → Leave weight and pickedBy out for rows that were picked with equal chances.",
        "evals/outside.eval.ts [ evals/outside.eval.ts ]": "VitestJudgeError: expect(...).toPassJudge was called outside a test.
        → Call it inside test(...), and await it there.",
        "no inputs that the judge asks for": "VitestJudgeError: The judge polite was given no inputs; received {"id":"32b876cb6dfab991","rowId":"2fe6d5a6cd7b105b","split":"heldout","outputs":"please"}, expected an object with outputs and inputs.
        → Write expect({ ...row, outputs }).toPassJudge(judge), or judge.judge({ inputs, outputs }).",
        "no judge": "VitestJudgeError: expect(...).toAgreeWithTruth was given undefined; expected a judge.
        → Write expect({ ...row, outputs }).toAgreeWithTruth(makeJudge({ ... })).",
        "no outputs": "VitestJudgeError: expect(...).toPassJudge received {"id":"salt","inputs":"Salt"}; expected an object with inputs and outputs.
        → Write await expect({ ...row, outputs: await predict(row.inputs) }).toPassJudge(judge).",
        "no truth": "VitestJudgeError: expect(...).toAgreeWithTruth(polite) knows no truth for the row salt; expected truth: a value, or a person's feedback on this answer.
        → Write await expect({ ...row, outputs, truth: 'yes' }).toAgreeWithTruth(polite).",
        "not a judge": "VitestJudgeError: expect(...).toPassJudge was given {"name":"polite"}; expected a judge.
        → Write expect({ ...row, outputs }).toPassJudge(makeJudge({ ... })).",
      }
    `)
      expect(exitCode).toBe(2)
    },
  )
})

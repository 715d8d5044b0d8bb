import { describe, test } from 'vitest'
import { brief, failures } from './brief.ts'
import { fixture } from './project.ts'

const longId = 'a question that is far longer than forty characters, 100 %s sure, for $inputs and 日本'

describe.concurrent('evaluate', { timeout: 60_000 }, () => {
  test('makes each row a test of its exact id and records outputs, truth and every verdict', async ({
    expect,
  }) => {
    await using project = await fixture({
      'evals/polite.eval.ts': `
        import { evaluate } from 'vitest-judge'
        import { polite } from '#polite'
        evaluate('Politeness', {
          rows: [
            { id: 'salt', inputs: 'Salt', expectations: 'yes', group: 'table', tags: ['short'] },
            { id: ${JSON.stringify(longId)}, inputs: 'Move', expectations: 'no' },
            { id: 'unclear', inputs: 'mumble', expectations: 'no' },
          ],
          predict: (inputs, { row }) => ({ answer: row.id === 'salt' ? inputs + ', please' : inputs + '!' }),
          truth: ({ outputs, expectations }) => (outputs.answer === '' ? undefined : expectations),
          judges: [polite(), polite('second')],
          maxUnscored: 0.5,
        })`,
    })
    const ended = await project.vitest([
      'run',
      'evals',
      '--reporter=verbose',
      '--reporter=junit',
      '--outputFile=junit.xml',
    ])
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain(`✓ evals/polite.eval.ts > Politeness > ${longId} `)
    const { run } = ended
    expect(run?.id).toMatch(/^\d{8}T\d{9}Z-[\da-f]{8}$/)
    expect(run?.id).toContain(run?.time.replaceAll(/[-:.]/g, ''))
    expect(run).toMatchObject({ complete: true, partial: [], offline: false, alignShare: 0.5 })
    expect(brief(ended.run)).toEqual([
      '# evals/polite.eval.ts > Politeness',
      'salt: polite=yes/yes second=yes/yes',
      `${longId}: polite=no/no second=no/no`,
      'unclear: polite=unscored(malformed)/no second=unscored(malformed)/no',
    ])
    expect(run?.suites[0]).toMatchObject({
      maxUnscored: 0.5,
      judges: [{ id: 'polite', definition: { name: 'polite', model: 'function:model' } }, { id: 'second' }],
    })
    const [salt] = run?.suites[0]?.rows ?? []
    expect(salt).toEqual({
      id: 'salt',
      sampleId: expect.stringMatching(/^[\da-f]{16}$/),
      split: 'heldout',
      group: 'table',
      tags: ['short'],
      repeat: 0,
      inputs: 'Salt',
      outputs: { answer: 'Salt, please' },
      expectations: 'yes',
      verdicts: ['polite', 'second'].map((judge) => ({
        judge,
        truth: 'yes',
        truthFrom: 'suite',
        outcome: 'scored',
        value: 'yes',
        rationale: 'It says please.',
        model: 'function:model',
        latencyMs: expect.any(Number),
        recorded: false,
      })),
    })
    expect(await project.read('junit.xml')).toContain(
      'name="unscored" value="polite: unscored (malformed): expected one JSON object, received: Hard to say."',
    )
  })

  test('fails the row when predict throws or gives nothing, and asks no judge', async ({ expect }) => {
    await using project = await fixture({
      'evals/polite.eval.ts': `
        import { evaluate } from 'vitest-judge'
        import { polite } from '#polite'
        evaluate('Politeness', {
          rows: ['throws', 'rejects', 'gives nothing', 'please'].map((id) => ({ id, inputs: id })),
          predict: async (inputs) => {
            if (inputs === 'throws') throw new TypeError('no answer')
            if (inputs === 'rejects') return Promise.reject('a text')
            return inputs === 'please' ? inputs : undefined
          },
          judges: [polite()],
        })`,
    })
    const { exitCode, run } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(1)
    expect(brief(run)).toEqual([
      '# evals/polite.eval.ts > Politeness',
      'throws: TypeError: no answer',
      'rejects: a text',
      'gives nothing: Error: predict returned undefined; expected outputs',
      'please: polite=yes',
    ])
    expect(await project.asked()).toEqual(['polite "please"'])
  })

  test('ends with 3 when more than 5 % of the verdicts are unscored, all tests having passed', async ({
    expect,
  }) => {
    await using project = await fixture({
      'evals/polite.eval.ts': `
        import { evaluate } from 'vitest-judge'
        import { polite } from '#polite'
        evaluate('Politeness', {
          rows: Array.from({ length: 18 }, (_, index) => ({ inputs: index + (index === 0 ? ' mumble' : ' please') })),
          predict: (inputs) => inputs,
          judges: [polite()],
        })`,
    })
    const { exitCode, stdout } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(3)
    expect(stdout).toContain('Tests  18 passed (18)')
    expect(stdout).toContain('1 of 18 verdicts unscored (5.6 %), more than the 5.0 % allowed.')
  })

  test('with assert, fails a row with all that it takes to understand why', async ({ expect }) => {
    await using project = await fixture({
      'evals/polite.eval.ts': `
        import { evaluate } from 'vitest-judge'
        import { polite } from '#polite'
        const options = { predict: (inputs) => ({ answer: inputs }), judges: [polite(), polite('second')] }
        evaluate('Pass', {
          ...options,
          rows: [{ id: 'passes', inputs: 'please' }, { id: 'does not pass', inputs: 'Now!' }, { id: 'unscored', inputs: 'boom' }],
          assert: 'pass',
        })
        evaluate('Agree', {
          ...options,
          rows: [{ id: 'agrees', inputs: 'Now!' }, { id: 'disagrees', inputs: 'please' }, { id: 'truth unknown', inputs: 'Hm' }],
          truth: { polite: ({ inputs }) => (inputs === 'Hm' ? undefined : 'no') },
          assert: 'agree',
          maxUnscored: 1,
        })`,
    })
    const { exitCode, stderr, stdout } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(3)
    expect(stdout).toContain('Tests  3 failed | 3 passed (6)')
    expect(failures(stderr, project.root)).toMatchInlineSnapshot(`
      {
        "disagrees": "AssertionError: expected the judge polite to agree with the truth

        row       disagrees
        inputs    please
        outputs   {"answer":"please"}
        verdict   "yes"
        rationale It says please.
        truth     "no"",
        "does not pass": "AssertionError: expected the answer to pass the judge polite

        row       does not pass
        inputs    Now!
        outputs   {"answer":"Now!"}
        verdict   "no"
        rationale It lacks a please.

      expected the answer to pass the judge second

        row       does not pass
        inputs    Now!
        outputs   {"answer":"Now!"}
        verdict   "no"
        rationale It lacks a please.",
        "unscored": "AssertionError: the judge polite gave no verdict

        row       unscored
        inputs    boom
        outputs   {"answer":"boom"}
        verdict   unscored (provider-error): the model is down

      the judge second gave no verdict

        row       unscored
        inputs    boom
        outputs   {"answer":"boom"}
        verdict   unscored (provider-error): the model is down",
      }
    `)
  })
})

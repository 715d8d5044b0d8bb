import { doesNotMatch } from 'node:assert/strict'
import { expectEnd, expectSame, type Step } from './step.ts'
import { configuration } from './support-files.ts'

/** A judge whose model is a function: `please` is polite, and `wait` takes a second. */
const judgeFile = `
    import { makeJudge } from 'vitest-judge'

    export const asked: string[] = []
    export const polite = makeJudge({
      name: 'polite',
      instructions: 'Is {{ outputs }} a polite answer to {{ inputs }}?',
      values: ['yes', 'no'],
      model: async ({ messages }) => {
        const prompt = messages.at(-1)?.content ?? ''
        asked.push(prompt)
        if (prompt.includes('wait')) await new Promise((resolve) => setTimeout(resolve, 1_000))
        const result = prompt.includes('please') ? 'yes' : 'no'
        return JSON.stringify({ result, rationale: 'It ' + (result === 'yes' ? 'says' : 'lacks a') + ' please.' })
      },
    })`

const matcherFile = `
    import { expect, test } from 'vitest'
    import { polite } from './judge.ts'

    const row = (id: string, outputs: string) => ({ id, inputs: 'Salt', outputs })

    test.for([['kind', 'please'], ['rude', 'Now!']] as const)('%s', { concurrent: true }, async ([id, outputs], { expect }) => {
      const truth = id === 'kind' ? 'yes' : 'no'
      await expect({ ...row(id, outputs), truth }).toAgreeWithTruth(polite)
    })
    test('passes', () => expect(row('a', 'please')).toPassJudge(polite))
    test('does not pass under .not', () => expect(row('b', 'Now!')).not.toPassJudge(polite))
    test('takes soft and resolves', async () => {
      await expect.soft(row('c', 'please')).toPassJudge(polite)
      await expect(Promise.resolve(row('d', 'please'))).resolves.toPassJudge(polite)
    })`

const gatedFile = `
    import { evaluate, makeJudge } from 'vitest-judge'
    import { polite } from './judge.ts'

    const contrary = makeJudge({
      name: 'contrary',
      instructions: 'Is {{ outputs }} rude?',
      values: ['yes', 'no'],
      model: async ({ messages }) => {
        const result = messages.at(-1)?.content.includes('please') ? 'no' : 'yes'
        return JSON.stringify({ result, rationale: 'It is the other way round.' })
      },
    })
    evaluate('Gated', {
      rows: Array.from({ length: 60 }, (_, number) => ({ id: 'row ' + number, inputs: number })),
      predict: (number) => (number % 2 === 0 ? 'please ' : 'now ') + number,
      truth: ({ inputs }) => (inputs % 2 === 0 ? 'yes' : 'no'),
      judges: [polite, contrary],
    })`

export const judgingSteps: readonly Step[] = [
  {
    name: 'types',
    run: async (open) => {
      const { tsc } = await open({
        'evals/judge.ts': judgeFile,
        'evals/polite.eval.ts': matcherFile,
        'evals/wrong.eval.ts': `
          import { expect } from 'vitest'
          import { polite } from './judge.ts'
          // @ts-expect-error a judge is no name
          void expect({}).toPassJudge('polite')
          // @ts-expect-error a judge is asked for
          void expect({}).not.toAgreeWithTruth()
          export const passed: Promise<void> = expect({}).toPassJudge(polite)`,
        'tsconfig.json': JSON.stringify({
          compilerOptions: {
            target: 'es2023',
            module: 'nodenext',
            types: ['node'],
            strict: true,
            allowImportingTsExtensions: true,
            noEmit: true,
            skipLibCheck: true,
          },
        }),
      })
      expectEnd(await tsc('-p', '.'))
    },
  },
  {
    name: 'unit tests',
    run: async (open) => {
      const { vitest } = await open()
      const printed = expectEnd(await vitest(['run']), {
        says: [
          '✓ sum.test.js',
          'Tests 1 passed (1)',
          '1 eval file was not run; run it with: npx vitest run evals',
        ],
      })
      doesNotMatch(printed, /Support answers/)
    },
  },
  {
    name: 'evals',
    run: async (open) => {
      const { vitest, latest } = await open()
      expectEnd(await vitest(['run', 'evals']), {
        says: [
          'Support answers · held-out rows',
          'polite 5 0 60.0 % [23.1, 88.2]',
          'Run file: .vitest-judge/runs/',
        ],
      })
      const { complete, offline, suites } = await latest()
      expectSame(
        { complete, offline, rows: suites.map(({ rows }) => rows.length) },
        { complete: true, offline: true, rows: [8] },
      )
    },
  },
  {
    name: 'gate',
    run: async (open) => {
      const gated = (judge: string) =>
        configuration(`judges({ gate: { ${judge}: { accuracy: 0.6 }, allowOffline: true } })`)
      const { vitest, write } = await open({
        'vitest.config.ts': gated('contrary'),
        'evals/judge.ts': judgeFile,
        'evals/support.eval.ts': gatedFile,
      })
      expectEnd(await vitest(['run', 'evals']), { exitCode: 1, says: ['Gates ✗ contrary · failed'] })
      await write({ 'vitest.config.ts': gated('polite') })
      expectEnd(await vitest(['run', 'evals']), { says: ['Gates ✓ polite · passed'] })
    },
  },
  {
    name: 'matchers',
    run: async (open) => {
      const { vitest, latest } = await open({
        'evals/judge.ts': judgeFile,
        'evals/polite.eval.ts': matcherFile,
        'evals/rude.eval.ts': `
          import { expect, test } from 'vitest'
          import { polite } from './judge.ts'
          test('fails', () => expect({ id: 'rude', inputs: 'Salt', outputs: 'Now!' }).toPassJudge(polite))`,
      })
      expectEnd(await vitest(['run', 'evals/polite']), { says: ['Tests 5 passed (5)'] })
      const verdicts = (await latest()).suites.flatMap(({ rows }) =>
        rows.flatMap(({ id, verdicts }) =>
          verdicts.map((verdict) => [id, verdict.outcome === 'scored' && verdict.value]),
        ),
      )
      expectSame(verdicts.toSorted(), [
        ['a', 'yes'],
        ['b', 'no'],
        ['c', 'yes'],
        ['kind', 'yes'],
        ['rude', 'no'],
      ])
      expectEnd(await vitest(['run', 'evals/rude']), {
        exitCode: 1,
        says: ['expected the answer to pass the judge polite', 'rationale It lacks a please.'],
      })
    },
  },
  {
    name: 'not awaited',
    run: async (open) => {
      const { vitest } = await open({
        'evals/judge.ts': judgeFile,
        'evals/polite.eval.ts': `
          import { describe, expect, test } from 'vitest'
          import { polite } from './judge.ts'
          const row = (outputs: string) => ({ id: outputs, inputs: 'Salt', outputs })
          describe.concurrent('side by side', () => {
            test('is not awaited', async () => {
              await expect(row('please')).toPassJudge(polite)
              void expect(row('wait, please')).toPassJudge(polite)
              await new Promise((resolve) => setTimeout(resolve, 100))
            })
            test('is awaited', async () => { await expect(row('please')).toPassJudge(polite) })
            test('waits longer', () => new Promise((resolve) => setTimeout(resolve, 1_500)))
          })`,
      })
      const printed = expectEnd(await vitest(['run', 'evals/polite']), {
        exitCode: 1,
        says: [
          'FAIL evals/polite.eval.ts > side by side > is not awaited',
          'expect(...).toPassJudge(...) was not awaited',
          'Tests 1 failed | 2 passed (3)',
        ],
      })
      doesNotMatch(printed, /Unhandled/)
    },
  },
]

import { expectEnd, expectSame, type Step } from './step.ts'

export const endingSteps: readonly Step[] = [
  {
    name: 'retry',
    run: async (open) => {
      const { vitest, latest } = await open({
        'evals/late.eval.ts': `
          import { makeJudge } from 'vitest-judge'
          import { expect, test } from 'vitest'
          let calls = 0
          const judge = makeJudge({
            name: 'late', instructions: 'Is {{ outputs }} fine?', values: ['yes', 'no'],
            model: async (_request, { signal } = {}) => {
              if (++calls === 1) await new Promise((resolve) => setTimeout(resolve, 2_000))
              signal?.throwIfAborted()
              return '{"result":"yes","rationale":"It is."}'
            },
          })
          test('row', { retry: 1, timeout: 1_000 }, async () => {
            await expect({ id: 'row', inputs: 1, outputs: 'a' }).toPassJudge(judge)
          })`,
      })
      expectEnd(await vitest(['run', 'evals/late']), { says: ['Tests 1 passed (1)'] })
      const { suites } = await latest()
      const outcomes = suites.flatMap(({ rows }) =>
        rows.flatMap(({ verdicts }) => verdicts.map(({ outcome }) => outcome)),
      )
      expectSame(outcomes, ['scored'])
    },
  },
  {
    name: 'Ctrl-C',
    run: async (open) => {
      const { vitest, latest } = await open({
        'evals/slow.eval.ts': `
          import { evaluate, makeJudge } from 'vitest-judge'
          const judge = makeJudge({
            name: 'slow', instructions: 'Is {{ outputs }} fine?', values: ['yes', 'no'],
            model: async () => '{"result":"yes","rationale":"It is."}',
          })
          evaluate('Slow', {
            rows: Array.from({ length: 20 }, (_, number) => ({ id: 'row ' + number, inputs: number })),
            predict: async (number, { signal }) => {
              if (number < 5) {
                await new Promise((resolve) => setTimeout(resolve, 50 * number))
                return 'answer ' + number
              }
              if (number === 9) setTimeout(() => process.stdout.write('press it now\\n'), 500)
              return new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
            },
            judges: [judge],
          })`,
        'vitest.config.ts': `
          import { defineConfig } from 'vitest/config'
          import { judges } from 'vitest-judge/plugin'

          export default defineConfig({ plugins: [judges({ concurrency: 4 })], test: { disableConsoleIntercept: true } })`,
      })
      const ended = await vitest(['run', 'evals/slow'], { interruptAt: 'press it now' })
      expectEnd(ended, { exitCode: 130, says: ['Interrupted: what is known will be written.'] })
      const { complete, partial, suites } = await latest()
      const rows = suites.map(({ rows, rowsNotRun }) => [rows.length, rowsNotRun])
      expectSame(
        { complete, partial: partial[0], rows },
        { complete: false, partial: 'the run was interrupted', rows: [[5, 15]] },
      )
    },
  },
]

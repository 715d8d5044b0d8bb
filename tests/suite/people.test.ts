import { describe, test } from 'vitest'
import type { Feedback, RunVerdict } from '../../src/contract/index.ts'
import { sampleId } from '../../src/dataset/index.ts'
import { fixture } from './project.ts'

/** A line on a row whose answer is `please`. */
function line(
  rowId: string,
  name: string,
  value: string,
  more: Partial<Feedback> = {},
): Omit<Feedback, 'judge'> {
  const id = `${rowId} ${name} ${value}`
  const time = '2026-11-24T00:00:00.000Z'
  const sample = sampleId({ rowId, inputs: rowId, outputs: 'please' })
  return { id, sampleId: sample, rowId, value, source: { type: 'HUMAN', name }, time, ...more }
}

const log = (...lines: Omit<Feedback, 'judge'>[]) =>
  lines.map((given) => `${JSON.stringify({ judge: 'polite', ...given })}\n`).join('')

const feedback = log(
  line('salt', 'zoe', 'no'),
  line('salt', 'bob', 'yes', { weight: 3, pickedBy: 'random' }),
  line('salt', 'zoe', 'yes', { pickedBy: 'verdict' }),
  line('salt', 'Ann', 'no'),
  line('wine', 'bob', 'no', { weight: 8, pickedBy: 'verdict' }),
  line('wine', 'truth', 'yes', { source: { type: 'CODE', name: 'truth' } }),
  line('egg', 'bob', 'no'),
  line('egg', 'bob', 'no', { retracted: true }),
  line('oil', 'bob', 'no'),
)

/** What verdicts say of the truth, by row and judge. */
const truths = (rows: readonly { id: string; verdicts: RunVerdict[] }[] = []) =>
  Object.fromEntries(
    rows.flatMap(({ id, verdicts }) =>
      verdicts.map(({ judge, truth, truthFrom, truthDisputed, annotations, pickedBy, weight }) => [
        `${id} ${judge}`,
        JSON.parse(
          JSON.stringify({ truth, truthFrom, truthDisputed, annotations, pickedBy, weight }),
        ) as unknown,
      ]),
    ),
  )

const said = (names: Record<string, string>) =>
  Object.entries(names).map(([annotator, value]) => ({ annotator, value }))

describe.concurrent('what people said of an answer', { timeout: 60_000 }, () => {
  test('stands in every verdict on it, with how their labels were picked where they are the truth', async ({
    expect,
  }) => {
    await using project = await fixture({
      'evals/feedback/polite.jsonl': feedback,
      'evals/polite.eval.ts': `
        import { aligned, evaluate } from 'vitest-judge'
        import { polite } from '#polite'
        const options = {
          rows: ['salt', 'wine', 'egg', 'oil'].map((id) => ({ id, inputs: id })),
          predict: () => 'please',
          truth: ({ inputs }) => (inputs === 'oil' ? undefined : 'yes'),
          judges: [polite(), aligned(polite()), polite('other')],
        }
        evaluate('A', { ...options, truthFrom: 'human' })
        evaluate('B', options)`,
    })
    const { exitCode, run } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(0)
    const suite = { truth: 'yes', truthFrom: 'suite' }
    const salt = { annotations: said({ Ann: 'no', bob: 'yes', zoe: 'yes' }) }
    const wine = { annotations: said({ bob: 'no' }) }
    const oil = { truth: 'no', truthFrom: 'human', annotations: said({ bob: 'no' }) }
    const human = {
      salt: { truth: 'yes', truthFrom: 'human', ...salt, pickedBy: 'verdict' },
      wine: {
        truth: 'no',
        truthFrom: 'human',
        truthDisputed: 'yes',
        ...wine,
        pickedBy: 'verdict',
        weight: 8,
      },
    }
    expect(truths(run?.suites[0]?.rows)).toEqual({
      'salt polite': human.salt,
      'salt polite@aligned': human.salt,
      'salt other': suite,
      'wine polite': human.wine,
      'wine polite@aligned': human.wine,
      'wine other': suite,
      'egg polite': suite,
      'egg polite@aligned': suite,
      'egg other': suite,
      'oil polite': oil,
      'oil polite@aligned': oil,
      'oil other': {},
    })
    expect(truths(run?.suites[1]?.rows)).toMatchObject({
      'salt polite': { ...suite, ...salt },
      'wine polite@aligned': { ...suite, truthDisputed: 'no', ...wine },
      'oil polite': oil,
    })
    expect(truths(run?.suites[1]?.rows)['wine polite']).not.toHaveProperty('weight')
  })

  test.runIf(process.env['LONG'])(
    'gives way to a truth that a matcher is told, whichever of two matchers comes first',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/feedback/polite.jsonl': feedback,
        'evals/by-hand.eval.ts': `
        import { describe, test } from 'vitest'
        import { polite } from '#polite'
        const sample = (id) => ({ id, inputs: id, outputs: 'please' })
        describe('By hand', () => {
          test('told last', async ({ expect }) => {
            await expect(sample('wine')).toPassJudge(polite())
            await expect({ ...sample('wine'), truth: 'yes' }).toAgreeWithTruth(polite())
          })
          test('told first', async ({ expect }) => {
            await expect({ ...sample('salt'), truth: 'no' }).not.toAgreeWithTruth(polite())
            await expect(sample('salt')).toPassJudge(polite())
          })
          test('never told', async ({ expect }) => {
            await expect(sample('oil')).not.toAgreeWithTruth(polite())
          })
        })`,
      })
      const { exitCode, run } = await project.vitest(['run', 'evals'])
      expect(exitCode).toBe(0)
      expect(truths(run?.suites[0]?.rows)).toEqual({
        'wine polite': {
          truth: 'yes',
          truthFrom: 'suite',
          truthDisputed: 'no',
          annotations: said({ bob: 'no' }),
        },
        'salt polite': {
          truth: 'no',
          truthFrom: 'suite',
          truthDisputed: 'yes',
          annotations: said({ Ann: 'no', bob: 'yes', zoe: 'yes' }),
        },
        'oil polite': { truth: 'no', truthFrom: 'human', annotations: said({ bob: 'no' }) },
      })
    },
  )
})

describe.concurrent('how a row was picked', { timeout: 60_000 }, () => {
  test.runIf(process.env['LONG'])(
    'reaches the run file from evaluate and from matchers',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/picked.eval.ts': `
        import { evaluate } from 'vitest-judge'
        import { expect, test } from 'vitest'
        import { polite } from '#polite'
        const rows = [
          { id: 'salt', inputs: 'Salt', weight: 2.5 },
          { id: 'wine', inputs: 'Wine', weight: 4, pickedBy: 'random' },
          { id: 'egg', inputs: 'Egg', pickedBy: 'verdict' },
        ]
        evaluate('Evaluated', { rows, predict: () => 'please', judges: [polite()], repeats: 2 })
        test.for(rows)('by hand', async (row) => {
          await expect({ ...row, outputs: 'please' }).toPassJudge(polite())
        })`,
      })
      const { exitCode, run } = await project.vitest(['run', 'evals'])
      expect(exitCode).toBe(0)
      const picked = run?.suites.map(({ rows }) =>
        rows.map(({ id, repeat, weight, pickedBy }) => [id, repeat, weight, pickedBy]),
      )
      const salt = [2.5, undefined]
      const wine = [4, 'random']
      const egg = [undefined, 'verdict']
      expect(picked).toEqual([
        [
          ['salt', 0, ...salt],
          ['salt', 1, ...salt],
          ['wine', 0, ...wine],
          ['wine', 1, ...wine],
          ['egg', 0, ...egg],
          ['egg', 1, ...egg],
        ],
        [
          ['salt', 0, ...salt],
          ['wine', 0, ...wine],
          ['egg', 0, ...egg],
        ],
      ])
    },
  )
})

import { expect, onTestFinished, test } from 'vitest'
import { makeJudge } from '../../src/judge/index.ts'
import type { RunningTest } from '../../src/suite/host.ts'
import { evaluate } from '../../src/suite/index.ts'
import { notAwaited, toPassJudge } from '../../src/suite/matchers.ts'
import { fixture } from './project.ts'

const model = () => Promise.resolve('{"result": "kind", "rationale": ""}')
const polite = makeJudge({ name: 'polite', instructions: '{{ outputs }}', values: ['yes', 'no'], model })
const tone = makeJudge({ name: 'tone', instructions: '{{ outputs }}', values: ['kind', 'rude'], model })
const rows = [{ id: 'salt', inputs: 'Salt' }]
const predict = (inputs: string) => `${inputs} please`

test.for([
  ['duplicate-judge', { judges: [polite, polite] }],
  ['missing-passes', { judges: [tone], assert: 'pass' }],
  ['missing-truth', { judges: [polite], assert: 'agree' }],
] as const)('evaluate refuses with the code %s', ([code, options]) => {
  expect(() => evaluate('Any', { rows, predict, ...options })).toThrow(
    expect.objectContaining({ code, exitCode: 2 }),
  )
})

test.for([0, -1, 101, Number.NaN, Number.POSITIVE_INFINITY])('evaluate refuses %d repeats', (repeats) => {
  expect(() => evaluate('Any', { rows, predict, judges: [polite], repeats })).toThrow(
    expect.objectContaining({
      code: 'invalid-options',
      message: expect.stringContaining(
        `evaluate("Any") has repeats ${repeats}; expected a whole number from 1 to 100.`,
      ) as string,
    }),
  )
})

test('evaluate refuses an option that it does not know, and says which was meant', () => {
  const unknown = { rows, predict, judges: [polite], repeat: 3 }
  expect(() => evaluate('Any', unknown)).toThrow(
    expect.objectContaining({
      code: 'invalid-options',
      message:
        'evaluate("Any") has the unknown option repeat; expected only rows, predict, truth, truthFrom, judges, conversation, trace, assert, maxUnscored, repeats, timeoutMs, test.\n' +
        '  → Write repeats in place of repeat.',
    }),
  )
})

test('toPassJudge refuses an option that it does not know', async () => {
  const options: object = { requireCalibraton: true }
  await expect(toPassJudge({}, {} as RunningTest, {}, polite, options)).rejects.toMatchObject({
    code: 'invalid-options',
    message:
      'toPassJudge(polite, ...) has the unknown option requireCalibraton; expected only requireCalibration.\n' +
      '  → Write requireCalibration in place of requireCalibraton.',
  })
})

test('a matcher that was not awaited has a code of its own', () => {
  expect(notAwaited('toPassJudge')).toMatchObject({ code: 'not-awaited', exitCode: 1 })
})

test('evaluate needs the plugin', () => {
  const key = Symbol.for('vitest-judge.host')
  const store = globalThis as { [key: symbol]: unknown }
  const host = store[key]
  delete store[key]
  onTestFinished(() => {
    store[key] = host
  })
  expect(() => evaluate('Any', { rows, predict, judges: [polite] })).toThrow(
    expect.objectContaining({ code: 'no-plugin', exitCode: 2 }),
  )
})

test('a forgotten await is found although a later matcher is awaited', { timeout: 30_000 }, async () => {
  await using project = await fixture({
    'evals/forgotten.eval.ts': `
      import { test } from 'vitest'
      import { polite } from '#polite'
      const sample = { id: 'salt', inputs: 'Salt', outputs: 'Salt please', truth: 'yes' }
      test('forgotten', async ({ expect }) => {
        expect(sample).toPassJudge(polite())
        await expect(sample).toAgreeWithTruth(polite())
      })
      test('all awaited', async ({ expect }) => {
        await Promise.all([expect(sample).toPassJudge(polite()), expect.soft(sample).toAgreeWithTruth(polite())])
        await expect(sample).not.toPassJudge(polite('tone', { values: ['kind', 'rude'], passes: 'rude' })).catch(() => {})
      })`,
  })
  const { exitCode, stdout, stderr } = await project.vitest(['run', 'evals'])
  expect(exitCode).toBe(1)
  expect(stdout).toContain('1 failed | 1 passed')
  expect(stderr).toContain('expect(...).toPassJudge(...) was not awaited')
})

import { expect, onTestFinished, test } from 'vitest'
import { makeJudge } from '../../src/judge/index.ts'
import { evaluate } from '../../src/suite/index.ts'
import { notAwaited } from '../../src/suite/matchers.ts'

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

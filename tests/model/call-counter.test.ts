import { expect, test } from 'vitest'
import { CallCounter } from '../../src/model/call-counter.ts'

const call = { model: 'small', endpoint: 'https://api.example.com/v1', answered: true }
const recorded = { ...call, recorded: true }
const tokens = { prompt: 10, completion: 2 }

test('calls are summed by model, the tokens of those recorded apart', () => {
  const calls = new CallCounter()
  expect(calls.usage()).toBe(undefined)
  for (const one of [
    { ...recorded, tokens },
    { ...call, recorded: false, tokens: { prompt: 1, completion: 1 } },
    { ...recorded, tokens },
    { ...call, recorded: false, answered: false, reason: 'rejected' as const },
    { ...call, recorded: false, answered: false, reason: 'not-recorded' as const },
    { ...call, model: 'other', recorded: false },
  ]) {
    calls.add(one)
  }
  const common = { endpoint: call.endpoint, recorded: 0, failed: 0, uncounted: 0 }
  expect(calls.usage()).toEqual([
    { ...common, model: 'other', asked: 1, uncounted: 1, tokens: { prompt: 0, completion: 0 } },
    {
      ...common,
      model: 'small',
      asked: 2,
      recorded: 2,
      failed: 1,
      tokens: { prompt: 1, completion: 1 },
      recordedTokens: { prompt: 20, completion: 4 },
    },
  ])
  expect(calls.failure).toBe('rejected')
})

test.for([
  [[{ ...recorded, tokens }, recorded]],
  [[recorded, { ...recorded, tokens }]],
  [[recorded, recorded, { ...recorded, tokens }]],
])('what a part of the recorded calls took is not told as if it were all', ([reports = []]) => {
  const calls = new CallCounter()
  for (const report of reports) calls.add(report)
  expect(calls.usage()).toEqual([expect.not.objectContaining({ recordedTokens: expect.anything() })])
})

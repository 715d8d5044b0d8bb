import { expect, test } from 'vitest'
import { ModelCallError } from '../../../src/model/model-call-error.ts'
import { type AcquireOptions, type Budget, localCoordinator } from '../../../src/model/pacing/coordinator.ts'
import { SimulatedTime } from './simulated-time.ts'

const messageOf = (call: Promise<unknown>) =>
  call.then(
    () => 'granted',
    (error: unknown) => (error instanceof ModelCallError ? error.message : String(error)),
  )

function coordinatorOf(budget: Budget, concurrency = 10) {
  const time = new SimulatedTime()
  const local = localCoordinator({ concurrency, budget }, time)
  return {
    time,
    acquire: (provider: string, tokens: number, options?: AcquireOptions) =>
      local.acquire(provider, tokens, options),
    spent: () => local.spent(),
    budgetNotices: () => local.budgetNotices(),
    stats: () => local.stats(),
    close: () => local.close(),
  }
}

test('each provider is paced by itself, and a permit tells how long it was waited for', async () => {
  const { time, acquire, stats } = coordinatorOf({}, 1)
  const first = await acquire('a', 10)
  const other = await acquire('b', 10)
  const second = acquire('a', 10)
  await time.run(1_000_030)
  expect(stats()).toMatchObject({ a: { inFlight: 1, waiting: 1 }, b: { inFlight: 1, waiting: 0 } })
  first.release({ status: 200 })
  first.release({ status: 200 })
  expect([first.waitedMs, other.waitedMs, (await second).waitedMs]).toEqual([0, 0, 30])
  expect(stats()).toMatchObject({ a: { inFlight: 1, waiting: 0 } })
})

test('a budget of calls counts each call once, when it asks, and not one that was aborted while it waited', async () => {
  const { acquire, spent } = coordinatorOf({ calls: 2 }, 1)
  const controller = new AbortController()
  const first = await acquire('a', 0)
  const aborted = messageOf(acquire('a', 0, { signal: controller.signal }))
  controller.abort()
  expect(await aborted).toBe('aborted: the caller ended the call while it waited to start')
  first.release({ status: 429, hints: { retryAtMs: 0 } })
  const again = await acquire('a', 0, { again: true })
  again.release({ status: 200 })
  await acquire('a', 0)
  expect(await messageOf(acquire('b', 0))).toMatchInlineSnapshot(
    `"over-budget: the budget of 2 calls is used up: 2 made so far"`,
  )
  expect(spent()).toEqual({ calls: 2, tokens: 0, costUsd: 0, unpriced: 1, uncounted: 1 })
})

test('a budget of tokens ends when it is reached: for calls to come, for those that wait, and for attempts', async () => {
  const { acquire, spent } = coordinatorOf({ tokens: 100 }, 2)
  const first = await acquire('a', 50)
  const second = await acquire('a', 50)
  const waiting = messageOf(acquire('a', 50))
  first.release({ status: 200, promptTokens: 90, completionTokens: 9, costUsd: 0.25 })
  expect(await waiting).toBe('granted')
  const late = messageOf(acquire('a', 50))
  second.release({ status: 200, tokens: 1 })
  expect(await late).toMatchInlineSnapshot(
    `"over-budget: the budget of 100 tokens is used up: 100 used so far"`,
  )
  expect(await messageOf(acquire('b', 1))).toBe(await late)
  expect(await messageOf(acquire('b', 1, { again: true }))).toBe(await late)
  expect(spent()).toEqual({ calls: 3, tokens: 100, costUsd: 0.25, unpriced: 1, uncounted: 0 })
})

test('a budget of cost holds what is priced', async () => {
  const { acquire, spent } = coordinatorOf({ cost: 0.5 })
  const permits = await Promise.all([acquire('a', 1), acquire('a', 1), acquire('a', 1)])
  permits[0]?.release({ status: 200 })
  permits[1]?.release({ status: 200, costUsd: 0.3 })
  expect(await messageOf(acquire('a', 1))).toBe('granted')
  permits[2]?.release({ status: 200, costUsd: 0.3 })
  expect(await messageOf(acquire('a', 1))).toMatchInlineSnapshot(
    `"over-budget: the budget of $0.5 is used up: $0.6000 spent so far"`,
  )
  expect(spent()).toEqual({ calls: 4, tokens: 0, costUsd: 0.6, unpriced: 1, uncounted: 3 })
})

test('limits that calls cannot be counted against are told', async () => {
  const uncountable = async (budget: Budget, calls: number) => {
    const { acquire, budgetNotices } = coordinatorOf(budget)
    for (let call = 0; call < calls; call++) (await acquire('a', 1)).release({ status: 200 })
    return budgetNotices()
  }
  expect(await uncountable({ calls: 5 }, 2)).toEqual([])
  expect(await uncountable({ cost: 5, tokens: 100 }, 0)).toEqual([])
  expect(await uncountable({ cost: 5, tokens: 100 }, 2)).toMatchInlineSnapshot(`
    [
      "the budget of $5 does not count 2 calls without a known price; prices, or a budget of calls, would",
      "the budget of 100 tokens does not count 2 calls whose tokens the service did not tell; a budget of calls would",
    ]
  `)
  expect(await uncountable({ cost: 0.5 }, 1)).toMatchInlineSnapshot(`
    [
      "the budget of $0.5 does not count 1 call without a known price; prices, or a budget of calls, would",
    ]
  `)
})

test('when it closes, nobody waits any longer', async () => {
  const { acquire, close } = coordinatorOf({}, 1)
  await acquire('a', 1)
  const waiting = messageOf(acquire('a', 1))
  await close()
  expect(await waiting).toBe('aborted: the run ended')
  expect(await messageOf(acquire('b', 1))).toBe('aborted: the run ended')
})

import { expect, test } from 'vitest'
import { ModelCallError } from '../../../src/model/model-call-error.ts'
import { Pacer, type PacerOptions, type Permit } from '../../../src/model/pacing/pacer.ts'
import { SimulatedTime } from './simulated-time.ts'

const good = { status: 200 }

/** A pacer, and what became of the calls that wait for it: names in the order in which they started or failed. */
function pacerOf(options: PacerOptions) {
  const time = new SimulatedTime(0)
  const pacer = new Pacer(options, time)
  const permits = new Map<string, Permit>()
  const log: string[] = []
  const call = (name: string, more: { tokens?: number; signal?: AbortSignal; again?: boolean } = {}) => {
    const { tokens = 0, ...rest } = more
    pacer.acquire(tokens, rest).then(
      (permit) => (permits.set(name, permit), log.push(`${name} ${time.now()}`)),
      (error: unknown) => log.push(`${name} ${error instanceof ModelCallError ? error.message : 'threw'}`),
    )
  }
  const end = (name: string, outcome: Parameters<Pacer['release']>[1]) => {
    const permit = permits.get(name)
    if (permit) pacer.release(permit, outcome)
  }
  return { time, pacer, call, end, log }
}

test('never more than the concurrency is in flight, first come, first served', async () => {
  const { time, pacer, call, end, log } = pacerOf({ concurrency: 2 })
  for (const name of ['a', 'b', 'c', 'd']) call(name)
  await time.run(0)
  expect(log).toEqual(['a 0', 'b 0'])
  expect(pacer.stats()).toEqual({ inFlight: 2, waiting: 2, limit: 2, tooMany: 0 })
  end('b', good)
  end('b', good)
  await time.run(5)
  expect(log).toEqual(['a 0', 'b 0', 'c 0'])
  end('a', {})
  await time.run(5)
  expect(log).toEqual(['a 0', 'b 0', 'c 0', 'd 5'])
})

test('a call that comes again goes before all that do not', async () => {
  const { time, call, end, log } = pacerOf({ concurrency: 1 })
  call('a')
  call('b')
  call('c', { again: true })
  call('d', { again: true })
  await time.run(0)
  for (const name of ['a', 'c', 'd']) {
    end(name, good)
    await time.run(0)
  }
  expect(log).toEqual(['a 0', 'c 0', 'd 0', 'b 0'])
})

test('a call that is aborted while it waits frees its place, and one that was aborted before never waits', async () => {
  const { time, pacer, call, end, log } = pacerOf({ concurrency: 1 })
  const controller = new AbortController()
  const own = AbortSignal.abort(new ModelCallError({ reason: 'timeout', detail: 'no answer within 5 ms' }))
  call('a')
  call('b', { signal: controller.signal })
  call('c')
  call('d', { signal: own })
  controller.abort()
  await time.run(0)
  end('a', good)
  await time.run(0)
  expect(log).toMatchInlineSnapshot(`
    [
      "a 0",
      "d timeout: no answer within 5 ms",
      "b aborted: the caller ended the call while it waited to start",
      "c 0",
    ]
  `)
  expect(pacer.stats()).toMatchObject({ inFlight: 1, waiting: 0 })
})

test.each([
  [429, { retryAtMs: 3000 }, 3000],
  [529, { retryAtMs: 3000 }, 3000],
  [503, { retryAtMs: 3000 }, 3000],
  [429, { fullAgainAtMs: 2000, nextAtMs: 20 }, 2000],
  [429, { retryAtMs: 1000, fullAgainAtMs: 9000 }, 1000],
  [429, {}, 250],
  [503, {}, 0],
  [500, {}, 0],
  [200, { fullAgainAtMs: 2000, nextAtMs: 20 }, 20],
])('after %i with %j the next call starts at %i ms', async (status, hints, startMs) => {
  const { time, call, end, log } = pacerOf({ concurrency: 1 })
  call('a')
  call('b')
  await time.run(0)
  end('a', { status, hints })
  await time.run()
  expect(log).toEqual(['a 0', `b ${startMs}`])
})

test('without a hint the pause grows while all is refused, and one call at a time tries', async () => {
  const { time, pacer, call, end, log } = pacerOf({ concurrency: 2 })
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) call(name)
  await time.run(0)
  end('a', { status: 429 })
  end('b', { status: 429 })
  for (const name of ['c', 'd', 'e']) {
    await time.run()
    end(name, { status: 429 })
  }
  await time.run()
  expect(log).toEqual(['a 0', 'b 0', 'c 250', 'd 625', 'e 1188', 'f 2032'])
  expect(pacer.stats()).toMatchObject({ tooMany: 5, inFlight: 1 })
})

test('a burst of refusals lowers the limit once, by a tenth, and each round that passes raises it by one', async () => {
  const { time, pacer, call, end } = pacerOf({ concurrency: 20 })
  const refused = { status: 429, hints: { retryAtMs: 100 } }
  const names = Array.from({ length: 20 }, (_, index) => `call ${index}`)
  for (const name of names) call(name)
  await time.run(0)
  for (const name of names) end(name, refused)
  expect(pacer.stats()).toMatchObject({ limit: 18, tooMany: 20 })
  const pass = async (count: number) => {
    for (let index = 0; index < count; index++) {
      call('next')
      await time.run()
      end('next', good)
    }
  }
  await pass(17)
  expect(pacer.stats().limit).toBe(18)
  await pass(1)
  expect(pacer.stats().limit).toBe(19)
  await pass(19 + 50)
  expect(pacer.stats()).toMatchObject({ limit: 20, inFlight: 0 })
})

test('requests per minute and tokens per minute are spread over the minute', async () => {
  const requests = pacerOf({ concurrency: 100, requestsPerMinute: 60 })
  for (const name of ['a', 'b', 'c']) requests.call(name)
  await requests.time.run()
  expect(requests.log).toEqual(['a 0', 'b 1000', 'c 2000'])

  const tokens = pacerOf({ concurrency: 100, tokensPerMinute: 60_000 })
  for (const name of ['a', 'b', 'c']) tokens.call(name, { tokens: 1000 })
  await tokens.time.run(500)
  // 400 of what was taken for it come back.
  tokens.end('a', { status: 200, tokens: 600 })
  await tokens.time.run()
  expect(tokens.log).toEqual(['a 0', 'b 606', 'c 1615'])
})

test('a service that asks to wait for more than ten minutes is not waited for', async () => {
  const { time, call, end, log } = pacerOf({ concurrency: 1 })
  call('a')
  call('b')
  await time.run(0)
  end('a', { status: 429, hints: { retryAtMs: 7_200_000 } })
  call('c')
  await time.run(7_200_000)
  call('d')
  await time.run(7_200_000)
  expect(log).toMatchInlineSnapshot(`
    [
      "a 0",
      "b rate-limited: the service asks to wait 120 minutes",
      "c rate-limited: the service asks to wait 120 minutes",
      "d 7200000",
    ]
  `)
})

test('all who wait can be refused', async () => {
  const { time, pacer, call, log } = pacerOf({ concurrency: 1 })
  call('a')
  call('b')
  call('c', { again: true })
  await time.run(0)
  pacer.rejectWaiting(new ModelCallError({ reason: 'over-budget', detail: 'spent' }))
  await time.run(0)
  expect(log).toEqual(['a 0', 'c over-budget: spent', 'b over-budget: spent'])
})

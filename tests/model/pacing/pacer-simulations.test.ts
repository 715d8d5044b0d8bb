import { expect, test } from 'vitest'
import { Pacer } from '../../../src/model/pacing/pacer.ts'
import {
  fixedWindow,
  type Hint,
  type Limiter,
  simulate,
  slidingWindow,
  tokenBucket,
} from './simulated-server.ts'
import { SimulatedTime } from './simulated-time.ts'

const servers = { fixedWindow, slidingWindow, tokenBucket }
const hints: readonly Hint[] = ['none', 'seconds', 'milliseconds']

/** 300 calls to a server that lets 10 a second through take 30 seconds at that rate. */
const limitSeconds = 30

async function tableOf(latencyMs: number) {
  const rows: string[] = []
  for (const [name, limiter] of Object.entries(servers)) {
    for (const hint of hints) {
      const server = { limiter: limiter(10), latencyMs, hint }
      const result = await simulate(new SimulatedTime(), { concurrency: 20 }, server, 300)
      expect(result.inFlight).toBe(20)
      expect(result.seconds).toBeLessThanOrEqual(limitSeconds * 1.15)
      expect(result.attempts).toBeLessThanOrEqual(6)
      rows.push(`${name}, hint ${hint}: ${result.seconds.toFixed(2)} s, ${result.tooMany} refused`)
    }
  }
  return rows
}

test('300 calls, 10 a second let through, 50 ms: as good as at the rate itself', async () => {
  expect(await tableOf(50)).toMatchInlineSnapshot(`
    [
      "fixedWindow, hint none: 31.92 s, 20 refused",
      "fixedWindow, hint seconds: 32.42 s, 14 refused",
      "fixedWindow, hint milliseconds: 30.01 s, 17 refused",
      "slidingWindow, hint none: 33.30 s, 20 refused",
      "slidingWindow, hint seconds: 31.98 s, 13 refused",
      "slidingWindow, hint milliseconds: 31.03 s, 16 refused",
      "tokenBucket, hint none: 29.24 s, 19 refused",
      "tokenBucket, hint seconds: 30.17 s, 16 refused",
      "tokenBucket, hint milliseconds: 29.12 s, 30 refused",
    ]
  `)
})

test('300 calls, 10 a second let through, 400 ms: as good as at the rate itself', async () => {
  expect(await tableOf(400)).toMatchInlineSnapshot(`
    [
      "fixedWindow, hint none: 32.94 s, 21 refused",
      "fixedWindow, hint seconds: 33.30 s, 13 refused",
      "fixedWindow, hint milliseconds: 30.60 s, 20 refused",
      "slidingWindow, hint none: 33.03 s, 21 refused",
      "slidingWindow, hint seconds: 32.97 s, 12 refused",
      "slidingWindow, hint milliseconds: 34.17 s, 17 refused",
      "tokenBucket, hint none: 29.46 s, 17 refused",
      "tokenBucket, hint seconds: 30.89 s, 14 refused",
      "tokenBucket, hint milliseconds: 29.53 s, 54 refused",
    ]
  `)
})

test('no call waits behind those that came later', async () => {
  const time = new SimulatedTime()
  const pacer = new Pacer({ concurrency: 8 }, time)
  const limiter = slidingWindow(10)
  const done: number[] = []
  const call = async (number: number) => {
    for (let attempt = 1; ; attempt++) {
      const permit = await pacer.acquire(0, { again: attempt > 1 })
      const isPassed = limiter(time.now()) === true
      await time.sleep(50)
      pacer.release(permit, { status: isPassed ? 200 : 429 })
      if (isPassed) break
    }
    done.push(number)
  }
  const all = Promise.all(Array.from({ length: 100 }, (_, number) => call(number)))
  await time.run()
  await all
  // A call may be overtaken by those that were in flight with it, and by no other.
  for (const [place, number] of done.entries()) expect(Math.abs(place - number)).toBeLessThanOrEqual(8)
})

test('when nothing limits any more, calls start as freely as before', async () => {
  const time = new SimulatedTime()
  const pacer = new Pacer({ concurrency: 20 }, time)
  const options = { concurrency: 20 }
  const limited = { limiter: tokenBucket(10), latencyMs: 400, hint: 'none' as const }
  const first = await simulate(time, options, limited, 100, pacer)
  expect(pacer.stats().ratePerSecond).toBeGreaterThan(9)
  const free: Limiter = () => true
  const second = await simulate(time, options, { limiter: free, latencyMs: 400, hint: 'none' }, 1000, pacer)
  const third = await simulate(time, options, { limiter: free, latencyMs: 400, hint: 'none' }, 1000, pacer)
  expect(pacer.stats()).toEqual({ inFlight: 0, waiting: 0, limit: 20, tooMany: first.tooMany })
  expect([first.seconds, second.seconds, third.seconds]).toMatchInlineSnapshot(`
    [
      9.527,
      29.414,
      20.074,
    ]
  `)
})

test('a limit that falls is found again', async () => {
  const time = new SimulatedTime()
  const pacer = new Pacer({ concurrency: 20 }, time)
  const [many, few] = [slidingWindow(10), slidingWindow(2)]
  const falling: Limiter = (nowMs) => (nowMs < 1_010_000 ? many : few)(nowMs)
  const server = { limiter: falling, latencyMs: 100, hint: 'none' as const }
  const result = await simulate(time, { concurrency: 20 }, server, 160, pacer)
  expect(pacer.stats().ratePerSecond).toBeLessThan(2.2)
  expect(result).toMatchInlineSnapshot(`
    {
      "attempts": 3,
      "inFlight": 20,
      "seconds": 52.261,
      "tooMany": 25,
    }
  `)
})

test('a server that refuses more than five calls at once gets through them all', async () => {
  const time = new SimulatedTime()
  const pacer = new Pacer({ concurrency: 20 }, time)
  let [inside, done, refused] = [0, 0, 0]
  const call = async () => {
    for (let again = false; ; again = true) {
      const permit = await pacer.acquire(0, { again })
      const isPassed = inside < 5
      if (isPassed) inside++
      await time.sleep(isPassed ? 200 : 10)
      if (isPassed) inside--
      pacer.release(permit, { status: isPassed ? 200 : 429 })
      if (isPassed) break
      refused++
    }
    done++
  }
  const all = Promise.all(Array.from({ length: 300 }, call))
  await time.run()
  await all
  expect([done, refused, (time.now() - 1_000_000) / 1000]).toMatchInlineSnapshot(`
    [
      300,
      16,
      15.513,
    ]
  `)
})

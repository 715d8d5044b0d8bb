import { type CallOutcome, Pacer, type PacerOptions } from '../../../src/model/pacing/pacer.ts'
import { readRateHeaders } from '../../../src/model/pacing/rate-headers.ts'
import type { SimulatedTime } from './simulated-time.ts'

/** Decides at a time whether a call is let through; a number is how long, in ms, until the next one would be. */
export type Limiter = (nowMs: number) => true | number

/** So many calls in each whole second. */
export function fixedWindow(perSecond: number): Limiter {
  let window = 0
  let used = 0
  return (nowMs) => {
    const current = Math.floor(nowMs / 1000)
    if (current !== window) [window, used] = [current, 0]
    return used < perSecond ? (used++, true) : (current + 1) * 1000 - nowMs
  }
}

/** So many calls in any second. */
export function slidingWindow(perSecond: number): Limiter {
  const passed: number[] = []
  return (nowMs) => {
    while (passed[0] !== undefined && passed[0] <= nowMs - 1000) passed.shift()
    if (passed.length >= perSecond) return (passed[0] ?? 0) + 1000 - nowMs
    passed.push(nowMs)
    return true
  }
}

/** So many calls saved up, and as many again each second. */
export function tokenBucket(perSecond: number): Limiter {
  let level = perSecond
  let at: number | undefined
  return (nowMs) => {
    level = Math.min(perSecond, level + ((nowMs - (at ?? nowMs)) * perSecond) / 1000)
    at = nowMs
    if (level < 1 - 1e-9) return ((1 - level) * 1000) / perSecond
    level--
    return true
  }
}

/** What a refusal says of the time to come again. */
export type Hint = 'none' | 'seconds' | 'milliseconds'

function headersFor(hint: Hint, waitMs: number): Headers {
  if (hint === 'seconds') return new Headers({ 'retry-after': String(Math.ceil(waitMs / 1000)) })
  if (hint === 'milliseconds') return new Headers({ 'retry-after-ms': String(Math.ceil(waitMs)) })
  return new Headers()
}

/** What became of the calls of a simulation. */
export interface Simulated {
  /** From the start to the end of the last call. */
  seconds: number
  tooMany: number
  /** The most attempts that one call took. */
  attempts: number
  /** The most calls in flight at once. */
  inFlight: number
}

/** Makes so many calls at once through a pacer to a server that takes so long to answer, each until it is let through. */
export async function simulate(
  time: SimulatedTime,
  options: PacerOptions,
  server: { limiter: Limiter; latencyMs: number; hint: Hint },
  calls: number,
  pacer = new Pacer(options, time),
): Promise<Simulated> {
  const startMs = time.now()
  const result = { seconds: 0, tooMany: 0, attempts: 0, inFlight: 0 }
  let inFlight = 0
  const call = async () => {
    for (let attempt = 1; ; attempt++) {
      const permit = await pacer.acquire(100, { again: attempt > 1 })
      result.inFlight = Math.max(result.inFlight, ++inFlight)
      await time.sleep(server.latencyMs / 2)
      const verdict = server.limiter(time.now())
      await time.sleep(server.latencyMs / 2)
      inFlight--
      pacer.release(permit, outcome(verdict, server.hint, time.now()))
      result.attempts = Math.max(result.attempts, attempt)
      if (verdict === true) break
      result.tooMany++
    }
    result.seconds = (time.now() - startMs) / 1000
  }
  const all = Promise.all(Array.from({ length: calls }, call))
  await time.run()
  await all
  return result
}

function outcome(verdict: true | number, hint: Hint, nowMs: number): CallOutcome {
  if (verdict === true) return { status: 200, tokens: 100 }
  return { status: 429, hints: readRateHeaders(headersFor(hint, verdict), nowMs) }
}

import { expect, test } from 'vitest'
import { StartSpread } from '../../../src/model/pacing/start-spread.ts'

/** When so many calls start that all want to at once, after calls that took so long. */
function starts(calls: number, tookMs: number | undefined, concurrency: number): number[] {
  const spread = new StartSpread()
  if (tookMs !== undefined) spread.end(tookMs)
  let nowMs = 1000
  return Array.from({ length: calls }, () => {
    nowMs = Math.max(nowMs, spread.startsAt(nowMs))
    spread.start(nowMs, concurrency)
    return nowMs
  })
}

test('nothing is spread before a duration is known', () => {
  expect(starts(3, undefined, 50)).toEqual([1000, 1000, 1000])
})

test('calls of 300 ms, 50 at once, start half an even spread apart', () => {
  expect(starts(5, 300, 50)).toEqual([1000, 1001, 1004, 1007, 1010])
})

test('slow calls start 4 ms apart, so that the last of a few waits little', () => {
  expect(starts(50, 60_000, 50).at(-1)).toBe(1194)
})

test('quick calls are hardly spread: what may be in flight at one time is never held up for longer than half a call', () => {
  for (const tookMs of [1, 20, 400]) {
    expect((starts(64, tookMs, 64).at(-1) as number) - 1000).toBeLessThanOrEqual(tookMs / 2)
  }
})

test('the mean follows the calls, a twentieth each', () => {
  const spread = new StartSpread()
  spread.end(400)
  for (let call = 0; call < 200; call++) spread.end(40)
  for (let call = 0; call < 3; call++) spread.start(0, 20)
  expect(spread.startsAt(0)).toBeCloseTo(1, 2)
})

test('a clock that is set back holds nothing up', () => {
  const spread = new StartSpread()
  spread.end(60_000)
  spread.start(3_600_000, 50)
  expect(spread.startsAt(3_600_000)).toBe(3_600_002)
  expect(spread.startsAt(1000)).toBe(1000)
  spread.start(1000, 50)
  expect(spread.startsAt(1000)).toBe(1004)
})

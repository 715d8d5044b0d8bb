import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { TokenBucket } from '../../../src/model/pacing/token-bucket.ts'

/** The times at which so many amounts are taken, each as soon as it may be. */
function takenAt(bucket: TokenBucket, amounts: readonly number[], pauses: readonly number[] = []): number[] {
  let nowMs = 0
  return amounts.map((amount, index) => {
    nowMs = Math.max(bucket.readyAt(amount, nowMs + (pauses[index] ?? 0)), nowMs)
    bucket.take(amount, nowMs)
    return nowMs
  })
}

test('a minute of requests comes out evenly', () => {
  const times = takenAt(new TokenBucket(600), Array<number>(600).fill(1))
  expect(times.slice(0, 7).map(Math.round)).toEqual([0, 0, 0, 0, 0, 101, 201])
  expect(times.at(-1)).toBeCloseTo((595 / 596) * 60_000, 6)
})

test('a few requests a minute come one by one', () => {
  expect(takenAt(new TokenBucket(3), [1, 1, 1, 1]).map(Math.round)).toEqual([0, 20_000, 40_000, 60_000])
  expect(takenAt(new TokenBucket(1), [1, 1]).map(Math.round)).toEqual([0, 60_000])
})

test('an amount above half a second of tokens waits for a full bucket and is owed', () => {
  const bucket = new TokenBucket(60_000)
  expect(takenAt(bucket, [2000, 2000]).map(Math.round)).toEqual([0, 2017])
  bucket.take(-2000, 2017)
  expect(bucket.readyAt(500, 2017)).toBe(2017)
})

test('never more than so many requests start in any 60 seconds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 400 }),
      (perMinute, pauses) => {
        const times = takenAt(
          new TokenBucket(perMinute),
          pauses.map(() => 1),
          pauses,
        )
        const most = Math.max(
          ...times.map((from) => times.filter((time) => time >= from && time < from + 59_999.9).length),
        )
        expect(most).toBeLessThanOrEqual(perMinute)
      },
    ),
    { numRuns: process.env['LONG'] === undefined ? 30 : 1000 },
  )
})

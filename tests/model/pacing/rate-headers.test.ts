import { expect, test } from 'vitest'
import { readRateHeaders } from '../../../src/model/pacing/rate-headers.ts'

const nowMs = Date.parse('2026-11-25T15:00:00Z')
const read = (headers: Record<string, string>) => readRateHeaders(new Headers(headers), nowMs)

test.each([
  ['0', 0],
  ['2', 2000],
  [' 1.5 ', 1500],
  ['Wed, 25 Nov 2026 15:00:20 GMT', 20_000],
  ['Wednesday, 25-Nov-26 15:00:20 GMT', 20_000],
  ['Wed, 25 Nov 2026 14:59:00 GMT', 0],
  ['2026-11-25T15:01:00Z', 60_000],
])('Retry-After: %s', (text, waitMs) => {
  expect(read({ 'retry-after': text })).toEqual({ retryAtMs: nowMs + waitMs })
})

test.each(['', 'soon', '-1', '1e3', '12 monkeys', 'Wed, 99 Nov 2026', '5, 6'])(
  'Retry-After: %j says nothing',
  (text) => {
    expect(read({ 'retry-after': text })).toEqual({})
  },
)

test('retry-after-ms is finer than Retry-After and goes before it', () => {
  expect(read({ 'retry-after-ms': '20', 'retry-after': '1' })).toEqual({ retryAtMs: nowMs + 20 })
  expect(read({ 'retry-after-ms': 'x', 'retry-after': '1' })).toEqual({ retryAtMs: nowMs + 1000 })
})

test.each([
  ['6m0s', 360_000],
  ['20ms', 20],
  ['1h2m3.5s', 3_723_500],
  ['1d', 86_400_000],
  ['30', 30_000],
  ['2026-11-25T15:00:30Z', 30_000],
])('an allowance that is used up is back after %s', (reset, resetMs) => {
  expect(read({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': reset })).toEqual({
    fullAgainAtMs: nowMs + resetMs,
    nextAtMs: nowMs + resetMs,
  })
})

test('an allowance of requests tells when the first of them is back', () => {
  expect(
    read({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m0s',
    }),
  ).toEqual({ fullAgainAtMs: nowMs + 60_000, nextAtMs: nowMs + 1000 })
})

test('the allowance that is back last counts, in the headers of Anthropic too', () => {
  expect(
    read({
      'retry-after': '3',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-reset': '2026-11-25T15:00:50Z',
      'anthropic-ratelimit-output-tokens-remaining': '0',
      'anthropic-ratelimit-output-tokens-reset': '2026-11-25T15:00:10Z',
    }),
  ).toEqual({ retryAtMs: nowMs + 3000, fullAgainAtMs: nowMs + 50_000, nextAtMs: nowMs + 10_000 })
})

test('an allowance of which something remains, or that cannot be read, says nothing', () => {
  expect(read({ 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': '1s' })).toEqual({})
  expect(read({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': 'later' })).toEqual({})
  expect(read({ 'x-ratelimit-remaining-requests': '0' })).toEqual({})
  expect(read({})).toEqual({})
})

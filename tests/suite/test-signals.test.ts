import { afterEach, beforeEach, expect, test } from 'vitest'
import { TestSignals } from '../../src/suite/test-signals.ts'

const place = globalThis as { __vitest_worker__?: unknown }
const worker = place.__vitest_worker__
let cancel: () => void

beforeEach(() => {
  place.__vitest_worker__ = { onCancel: (listener: () => void) => (cancel = listener) }
})

afterEach(() => {
  place.__vitest_worker__ = worker
})

test("an attempt's signal ends with Vitest's, and with the run", () => {
  const signals = new TestSignals()
  const [first, second] = [new AbortController(), new AbortController()]
  const [one, other] = [signals.ofAttempt(first.signal), signals.ofAttempt(second.signal)]
  first.abort(new Error('timed out'))
  expect([one.aborted, (one.reason as Error).message, other.aborted]).toEqual([true, 'timed out', false])
  cancel()
  expect([other.aborted, (other.reason as Error).message]).toEqual([true, 'The run was cancelled.'])
  expect(signals.cancelled.aborted).toBe(true)
})

test('an attempt that starts with an aborted signal has one that only the run ends', () => {
  const signals = new TestSignals()
  const signal = signals.ofAttempt(AbortSignal.abort())
  expect(signal.aborted).toBe(false)
  cancel()
  expect(signal.aborted).toBe(true)
})

test('without a worker that tells of a cancelled run, signals are as they were', () => {
  delete place.__vitest_worker__
  const signals = new TestSignals()
  expect(signals.ofAttempt(new AbortController().signal).aborted).toBe(false)
  expect(signals.cancelled.aborted).toBe(false)
})

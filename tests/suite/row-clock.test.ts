import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RowClock } from '../../src/suite/row-clock.ts'

const message =
  "Row timed out in 100ms, waits for the provider's limits not counted. " +
  'If it takes longer, give it more: evaluate(..., { timeoutMs }).'
const never = () => new Promise<never>(() => {})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A clock of 100 ms whose row never ends by itself, and what became of it. */
function running(work: () => Promise<unknown> = never) {
  const controller = new AbortController()
  const clock = new RowClock(100, controller.signal, () => Date.now())
  const end = { text: 'runs' }
  const ended = clock.run(work).then(
    (value) => void (end.text = String(value)),
    (error: unknown) => void (end.text = (error as Error).message),
  )
  return { clock, controller, end, ended }
}

describe("a row's time", () => {
  test('runs out, whatever the row does', async () => {
    const { clock, end } = running()
    await vi.advanceTimersByTimeAsync(99)
    expect([end.text, clock.signal.aborted]).toEqual(['runs', false])
    await vi.advanceTimersByTimeAsync(1)
    expect(end.text).toBe(message)
    expect(clock.signal.aborted).toBe(true)
    expect((clock.signal.reason as Error).message).toBe(message)
  })

  test('stands still while a call waits for its turn', async () => {
    const { clock, end } = running()
    await vi.advanceTimersByTimeAsync(60)
    clock.wait(true)
    await vi.advanceTimersByTimeAsync(10_000)
    clock.wait(false)
    await vi.advanceTimersByTimeAsync(39)
    expect(end.text).toBe('runs')
    await vi.advanceTimersByTimeAsync(1)
    expect(end.text).toBe(message)
  })

  test('goes on when the last of several calls has had its turn', async () => {
    const { clock, end } = running()
    await vi.advanceTimersByTimeAsync(50)
    clock.wait(true)
    await vi.advanceTimersByTimeAsync(500)
    clock.wait(true)
    clock.wait(false)
    await vi.advanceTimersByTimeAsync(500)
    clock.wait(false)
    await vi.advanceTimersByTimeAsync(49)
    expect(end.text).toBe('runs')
    await vi.advanceTimersByTimeAsync(1)
    expect(end.text).toBe(message)
  })

  test('counts each stretch between two waits', async () => {
    const { clock, end } = running()
    for (const begins of [true, false, true, false, true, false]) {
      await vi.advanceTimersByTimeAsync(30)
      clock.wait(begins)
    }
    await vi.advanceTimersByTimeAsync(9)
    expect(end.text).toBe('runs')
    await vi.advanceTimersByTimeAsync(1)
    expect(end.text).toBe(message)
  })

  test('that takes no limit is longer than any timer', async () => {
    const clock = new RowClock(Number.POSITIVE_INFINITY, new AbortController().signal)
    const ended = clock.run(never).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1_000_000)
    expect(clock.signal.aborted).toBe(false)
    void ended
  })
})

describe('a row that ends', () => {
  test.for<[string, () => Promise<string>, string]>([
    ['with a value', async () => 'done', 'done'],
    ['with an error', () => Promise.reject(new Error('broken')), 'broken'],
  ])('%s, leaves no timer', async ([, work, text]) => {
    const { clock, end, ended } = running(work)
    await ended
    expect(end.text).toBe(text)
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(1000)
    expect(clock.signal.aborted).toBe(false)
  })

  test('while one of its calls waits, starts no clock when that call hears of it', async () => {
    const { clock, ended } = running(async () => 'done')
    clock.wait(true)
    await ended
    clock.wait(false)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('within a wait hears of it by its test', async () => {
    const { clock, controller } = running()
    clock.wait(true)
    controller.abort('bailed')
    expect(clock.signal.reason).toBe('bailed')
  })

  test('before it begins is ended already', () => {
    const clock = new RowClock(100, AbortSignal.abort('ended'))
    expect([clock.signal.aborted, clock.signal.reason]).toEqual([true, 'ended'])
  })
})

import { expect, test } from 'vitest'
import { type CallScope, waitingIn, callScope, withCallScope } from '../../src/model/call-scope.ts'
import { SharedCall } from '../../src/model/shared-call.ts'

/** A scope that notes what it is told. */
function noting(): { scope: CallScope; told: boolean[] } {
  const told: boolean[] = []
  return { told, scope: { repeat: 0, onWait: (waits) => void told.push(waits) } }
}

test('all who wait for a call are told while it waits for its turn, whenever they came', async () => {
  const [first, early, late] = [noting(), noting(), noting()]
  const [turn, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()]
  const call = withCallScope(
    first.scope,
    () =>
      new SharedCall(async () => {
        await Promise.resolve()
        await waitingIn(callScope(), () => turn.promise)
        return answer.promise
      }),
  )
  const before = withCallScope(early.scope, () => call.join())
  await Promise.resolve()
  await Promise.resolve()
  const within = withCallScope(late.scope, () => call.join())
  expect([first.told, early.told, late.told]).toEqual([[true], [true], [true]])
  turn.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  const after = noting()
  const last = withCallScope(after.scope, () => call.join())
  expect([first.told, early.told, late.told]).toEqual([
    [true, false],
    [true, false],
    [true, false],
  ])
  answer.resolve('yes')
  expect(await Promise.all([call.answer, before, within, last])).toEqual(['yes', 'yes', 'yes', 'yes'])
  expect([first.told.length, early.told.length, late.told.length, after.told.length]).toEqual([2, 2, 2, 0])
})

test('who waited for a call that fails in the queue waits no more', async () => {
  const [first, other] = [noting(), noting()]
  const turn = Promise.withResolvers<void>()
  const call = withCallScope(
    first.scope,
    () => new SharedCall(() => waitingIn(callScope(), () => turn.promise)),
  )
  const joined = withCallScope(other.scope, () => call.join())
  turn.reject(new Error('aborted'))
  await expect(call.answer).rejects.toThrow('aborted')
  await expect(joined).rejects.toThrow('aborted')
  expect([first.told, other.told]).toEqual([
    [true, false],
    [true, false],
  ])
})

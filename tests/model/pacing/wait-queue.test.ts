import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { WaitQueue } from '../../../src/model/pacing/wait-queue.ts'

const action = fc.oneof(
  fc.record({ does: fc.constant('add' as const), first: fc.boolean() }),
  fc.record({ does: fc.constant('take' as const), first: fc.constant(false) }),
  fc.record({ does: fc.constant('leave' as const), first: fc.boolean() }),
)

test('it gives out what two plain arrays would', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const queue = new WaitQueue<{ number: number }>()
      let [first, second]: { number: number }[][] = [[], []]
      actions.forEach(({ does, first: goesFirst }, number) => {
        if (does === 'add') {
          const item = { number }
          queue.add(item, goesFirst)
          ;(goesFirst ? first : second)?.push(item)
          return
        }
        const all = [...(first ?? []), ...(second ?? [])]
        const item = does === 'take' ? all[0] : all[number % Math.max(1, all.length)]
        if (does === 'take') expect(queue.peek()).toBe(item)
        if (item) expect(queue.remove(item)).toBe(true)
        first = first?.filter((other) => other !== item)
        second = second?.filter((other) => other !== item)
      })
      expect(queue.size).toBe((first?.length ?? 0) + (second?.length ?? 0))
      expect(queue.drain()).toEqual([...(first ?? []), ...(second ?? [])])
      expect(queue.peek()).toBeUndefined()
    }),
    { numRuns: process.env['LONG'] === undefined ? 100 : 5000 },
  )
})

test('a long line is taken out in order, and leaving twice does nothing', () => {
  const queue = new WaitQueue<{ number: number }>()
  const items = Array.from({ length: 50_000 }, (_, number) => ({ number }))
  for (const item of items) queue.add(item, false)
  for (const item of items) {
    expect(queue.peek() === item).toBe(true)
    queue.remove(item)
  }
  expect(queue.remove({ number: 0 })).toBe(false)
  expect(queue.size).toBe(0)
})

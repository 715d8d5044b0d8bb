import { expect, test } from 'vitest'
import { functionEmbedder } from '../../src/model/function-embedder.ts'

const identity = { model: 'own', dimensions: 1, endpoint: 'module:./own.mjs' }
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** An embedder that takes as long as its text says, and notes when calls begin and end. */
function slow(isOneAtATime: boolean) {
  const events: string[] = []
  const embed = async ([text = '']: readonly string[]) => {
    events.push(`${text} begins`)
    await pause(Number(text))
    events.push(`${text} ends`)
    return [[Number(text)]]
  }
  return { events, embedder: functionEmbedder({ identity, textsPerCall: 1, isOneAtATime, embed }) }
}

test('calls are made at once, unless they are to wait for each other', async () => {
  const free = slow(false)
  await Promise.all([free.embedder.embed(['40']), free.embedder.embed(['1'])])
  expect(free.events).toEqual(['40 begins', '1 begins', '1 ends', '40 ends'])
  const waiting = slow(true)
  const both = [waiting.embedder.embed(['40']), waiting.embedder.embed(['1'])]
  expect(await Promise.all(both)).toEqual([[[40]], [[1]]])
  expect(waiting.events).toEqual(['40 begins', '40 ends', '1 begins', '1 ends'])
})

test('the time of a call does not run while it waits for its turn', async () => {
  const { embedder } = slow(true)
  const first = embedder.embed(['900'])
  expect(await embedder.embed(['1'], { timeoutMs: 800 })).toEqual([[1]])
  await first
})

test('a call that is given up while it waits ends at once, and one that failed holds up no other', async () => {
  const { embedder, events } = slow(true)
  const first = embedder.embed(['50'], { timeoutMs: 10 })
  const controller = new AbortController()
  const second = embedder.embed(['1'], { signal: controller.signal })
  controller.abort()
  await expect(second).rejects.toMatchObject({ reason: 'aborted' })
  expect(events).not.toContain('50 ends')
  await expect(first).rejects.toMatchObject({ reason: 'timeout' })
  expect(await embedder.embed(['2'])).toEqual([[2]])
  expect(events).not.toContain('1 begins')
})

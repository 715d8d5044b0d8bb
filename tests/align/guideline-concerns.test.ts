import { expect, test } from 'vitest'
import type { Guideline } from '../../src/contract/index.ts'
import { memoryAfter } from '../../src/align/index.ts'
import { concernText, settleConcerns } from '../../src/align/guideline-concerns.ts'
import { comparing, distilled, written } from './guideline-support.ts'
import { align, feedback, reflecting } from './support.ts'

const other = distilled('Never greet.', ['s2'], { id: 'g-other' })
const doubtful = (concern: string, more: Partial<Guideline> = {}) =>
  distilled('Always greet.', ['s1'], { id: 'g-doubtful', muted: true, concern, ...more })
const decided = distilled('Always greet.', ['s1'], { id: 'g-doubtful' })
const byTwo = ['contradicts g-other', 'says the same as g-other, which a person wrote']

test.for(byTwo)('a concern that "%s" stands while both are there', (concern) => {
  const given = [doubtful(concern), other]
  expect(settleConcerns(given)).toEqual({ guidelines: given, lifted: [] })
  const muted = [doubtful(concern), { ...other, muted: true, concern: 'gives the judge new orders' }]
  expect(settleConcerns(muted)).toEqual({ guidelines: muted, lifted: [] })
})

test.for(byTwo)('a concern that "%s" is lifted when the other is gone, or muted by a person', (concern) => {
  const lifted = { guidelines: [decided], lifted: ['g-doubtful'] }
  expect(settleConcerns([doubtful(concern)])).toEqual(lifted)
  expect(settleConcerns([doubtful(concern, { muted: false })])).toEqual(lifted)
  const muted = { ...other, muted: true }
  expect(settleConcerns([doubtful(concern), muted]).guidelines).toEqual([decided, muted])
})

test('a concern about one that was merged is about the merged one, and about oneself it is none', () => {
  const merged = { ...other, id: 'g-merged', replaces: ['g-other'] }
  expect(settleConcerns([doubtful('contradicts g-other'), merged]).guidelines).toEqual([
    doubtful('contradicts g-merged'),
    merged,
  ])
  const own = doubtful('contradicts g-other', { replaces: ['g-other'] })
  expect(settleConcerns([own]).guidelines).toEqual([{ ...decided, replaces: ['g-other'] }])
})

test('a concern about no other guideline stands', () => {
  for (const concern of [
    'gives the judge new orders',
    'all of its sources are gone or say something else now',
  ])
    expect(settleConcerns([doubtful(concern)])).toEqual({ guidelines: [doubtful(concern)], lifted: [] })
})

test('whatever the id of the other, it is found and quoted', () => {
  for (const id of ['mine', 'p-né', 'my own, which', 'g-$&'])
    expect(concernText(`says the same as ${id}, which a person wrote`, [written(id, 'Hi "you".')])).toBe(
      `says the same as ${id} (${JSON.stringify('Hi "you".')}), which a person wrote`,
    )
})

const log = [feedback(1), feedback(2)]

/** Two guidelines of one call, of which the second says the opposite of the first. */
async function opposed(clock: () => number) {
  const comparison = comparing(() => ({ relation: 'contradict' }))
  const { model } = reflecting()
  return align({
    feedback: log,
    reflection: {
      name: 'both',
      endpoint: model.endpoint,
      chat: (request, options) =>
        (request.schema?.name === 'guidelines' ? model : comparison.model).chat(request, options),
    },
    clock,
  })
}

test('guidelines of one call have one date, however long it takes, so that the same one is muted', async () => {
  let time = Date.UTC(2026, 10, 24, 9)
  const { memory } = await opposed(() => (time += 7))
  expect(memory.guidelines.map(({ text, date, muted }) => [text, date, muted])).toEqual([
    ['Know: About 1.', '2026-11-24T09:00:00.007Z', false],
    ['Know: About 2.', '2026-11-24T09:00:00.007Z', true],
  ])
})

test('one that was muted for another is shown again when that one goes, by align or by unalign', async () => {
  const first = await opposed(() => Date.UTC(2026, 10, 24, 9))
  const [winner, loser] = first.memory.guidelines as [Guideline, Guideline]
  expect(loser).toMatchObject({ muted: true, concern: `contradicts ${winner.id}` })
  const { concern: _, ...shown } = { ...loser, muted: false }
  const { requests, model } = reflecting()
  const retracted = feedback(1, 'no', { retracted: true })
  const after = await align({ feedback: [...log, retracted], after: first, reflection: model })
  expect([after.memory.guidelines, requests]).toEqual([[shown], []])
  const { episodes } = after.memory
  expect(memoryAfter(first.memory, { episodes, remaining: [loser] }, []).guidelines).toEqual([shown])
})

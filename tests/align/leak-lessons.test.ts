import { describe, expect, test } from 'vitest'
import type { Episode, Feedback, Memory, RunRow } from '../../src/contract/index.ts'
import { leakFinder } from '../../src/align/leak-guard.ts'
import { findLessons } from '../../src/align/lessons.ts'
import { align, definition, feedback, reflecting, row } from './support.ts'

const log = [feedback(1), feedback(2)]
/** Says what row 2 says, in another writing. */
const heldOut = (more: Partial<RunRow> = {}) =>
  row(9, { split: 'heldout', inputs: { text: 'QUESTION 2?' }, outputs: '»answer 2«', ...more })
const innocent = { inputs: { text: 'Something else' }, outputs: 'Nothing' }

function find(rows: readonly RunRow[], lines: readonly Feedback[] = log, episodes: readonly Episode[] = []) {
  const { added, changed, retracted, kept, unmatched, alike } = findLessons(rows, lines, episodes, definition)
  const of = (list: readonly Episode[]) => list.map(({ sampleId }) => sampleId).join()
  return {
    added: of(added),
    changed: of(changed),
    retracted: of(retracted),
    kept: of(kept),
    unmatched,
    alike,
  }
}
const nothing = { added: '', changed: '', retracted: '', kept: '', unmatched: 0, alike: [] }
/** What the leak guard finds of a held-out row in a memory. */
const leaksIn = (memory: Memory, { id: rowId, sampleId: id = '', inputs, outputs = null }: RunRow) =>
  leakFinder(memory)({ id, rowId, inputs, outputs, split: 'heldout' }, [])
const episodesOf = (...rows: RunRow[]) => findLessons(rows, log, [], definition).added

describe('an align row that says the same as a held-out row', () => {
  test('teaches nothing and is listed', () => {
    expect(find([row(1), row(2), heldOut()])).toEqual({ ...nothing, added: 's1', alike: ['r2'] })
  })

  test('is listed once, however many answers of it do', () => {
    const repeated = row(2, { sampleId: 's2-again', repeat: 1 })
    const again = { ...feedback(2), id: 'f-again', sampleId: 's2-again' }
    expect(find([row(2), repeated, heldOut()], [feedback(2), again])).toEqual({ ...nothing, alike: ['r2'] })
  })

  test('is not listed without feedback', () => {
    expect(find([row(1), row(2), heldOut()], [feedback(1)])).toEqual({ ...nothing, added: 's1' })
  })

  test('teaches where only one side is the same, and where few words are said', () => {
    expect(find([row(1), row(2), heldOut({ outputs: 'Answer 3' })])).toEqual({ ...nothing, added: 's1,s2' })
    expect(find([row(1), row(2), heldOut({ inputs: { text: '2 question' } })])).toEqual({
      ...nothing,
      added: 's1,s2',
    })
  })

  test('leaves the memory with the guidelines that came from it alone', async () => {
    const first = await align({ rows: [row(1), row(2)], feedback: log })
    const second = await align({ rows: [row(1), row(2), heldOut()], feedback: log, after: first })
    expect(second.memory.episodes.map(({ sampleId }) => sampleId)).toEqual(['s1'])
    expect(second.memory.guidelines.map(({ text }) => text)).toEqual(['Know: About 1.'])
    expect(second.lessons).toMatchObject({ alike: ['r2'], retracted: [{ sampleId: 's2' }] })
    const third = await align({ rows: [row(1), row(2), heldOut()], feedback: log, after: second })
    expect([third.changed, third.lessons.alike]).toEqual([false, ['r2']])
  })

  test('takes a guideline it shared with others along; those are distilled anew without it', async () => {
    const all = reflecting(() => [{ guideline_text: 'All.', source_ids: ['1', '2'] }])
    const first = await align({ rows: [row(1), row(2)], feedback: log, reflection: all.model })
    expect(first.memory.guidelines).toMatchObject([{ text: 'All.', sources: ['s1', 's2'] }])
    const again = reflecting()
    const next = { rows: [row(1), row(2), heldOut()], feedback: log, reflection: again.model }
    const second = await align({ ...next, after: first })
    expect(second.guidelinesDropped).toMatchObject([{ text: 'All.' }])
    expect(second.memory.guidelines).toMatchObject([{ text: 'Know: About 1.', sources: ['s1'] }])
    expect(again.requests).toHaveLength(1)
  })
})

describe('an align row that says nearly the same as a held-out row', () => {
  const text = 'Pain in the left knee improved over twelve weeks of daily walking.'
  const rows = [row(1), row(2, { inputs: { text } })]
  const held = (words: string) => heldOut({ inputs: { text: words }, outputs: 'Answer 2' })
  const near = held(text.replace('twelve', 'ten'))
  const all = reflecting((records) => [
    { guideline_text: `All ${records.length}.`, source_ids: records.map(({ id }) => id) },
  ])

  test('teaches nothing and is listed', () => {
    expect(find([...rows, near])).toEqual({ ...nothing, added: 's1', alike: ['r2'] })
  })

  test('teaches where less than 0.8 of the words are shared', () => {
    // 12 of 15 words are shared, then 11 of 16.
    expect(find([...rows, held(text.replace('twelve', 'ten many'))]).alike).toEqual(['r2'])
    expect(find([...rows, held(text.replace('twelve weeks', 'ten months'))]).alike).toEqual([])
  })

  test('is in no guideline of a new memory', async () => {
    const { memory } = await align({ rows: [...rows, near], feedback: log, reflection: all.model })
    expect(memory.guidelines).toMatchObject([{ text: 'All 1.', sources: ['s1'] }])
    expect(memory.episodes.map(({ sampleId }) => sampleId)).toEqual(['s1'])
    expect(leaksIn(memory, near)).toEqual([])
  })

  test('is what the leak guard finds in a memory made before, and what aligning again takes out', async () => {
    const before = await align({ rows, feedback: log, reflection: all.model })
    expect(before.memory.guidelines).toMatchObject([{ text: 'All 2.', sources: ['s1', 's2'] }])
    expect(leaksIn(before.memory, near)).toEqual([
      { kind: 'near-duplicate', where: 'guideline', sampleId: 's2' },
    ])
    const next = { rows: [...rows, near], feedback: log, reflection: all.model }
    const after = await align({ ...next, after: before })
    expect(after.guidelinesDropped).toMatchObject([{ text: 'All 2.' }])
    expect(after.memory.guidelines).toMatchObject([{ text: 'All 1.', sources: ['s1'] }])
    expect(leaksIn(after.memory, near)).toEqual([])
    expect((await align({ ...next, after })).changed).toBe(false)
  })
})

test('a guideline with a held-out sample among its sources goes, also where the episode is gone', async () => {
  const first = await align({ rows: [row(1)], feedback: log })
  const guidelines = first.memory.guidelines.map((each) => ({ ...each, sources: ['s1', 's9'] }))
  const after = { ...first, memory: { ...first.memory, guidelines } }
  const held = row(9, { split: 'heldout' })
  expect(leaksIn(after.memory, held)).toEqual([{ kind: 'id', where: 'guideline', sampleId: 's9' }])
  const second = await align({ rows: [row(1), held], feedback: log, after })
  expect(second.memory.guidelines).toMatchObject([{ sources: ['s1'] }])
  expect(leaksIn(second.memory, held)).toEqual([])
})

describe('an episode of the memory whose row is not in the run', () => {
  test.for<[string, Partial<RunRow>]>([
    ['says the same as', {}],
    ['is an older answer of', { ...innocent, id: 'r2' }],
    ['shares its group with', { ...innocent, group: 'g' }],
  ])('is retracted where it %s a held-out row', ([, more]) => {
    const episodes = episodesOf(row(1), row(2, { group: 'g' }))
    expect(find([row(1), heldOut(more)], log, episodes)).toEqual({
      ...nothing,
      kept: 's1',
      retracted: 's2',
      unmatched: 1,
    })
    expect(find([row(1), heldOut(more)], [feedback(1)], episodes)).toEqual({
      ...nothing,
      kept: 's1',
      retracted: 's2',
    })
  })

  test('stays where it has nothing to do with one', () => {
    const episodes = episodesOf(row(1), row(2, { group: 'g' }))
    expect(find([heldOut({ ...innocent, group: 'other' })], log, episodes)).toEqual({
      ...nothing,
      kept: 's1,s2',
    })
  })
})

import { describe, expect, test } from 'vitest'
import type { Episode, Feedback, RunRow } from '../../src/contract/index.ts'
import { findLessons } from '../../src/align/lessons.ts'
import { align, feedback, reflecting, row } from './support.ts'

const log = [feedback(1), feedback(2)]
/** Says what row 2 says, in another writing. */
const heldOut = (more: Partial<RunRow> = {}) =>
  row(9, { split: 'heldout', inputs: { text: 'QUESTION 2?' }, outputs: '»answer 2«', ...more })
const innocent = { inputs: { text: 'Something else' }, outputs: 'Nothing' }

function find(rows: readonly RunRow[], lines: readonly Feedback[] = log, episodes: readonly Episode[] = []) {
  const { added, changed, retracted, kept, unmatched, alike } = findLessons(rows, lines, episodes, false)
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
const episodesOf = (...rows: RunRow[]) => findLessons(rows, log, [], false).added

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

  test('teaches where only one side is the same, or where the words are nearly the same', () => {
    expect(find([row(1), row(2), heldOut({ outputs: 'Answer 3' })])).toEqual({ ...nothing, added: 's1,s2' })
    expect(find([row(1), row(2), heldOut({ outputs: 'Answer 2 too' })])).toEqual({
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

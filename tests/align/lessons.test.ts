import { describe, expect, test } from 'vitest'
import type { Episode, Feedback, RunRow } from '../../src/contract/index.ts'
import { findLessons, type Lessons } from '../../src/align/lessons.ts'
import { episodeText, textHash } from '../../src/memory/index.ts'
import { definition, feedback, row, rows } from './support.ts'

const find = (
  log: readonly Feedback[],
  episodes: readonly Episode[] = [],
  given: readonly RunRow[] = rows(3),
) => findLessons(given, log, episodes, definition)
const teach = (...log: Feedback[]) => find(log).added

function ids({ added, changed, retracted, kept, unmatched }: Lessons) {
  const of = (list: readonly Episode[]) => list.map(({ sampleId }) => sampleId).join()
  return { added: of(added), changed: of(changed), retracted: of(retracted), kept: of(kept), unmatched }
}
const nothing = { added: '', changed: '', retracted: '', kept: '', unmatched: 0 }

describe('what feedback has to teach', () => {
  test('is an episode for each align row, with all it takes to show it', () => {
    const { added } = find([feedback(1, 'no', { rationale: ' Curt. ' })], [], [row(1, { group: 'g' })])
    expect(added).toEqual([
      {
        sampleId: 's1',
        rowId: 'r1',
        group: 'g',
        inputs: { text: 'Question 1' },
        outputs: 'Answer 1',
        value: 'no',
        rationale: 'Curt.',
        sources: [{ type: 'HUMAN', name: 'ada' }],
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        vector: textHash(episodeText({ inputs: { text: 'Question 1' }, outputs: 'Answer 1' })),
      },
    ])
  })

  test('holds the expectations only for a judge that is shown them', () => {
    const shown = { ...definition, instructions: 'Is {{ outputs }} as in {{ expectations }}?' }
    const given = [row(1, { expectations: { label: 'secret' } })]
    expect(findLessons(given, [feedback(1)], [], definition).added[0]).not.toHaveProperty('expectations')
    expect(findLessons(given, [feedback(1)], [], shown).added[0]?.expectations).toEqual({ label: 'secret' })
  })

  test('is one episode for several people who agree, and lists who was overruled', () => {
    const bob = { source: { type: 'HUMAN' as const, name: 'bob' }, id: 'f-bob' }
    const cleo = { source: { type: 'HUMAN' as const, name: 'cleo' }, id: 'f-cleo' }
    const overruled = feedback(1, 'yes', cleo)
    const lessons = find([feedback(1), feedback(1, 'no', bob), overruled])
    expect(lessons.added.map(({ value, sources }) => [value, sources.map(({ name }) => name)])).toEqual([
      ['no', ['ada', 'bob']],
    ])
    expect(lessons.overruled).toEqual([overruled])
  })

  test('keeps values in the type of the judge, and lists those that it cannot give', () => {
    const stars = { ...definition, valueType: { type: 'number' as const, min: 1, max: 5, integer: true } }
    const log = [feedback(1, '4.0'), feedback(2, 4), feedback(3, 'many')]
    const { added, unusable } = findLessons(rows(3), log, [], stars)
    expect(added.map(({ value }) => value)).toEqual([4, 4])
    expect(unusable).toEqual([log[2]])
    const again = findLessons(rows(3), [feedback(1, 4), feedback(2, '4')], added, stars)
    expect(ids(again)).toEqual({ ...nothing, kept: 's1,s2' })
  })

  test('is nothing new where the memory has it already', () => {
    const log = [feedback(1), feedback(2)]
    expect(ids(find(log, teach(...log)))).toEqual({ ...nothing, kept: 's1,s2' })
  })

  test.for<[string, Feedback]>([
    ['value', feedback(1, 'yes')],
    ['rationale', feedback(1, 'no', { rationale: 'Other.' })],
    [
      'source',
      feedback(1, 'no', { source: { type: 'HUMAN', name: 'bob' }, id: 'f-bob', supersedes: 'f-1-no' }),
    ],
  ])('is a change where the %s changed', ([, line]) => {
    expect(ids(find([feedback(1), line], teach(feedback(1))))).toEqual({ ...nothing, changed: 's1' })
  })

  test('is not a change where only the time did', () => {
    const again = feedback(1, 'no', { time: '2026-11-24T09:00:00.000Z' })
    expect(ids(find([feedback(1), again], teach(feedback(1))))).toEqual({ ...nothing, kept: 's1' })
  })

  test('is a retraction where all feedback on an episode was taken back', () => {
    const log = [feedback(1), feedback(2), feedback(1, 'no', { retracted: true })]
    expect(ids(find(log, teach(feedback(1), feedback(2))))).toEqual({
      ...nothing,
      retracted: 's1',
      kept: 's2',
    })
  })

  test('keeps episodes whose row is not in the run, also where the log does not know them', () => {
    const episodes = teach(feedback(1), feedback(2))
    expect(ids(find([feedback(1)], episodes, []))).toEqual({ ...nothing, kept: 's1,s2' })
  })

  test('reaches an episode whose row is not in the run', () => {
    const lessons = find([feedback(1, 'yes', { rationale: 'Kind.' })], teach(feedback(1)), [])
    expect(ids(lessons)).toEqual({ ...nothing, changed: 's1' })
    expect(lessons.changed[0]).toMatchObject({
      value: 'yes',
      rationale: 'Kind.',
      inputs: { text: 'Question 1' },
    })
  })
})

describe('feedback that teaches nothing', () => {
  test('is that on held-out rows', () => {
    const given = [row(1), row(2, { split: 'heldout' })]
    expect(ids(find([feedback(1), feedback(2)], [], given))).toEqual({
      ...nothing,
      added: 's1',
      unmatched: 1,
    })
  })

  test('is that on rows held out by now: their episodes leave the memory', () => {
    const given = [row(1), row(2, { split: 'heldout' })]
    const episodes = teach(feedback(1), feedback(2))
    expect(ids(find([feedback(1), feedback(2, 'yes')], episodes, given))).toEqual({
      ...nothing,
      kept: 's1',
      retracted: 's2',
      unmatched: 1,
    })
    expect(ids(find([feedback(1)], episodes, given))).toEqual({ ...nothing, kept: 's1', retracted: 's2' })
  })

  test('is that on answers that changed since, and on rows without outputs', () => {
    const { sampleId: _, ...bare } = row(2)
    expect(ids(find([feedback(1), feedback(2)], [], [row(1, { sampleId: 's1-new' }), bare]))).toEqual({
      ...nothing,
      unmatched: 2,
    })
  })

  test('is that of LLM judges', () => {
    expect(ids(find([feedback(1, 'no', { source: { type: 'LLM_JUDGE', name: 'm' } })]))).toEqual(nothing)
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Feedback, JudgeValue, ValueType } from '../../src/contract/index.ts'
import { resolveUsable, standingFeedback } from '../../src/feedback/index.ts'
import { toTaughtValue } from '../../src/judge/index.ts'
import { line } from './support.ts'

const stars: ValueType = { type: 'number', min: 1, max: 5, integer: false }
const resolveFor = (valueType: ValueType, log: readonly Feedback[]) =>
  resolveUsable(log, (value) => toTaughtValue(valueType, value))
/** What people gave, one after the other. */
const given = (...values: readonly JudgeValue[]) =>
  values.map((value, index) => line(index + 1, { by: `person ${index}`, value }))
const outcome = (valueType: ValueType, ...values: readonly JudgeValue[]) => {
  const { resolved, unusable } = resolveFor(valueType, given(...values))
  const found = resolved.get('s1')
  return {
    value: found?.value,
    losing: found?.overruled.map((lost) => lost.value),
    unusable: unusable.length,
  }
}

describe('values of feedback', () => {
  test('of a judge of numbers are numbers, however they are written', () => {
    expect(outcome(stars, 5, '4', 4, '4.0')).toEqual({ value: 4, losing: [5], unusable: 0 })
    expect(outcome(stars, '3.5')).toEqual({ value: 3.5, losing: [], unusable: 0 })
  })

  test('that are numbers are voted on, as MLflow does; there is no median', () => {
    expect(outcome(stars, 1, 5, 5, 2, 3)).toEqual({ value: 5, losing: [1, 2, 3], unusable: 0 })
    expect(outcome(stars, 1, 3, 5)).toEqual({ value: 5, losing: [1, 3], unusable: 0 })
  })

  test.for<[string, ValueType, JudgeValue[], JudgeValue]>([
    ['a boolean', { type: 'boolean' }, [true, 'TRUE', false], true],
    ['a label in its own spelling', { type: 'label', values: ['Yes', 'No'] }, ['no', ' yes', 'YES'], 'Yes'],
    ['the label that a number spells', { type: 'label', values: ['1', '2'] }, [1, 2, '2'], '2'],
    ['text', { type: 'text' }, [' Fine ', 4, 'fine'], 'fine'],
  ])('keep the type of their judge: %s', ([, valueType, values, value]) => {
    expect(outcome(valueType, ...values)).toMatchObject({ value, unusable: 0 })
  })

  test('that the judge cannot give have no vote, and are listed', () => {
    expect(outcome(stars, 4, 9, 'many', true)).toEqual({ value: 4, losing: [], unusable: 3 })
    const log = given(9)
    expect(resolveFor(stars, log)).toEqual({ resolved: new Map(), unusable: log })
  })

  test('of a person that cannot be used leave the word to the program, and those of LLM judges are not listed', () => {
    const log = [
      line(1, { by: 'truth', value: 2 }),
      line(2, { value: 9 }),
      line(3, { by: 'model', value: 9 }),
    ]
    const { resolved, unusable } = resolveFor(stars, log)
    expect(resolved.get('s1')).toMatchObject({ value: 2, sources: [{ type: 'CODE', name: 'truth' }] })
    expect(unusable).toEqual([log[1]])
  })
})

describe('the latest line', () => {
  test('goes by time, wherever it stands in a log that was merged', () => {
    const log = [line(3, { value: 'no' }), line(1, { value: 'yes' }), line(2, { value: 'partly' })]
    expect(standingFeedback(log)).toEqual([log[0]])
    const retracted = [line(5), line(4, { retracted: true })]
    expect(standingFeedback(retracted)).toEqual([retracted[0]])
  })

  test('is the one further down where times are equal, in whatever form they are written', () => {
    const log = [line(1), { ...line(1, { value: 'no' }), time: '2026-11-23T01:00:00Z' }]
    expect(standingFeedback(log)).toEqual([log[1]])
    expect(standingFeedback(log.toReversed())).toEqual([log[0]])
  })

  test('that supersedes takes the vote of the other one, before and after it in the log', () => {
    const superseded = line(1, { by: 'bob', value: 'no' })
    const log = [line(3, { supersedes: superseded.id }), superseded]
    expect(standingFeedback(log)).toEqual([log[0]])
    expect(standingFeedback(log.toReversed())).toEqual([log[0]])
  })
})

const spellings = (stars: number): JudgeValue[] => [
  stars,
  String(stars),
  `${stars}.0`,
  ` ${stars} `,
  `+${stars}`,
]
const anyVote = fc.record({
  by: fc.constantFrom('ada', 'bob', 'cleo', 'dan', 'eve', 'truth', 'model'),
  sampleId: fc.constantFrom('s1', 's2'),
  stars: fc.integer({ min: 1, max: 3 }),
  spelling: fc.nat({ max: 4 }),
  retracted: fc.boolean(),
  supersedes: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
})
const anyLog = fc.array(anyVote, { maxLength: 10 }).map((votes) =>
  votes.map(({ stars, spelling, retracted, supersedes, ...rest }, index) =>
    line(index, {
      ...rest,
      id: `f-${index}`,
      value: spellings(stars)[spelling] ?? stars,
      ...(retracted && { retracted }),
      ...(supersedes !== undefined && supersedes < index && { supersedes: `f-${supersedes}` }),
    }),
  ),
)

describe('any log', () => {
  const numRuns = process.env['LONG'] ? 5000 : 200

  test('of lines at different times is resolved the same in whatever order it stands', () => {
    fc.assert(
      fc.property(anyLog, fc.array(fc.nat(), { minLength: 10, maxLength: 10 }), (log, keys) => {
        const order = log.map((entry, index) => ({ entry, key: keys[index] ?? 0 }))
        const shuffled = order.toSorted((left, right) => left.key - right.key).map(({ entry }) => entry)
        expect(resolveFor(stars, shuffled)).toEqual(resolveFor(stars, log))
      }),
      { numRuns },
    )
  })

  test('is resolved by the most votes, of ties by the newest, from what stands and is not superseded', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const { resolved, unusable } = resolveFor(stars, log)
        expect(unusable).toEqual([])
        const gone = new Set(log.map(({ supersedes }) => supersedes))
        for (const [sampleId, { value, sources, overruled }] of resolved) {
          const latest = new Map<string, Feedback>()
          for (const entry of log) if (entry.sampleId === sampleId) latest.set(entry.source.name, entry)
          const standing = [...latest.values()].filter(({ id, retracted }) => !retracted && !gone.has(id))
          const people = standing.filter(({ source }) => source.type === 'HUMAN')
          const votes = people.length > 0 ? people : standing.filter(({ source }) => source.type === 'CODE')
          const rank = (stars: JudgeValue) => {
            const group = votes.filter((vote) => Number(vote.value) === stars)
            return group.length * 100 + Math.max(-1, ...group.map((vote) => log.indexOf(vote)))
          }
          expect([1, 2, 3].toSorted((left, right) => rank(right) - rank(left))[0]).toBe(value)
          expect(sources.length + overruled.length).toBe(votes.length)
          expect(overruled.every((lost) => Number(lost.value) !== value)).toBe(true)
        }
      }),
      { numRuns },
    )
  })

  test('spelled otherwise comes to the same values', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const plain = log.map((entry) => ({ ...entry, value: Number(entry.value) }))
        const values = (lines: readonly Feedback[]) =>
          [...resolveFor(stars, lines).resolved].map(([id, { value, sources }]) => [id, value, sources])
        expect(values(log)).toEqual(values(plain))
      }),
      { numRuns },
    )
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Feedback, JudgeValue } from '../../src/contract/index.ts'
import { resolveFeedback } from '../../src/feedback/index.ts'
import { line } from './support.ts'

const only = (log: readonly Feedback[]) => resolveFeedback(log).get('s1')

describe('resolved feedback', () => {
  test('is the value that most people gave, with their rationales in order of time, each once', () => {
    const log = [
      line(4, { by: 'dan', value: 'no', rationale: 'Rude.' }),
      line(3, { by: 'cleo', rationale: ' Kind. ' }),
      line(2, { by: 'bob', rationale: 'Thanks.' }),
      line(1, { by: 'ada', rationale: 'Kind.' }),
      line(5, { by: 'eve' }),
    ]
    expect(only(log)).toEqual({
      sampleId: 's1',
      rowId: 'r1',
      value: 'yes',
      rationale: 'Kind.\nThanks.',
      sources: ['ada', 'bob', 'cleo', 'eve'].map((name) => ({ type: 'HUMAN', name })),
      overruled: [log[0]],
    })
  })

  test('goes with the value given last where votes tie', () => {
    const log = [
      line(1),
      line(4, { by: 'bob' }),
      line(2, { by: 'cleo', value: 'no' }),
      line(3, { by: 'dan', value: 'no' }),
    ]
    expect(only(log)).toMatchObject({ value: 'yes', overruled: [log[2], log[3]] })
    expect(only([...log.slice(0, 3), line(5, { by: 'dan', value: 'no' })])?.value).toBe('no')
  })

  test('counts a person once, with what that person said last', () => {
    const log = [line(1), line(2, { by: 'bob', value: 'no' }), line(3, { value: 'no' })]
    expect(only(log)).toMatchObject({ value: 'no', overruled: [] })
  })

  test('takes people over programs, however many, and programs where no person spoke', () => {
    const programs = [1, 2, 3].map((number) => ({
      ...line(number),
      source: { type: 'CODE' as const, name: `p${number}` },
    }))
    expect(only(programs)).toMatchObject({ value: 'yes', sources: programs.map(({ source }) => source) })
    expect(only([...programs, line(1, { value: 'no' })])).toMatchObject({
      value: 'no',
      sources: [{ type: 'HUMAN', name: 'ada' }],
      overruled: [],
    })
  })

  test('goes back to the program when the person retracts', () => {
    const log = [line(1, { by: 'truth', value: 'no' }), line(2), line(3, { retracted: true })]
    expect(only(log)?.value).toBe('no')
  })

  test('never listens to an LLM judge', () => {
    expect(resolveFeedback([line(1, { by: 'model-a' }), line(2, { by: 'model-b' })]).size).toBe(0)
    expect(
      only([line(1, { by: 'truth', value: 'no' }), line(2, { by: 'model-a' }), line(3, { by: 'model-b' })])
        ?.value,
    ).toBe('no')
  })

  test('takes spellings that differ in case as one vote and keeps the last, and types apart', () => {
    expect(
      only([
        line(1, { value: 'Yes' }),
        line(2, { by: 'bob', value: 'yes' }),
        line(3, { by: 'cleo', value: 'no' }),
      ]),
    ).toMatchObject({
      value: 'yes',
      overruled: [expect.objectContaining({ value: 'no' })],
    })
    expect(only([line(1, { value: 'true' }), line(2, { by: 'bob', value: true })])).toMatchObject({
      value: true,
      overruled: [expect.objectContaining({ value: 'true' })],
    })
  })

  test('is picked as the latest of those who gave the value and said so has it', () => {
    const picked = (...log: Feedback[]) => {
      const { pickedBy, weight } = only(log) ?? {}
      return { pickedBy, weight }
    }
    const none = { pickedBy: undefined, weight: undefined }
    expect(picked(line(1))).toEqual(none)
    expect(picked(line(1, { pickedBy: 'random', weight: 4 }))).toEqual({ pickedBy: 'random', weight: 4 })
    expect(picked(line(1, { weight: 4 }))).toEqual({ ...none, weight: 4 })
    expect(
      picked(
        line(1, { weight: 4, pickedBy: 'random' }),
        line(2, { by: 'bob', weight: 5 }),
        line(3, { by: 'cleo' }),
      ),
    ).toEqual({ ...none, weight: 5 })
    expect(picked(line(1, { value: 'no', weight: 4 }), line(2, { by: 'bob' }))).toEqual(none)
    expect(picked(line(1, { weight: 4 }), line(2))).toEqual(none)
  })

  test('has no weight where anybody who gave the value was asked because of a verdict and has none', () => {
    const byVerdict = line(1, { pickedBy: 'verdict' })
    const weighted = line(2, { by: 'bob', pickedBy: 'verdict', weight: 3 })
    const [resolved] = resolveFeedback([byVerdict, weighted]).values()
    expect(resolved).toMatchObject({ value: 'yes', pickedBy: 'verdict' })
    expect(resolved).not.toHaveProperty('weight')
    expect(only([weighted])).toMatchObject({ pickedBy: 'verdict', weight: 3 })
    const overruled = line(1, { pickedBy: 'verdict', value: 'no' })
    expect(only([overruled, weighted])).toMatchObject({ value: 'yes', weight: 3 })
  })

  test('is resolved for each sample by itself', () => {
    const resolved = resolveFeedback([line(1), line(2, { sampleId: 's2', rowId: 'r2', value: 'no' })])
    expect([...resolved.values()].map(({ sampleId, rowId, value }) => [sampleId, rowId, value])).toEqual([
      ['s1', 'r1', 'yes'],
      ['s2', 'r2', 'no'],
    ])
    expect(resolveFeedback([]).size).toBe(0)
  })
})

const names = ['ada', 'bob', 'cleo', 'truth', 'model']
const anyLine = fc.record({
  by: fc.constantFrom(...names),
  sampleId: fc.constantFrom('s1', 's2'),
  value: fc.constantFrom<JudgeValue>('yes', 'no', 'partly'),
  rationale: fc.constantFrom('A.', 'B.', ''),
  retracted: fc.boolean(),
  hour: fc.integer({ min: 0, max: 3 }),
})

function logOf(
  lines: readonly (typeof anyLine extends fc.Arbitrary<infer Line> ? Line : never)[],
  distinctTimes: boolean,
): Feedback[] {
  return lines.map(({ hour, retracted, ...rest }, index) =>
    line(distinctTimes ? index : hour, { ...rest, id: `f-${index}`, ...(retracted && { retracted }) }),
  )
}

/** The log with its sources interleaved anew; each source's own lines keep their order. */
function interleaved(log: readonly Feedback[], order: readonly number[]): Feedback[] {
  const queues = new Map(names.map((name) => [name, log.filter(({ source }) => source.name === name)]))
  const turns = log.map(({ source }, index) => ({ name: source.name, key: order[index] ?? 0 }))
  return turns
    .toSorted((left, right) => left.key - right.key)
    .map(({ name }) => queues.get(name)?.shift() as Feedback)
}

const sorted = (log: readonly Feedback[]) =>
  [...resolveFeedback(log).values()].toSorted((left, right) => (left.sampleId < right.sampleId ? -1 : 1))
const anyOrder = fc.array(fc.nat({ max: 1000 }), { minLength: 12, maxLength: 12 })

describe('the order of lines of different sources', () => {
  test('does not matter at all where no two lines have the same time', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 12 }), anyOrder, (lines, order) => {
        const log = logOf(lines, true)
        expect(sorted(interleaved(log, order))).toEqual(sorted(log))
      }),
    )
  })

  test('matters with equal times only for the value of a tie, and for the order in which rationales stand', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 12 }), anyOrder, (lines, order) => {
        const log = logOf(lines, false)
        const [one, other] = [sorted(log), sorted(interleaved(log, order))]
        expect(other.map(({ sampleId }) => sampleId)).toEqual(one.map(({ sampleId }) => sampleId))
        for (const [index, resolved] of one.entries()) {
          const again = other[index]
          expect(again?.sources.length).toBe(resolved.sources.length)
          const rivals = resolved.overruled.filter(({ value }) => value === again?.value).length
          if (again?.value !== resolved.value) expect(rivals).toBe(resolved.sources.length)
          else {
            expect(new Set(again.rationale.split('\n'))).toEqual(new Set(resolved.rationale.split('\n')))
            expect(new Set(again.sources.map(({ name }) => name))).toEqual(
              new Set(resolved.sources.map(({ name }) => name)),
            )
          }
        }
      }),
    )
  })
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JudgeValue, RunRow, RunVerdict } from '../../src/contract/index.ts'
import { exampleValuesOf, feedbackQueue, type QueueOptions } from '../../src/feedback/index.ts'
import { buildVerdict } from '../agreement/build-run.ts'
import { row } from './support.ts'

const base = (value: JudgeValue | undefined, truth?: JudgeValue) => buildVerdict('polite', value, truth)
const form = (value: JudgeValue | undefined, truth?: JudgeValue) =>
  buildVerdict('polite@aligned', value, truth)

/** A verdict of the aligned form that was shown examples. */
function shown(examples: string[], similarity = 0.5): RunVerdict {
  return { ...form('yes'), guidance: { guidelines: 0, examples, similarity } } as RunVerdict
}

const order = (rows: readonly RunRow[], options: QueueOptions = {}) =>
  feedbackQueue(rows, 'polite', options).map(({ sampleId, reason }) => `${sampleId} ${reason}`)

test('mismatches come first, of them those that the aligned form still gets wrong', () => {
  const rows = [
    row(1, { verdicts: [base('yes', 'yes')] }),
    row(2, { verdicts: [base('yes', 'no'), form('no', 'no')] }),
    row(3, { verdicts: [base('yes'), form('no')] }),
    row(4, { verdicts: [base('no', 'no'), form('yes', 'no')] }),
  ]
  expect(order(rows)).toEqual(['s4 mismatch', 's2 mismatch', 's3 uncertain', 's1 sample'])
})

test('what is uncertain comes from least to most certain: even verdicts, then uneven, then examples of both kinds', () => {
  const values = new Map<string, JudgeValue>([
    ['a', 'yes'],
    ['b', 'no'],
    ['c', 'yes'],
    ['d', 'yes'],
  ])
  const repeats = (number: number, ...said: (JudgeValue | undefined)[]) =>
    said.map((value, repeat) => row(number, { repeat, verdicts: [base(value)] }))
  const rows = [
    ...repeats(1, 'yes', 'yes', 'yes'),
    row(2, { verdicts: [shown(['a', 'b', 'c'], 0.4)] }),
    row(3, { verdicts: [shown(['a', 'b', 'c'], 0.6)] }),
    row(4, { verdicts: [shown(['a', 'b', 'c', 'd'])] }),
    row(5, { verdicts: [shown(['a', 'b'], 0.1)] }),
    ...repeats(6, 'yes', 'yes', undefined),
    ...repeats(7, 'yes', 'yes', 'no'),
    row(8, { verdicts: [base(undefined)] }),
    row(9, { verdicts: [shown(['a', 'unknown'])] }),
  ]
  const uncertain = order(rows, { exampleValues: values }).filter((text) => text.endsWith('uncertain'))
  // s8 said nothing at all; s7 is 2 to 1; s6 is 2 and a silence; then even examples, then two to one by nearness.
  expect(uncertain.map((text) => text.split(' ')[0])).toEqual(['s8', 's7', 's6', 's5', 's3', 's2'])
  const doubts = new Map(
    feedbackQueue(rows, 'polite', { exampleValues: values }).map(({ sampleId, doubt }) => [sampleId, doubt]),
  )
  expect(doubts.get('s7')).toEqual({ verdicts: 2 / 3, examples: 0, similarity: 0 })
  expect(doubts.get('s6')?.verdicts).toBeCloseTo(1 / 3, 12)
  expect(doubts.get('s2')).toEqual({ verdicts: 0, examples: 2 / 3, similarity: 0.4 })
  // Of four like examples, three have one value: that is close to one kind.
  expect(doubts.get('s4')).toEqual({ verdicts: 0, examples: 0.5, similarity: 0.5 })
  expect(order(rows).filter((text) => text.endsWith('uncertain'))).toHaveLength(3)
})

test('examples that a memory balances on purpose say nothing of a sample', () => {
  const episodes = [{ sampleId: 'a', value: 'yes' }] as Parameters<typeof exampleValuesOf>[0]['episodes']
  expect([...exampleValuesOf({ episodes })]).toEqual([['a', 'yes']])
  expect([...exampleValuesOf({ episodes, recall: { balance: true } })]).toEqual([])
})

test('only align rows with a sample and outputs are asked about, and verdicts of other judges count for nothing', () => {
  const { sampleId: _, ...noSample } = row(2)
  const { outputs: __, ...noOutputs } = row(3)
  const rows = [
    row(1, { split: 'heldout' }),
    noSample,
    noOutputs,
    row(4, { verdicts: [buildVerdict('other', 'no', 'yes')] }),
  ]
  expect(order(rows)).toEqual(['s4 sample'])
})

test('says how a label was picked: by the verdict, as hard, or not at all where no verdict had a part in it', () => {
  const picked = (rows: readonly RunRow[], options: QueueOptions = {}) =>
    Object.fromEntries(
      feedbackQueue(rows, 'polite', options).map(({ sampleId, pickedBy }) => [sampleId, pickedBy]),
    )
  const alike = [row(1, { verdicts: [base('yes')] }), row(2, { verdicts: [base('no')] })]
  expect(picked(alike)).toEqual({ s1: undefined, s2: undefined })
  const mixed = [...alike, row(3, { verdicts: [base('yes', 'no')] }), row(4, { verdicts: [base(undefined)] })]
  // The rest of a queue is what the judge was sure of.
  expect(picked(mixed)).toEqual({ s1: 'verdict', s2: 'verdict', s3: 'verdict', s4: 'hard' })
  expect(picked(mixed, { isBlind: true })).toEqual({
    s1: undefined,
    s2: undefined,
    s3: undefined,
    s4: undefined,
  })
})

test('the seed changes the order among equals alone; a judge of another name has another order', () => {
  const rows = Array.from({ length: 30 }, (_, index) =>
    row(index, { verdicts: [base('yes', index < 10 ? 'no' : 'yes')] }),
  )
  const [first, second] = [order(rows), order(rows, { seed: 1 })]
  expect(second).not.toEqual(first)
  expect(second.slice(0, 10).toSorted()).toEqual(first.slice(0, 10).toSorted())
  expect(first.slice(0, 10).every((text) => text.endsWith('mismatch'))).toBe(true)
  expect(first).not.toEqual(first.toSorted())
})

const rowsArbitrary = fc.array(
  fc
    .record({
      number: fc.integer({ min: 0, max: 12 }),
      repeat: fc.integer({ min: 0, max: 2 }),
      base: fc.constantFrom<JudgeValue | undefined>('yes', 'no', undefined),
      aligned: fc.constantFrom<JudgeValue | undefined>('yes', 'no', undefined),
      truth: fc.constantFrom<JudgeValue | undefined>('yes', 'no', undefined),
      split: fc.constantFrom('align' as const, 'heldout' as const),
    })
    .map(({ number, repeat, truth, split, ...said }) =>
      row(number, { repeat, split, verdicts: [base(said.base, truth), form(said.aligned, truth)] }),
    ),
  { maxLength: 40 },
)

test('whatever the order of the rows the queue is the same, and every align sample is in it once', () => {
  fc.assert(
    fc.property(
      rowsArbitrary.chain((rows) =>
        fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
      ),
      fc.boolean(),
      fc.integer({ min: 0, max: 5 }),
      ([rows, shuffled], isBlind, seed) => {
        const queue = feedbackQueue(rows, 'polite', { isBlind, seed })
        expect(feedbackQueue(shuffled, 'polite', { isBlind, seed })).toEqual(queue)
        const wanted = new Set(rows.filter(({ split }) => split === 'align').map(({ sampleId }) => sampleId))
        expect(queue.map(({ sampleId }) => sampleId).toSorted()).toEqual([...wanted].toSorted())
        const places = queue.map(({ reason }) => ['mismatch', 'uncertain', 'sample'].indexOf(reason))
        if (!isBlind) expect(places).toEqual(places.toSorted())
      },
    ),
  )
})

test('a blind order hangs on nothing that a judge said', () => {
  fc.assert(
    fc.property(rowsArbitrary, (rows) => {
      const silent = rows.map((one) => ({ ...one, verdicts: [] }))
      const ids = (given: readonly RunRow[]) =>
        feedbackQueue(given, 'polite', { isBlind: true }).map(({ sampleId }) => sampleId)
      expect(ids(silent)).toEqual(ids(rows))
    }),
  )
})

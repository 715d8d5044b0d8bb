import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeGuidance, type GuidanceChange } from '../../src/align/changed-guidance.ts'
import type { JudgeDefinition } from '../../src/contract/index.ts'
import type { Guidance } from '../../src/judge/index.ts'

const yesNo: Pick<JudgeDefinition, 'valueType' | 'passes'> = {
  valueType: { type: 'label', values: ['yes', 'no'] },
}
const example = (sampleId: string, value: string | number | boolean) => ({
  sampleId,
  fields: { inputs: sampleId },
  value,
  rationale: 'So it is.',
})
const guidance: Guidance = {
  guidelines: ['one', 'two', 'three'],
  guidelineIds: ['g1', 'g2', 'g3'],
  examples: [example('near', 'yes'), example('far', 'no')],
  leaks: [],
}
const ids = ({ examples }: Guidance) => examples.map(({ sampleId }) => sampleId)

test('examples and guidelines are reversed, the nearest example goes or says the opposite, and all else stays', () => {
  const of = (change: GuidanceChange) => changeGuidance(change, guidance, yesNo)
  expect(of('example-order')).toEqual({
    guidance: { ...guidance, examples: guidance.examples.toReversed() },
    change: 'the examples near, far in reverse order',
  })
  expect(of('guideline-order')).toEqual({
    guidance: { ...guidance, guidelines: ['three', 'two', 'one'], guidelineIds: ['g3', 'g2', 'g1'] },
    change: 'its 3 guidelines in reverse order',
  })
  expect(of('nearest-example')).toEqual({
    guidance: { ...guidance, examples: [example('far', 'no')] },
    change: 'without the nearest example near ("yes")',
  })
  expect(of('flipped-example')).toEqual({
    guidance: { ...guidance, examples: [{ ...example('near', 'no'), rationale: '' }, example('far', 'no')] },
    change: 'the nearest example near as "no" in place of "yes"',
  })
})

test('there is nothing to change without examples, with a single one to reorder, and with a single guideline', () => {
  const bare: Guidance = { guidelines: ['one'], examples: [] }
  const all: GuidanceChange[] = ['example-order', 'guideline-order', 'nearest-example', 'flipped-example']
  expect(all.map((change) => changeGuidance(change, bare, yesNo))).toEqual(all.map(() => undefined))
  expect(changeGuidance('example-order', { ...bare, examples: [example('a', 'yes')] }, yesNo)).toBeUndefined()
})

test.for<[string, Pick<JudgeDefinition, 'valueType' | 'passes'>, string | number | boolean, unknown]>([
  ['a boolean', { valueType: { type: 'boolean' } }, true, false],
  [
    'a label on the other side',
    { valueType: { type: 'label', values: ['a', 'b', 'c'] }, passes: ['a', 'b'] },
    'a',
    'c',
  ],
  [
    'another label where nobody knows what passes',
    { valueType: { type: 'label', values: ['a', 'b', 'c'] } },
    'b',
    'a',
  ],
  [
    'the number as far from the other end',
    { valueType: { type: 'number', min: 1, max: 5, integer: true } },
    2,
    4,
  ],
  [
    'the highest in place of the middle',
    { valueType: { type: 'number', min: 1, max: 5, integer: true } },
    3,
    5,
  ],
])('the opposite is %s', ([, definition, value, opposite]) => {
  const changed = changeGuidance(
    'flipped-example',
    { ...guidance, examples: [example('near', value)] },
    definition,
  )
  expect(changed?.guidance.examples[0]?.value).toBe(opposite)
})

test('free text has no opposite', () => {
  expect(changeGuidance('flipped-example', guidance, { valueType: { type: 'text' } })).toBeUndefined()
})

test('an order changed twice is the order before, and no example comes or goes', () => {
  const lists = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(lists, lists, (names, guidelines) => {
      const given: Guidance = { guidelines, examples: names.map((name) => example(name, 'yes')) }
      for (const change of ['example-order', 'guideline-order'] as const) {
        const once = changeGuidance(change, given, yesNo)?.guidance as Guidance
        expect(changeGuidance(change, once, yesNo)?.guidance).toEqual(given)
        expect(ids(once).toSorted()).toEqual(names.toSorted())
        expect(once.guidelines.toSorted()).toEqual(guidelines.toSorted())
      }
    }),
  )
})

import { describe, expect, test } from 'vitest'
import { guidelines } from '../../src/judge/index.ts'
import { definitions, example, opinion, scored } from './support.ts'

const shown = 'Is {{ outputs }} right for {{ inputs }}, given {{ expectations }}?'
const blind = 'Is the label in {{ outputs }} right for the sentence in {{ inputs }}?'
const aim = 'We wanted to examine and compare two drugs.'
const result = 'Pain improved much and differed by 12 points.'

describe('the offline stand-in, shown the expectations,', () => {
  test.for<[string, string, string, string]>([
    ['RESULTS', 'RESULTS', 'yes', 'The answer is the expected "RESULTS".'],
    [' results ', 'RESULTS', 'yes', 'The answer is the expected "RESULTS".'],
    ['METHODS', 'RESULTS', 'no', '"RESULTS" was expected.'],
    [
      'Paris is the capital of France',
      'The capital of France is Paris',
      'yes',
      'The answer is near to what was expected.',
    ],
    ['Rome', 'The capital of France is Paris', 'no', '"The capital of France is Paris" was expected.'],
  ])('judges %j where %j was expected as %s', async ([answer, expected, value, rationale]) => {
    const sample = { inputs: 'q', outputs: { label: answer }, expectations: { label: expected } }
    expect(await opinion(shown, sample)).toEqual({ value, rationale })
  })

  test('says the same in the words of other values', async () => {
    const sample = { inputs: 'q', outputs: 'Rome', expectations: 'Paris' }
    expect((await opinion(shown, sample, {}, { values: ['wrong', 'Correct'] })).value).toBe('wrong')
    expect((await opinion(shown, sample, {}, { valueType: 'boolean' })).value).toBe(false)
    expect((await opinion(shown, { ...sample, outputs: 'Paris' }, {}, { valueType: 'boolean' })).value).toBe(
      true,
    )
    expect((await opinion(shown, sample, {}, { valueType: { min: 1, max: 5, integer: true } })).value).toBe(1)
    expect(
      (
        await opinion(
          shown,
          { ...sample, outputs: 'Paris' },
          {},
          { valueType: { min: 1, max: 5, integer: true } },
        )
      ).value,
    ).toBe(4)
  })
})

describe('the offline stand-in, not shown the expectations,', () => {
  test('lets pass what nothing speaks against', async () => {
    expect(await opinion(blind, { inputs: { text: result }, outputs: { label: 'AIM' } })).toEqual({
      value: 'yes',
      rationale: 'Nothing speaks against it.',
    })
  })

  test.for<[string, string, string, string]>([
    ['AIM', aim, 'yes', 'The wording goes with "AIM".'],
    ['RESULT', result, 'yes', 'The wording goes with "RESULT".'],
    ['RESULT', aim, 'no', 'The wording goes with "AIM" rather than "RESULT".'],
    ['AIM', result, 'no', 'The wording goes with "RESULT" rather than "AIM".'],
    ['AIM', 'Nothing of the kind.', 'yes', 'Nothing speaks against it.'],
    ['OTHER', aim, 'yes', 'Nothing speaks against it.'],
  ])(
    "goes by the instructions' own definitions: %s for %j is %s",
    async ([label, text, value, rationale]) => {
      expect(await opinion(definitions('AIM', 'RESULT'), { inputs: { text }, outputs: { label } })).toEqual({
        value,
        rationale,
      })
    },
  )

  test('chooses among several labels by their definitions', async () => {
    const instructions =
      'What is {{ inputs }}?\n- aim: what the authors wanted to examine\n- result: what improved or differed\n- other: none of these'
    const choose = async (text: string) =>
      (await opinion(instructions, { inputs: text }, {}, { values: ['aim', 'result', 'other'] })).value
    expect([await choose(aim), await choose(result)]).toEqual(['aim', 'result'])
  })

  test('says of several labels what speaks for the one that it chose', async () => {
    const instructions =
      'What is {{ inputs }}?\n- aim: wanted to examine\n- result: differed\n- other: two points'
    const values = ['aim', 'result', 'other']
    const rationale = 'The wording is near to what "aim" means.'
    expect(await opinion(instructions, { inputs: aim }, {}, { values })).toEqual({ value: 'aim', rationale })
  })

  test('follows a guideline of the form that it writes itself, where answer and wording fit', async () => {
    const cue =
      'Answer "no" when the outputs say "AIM" and the inputs have wording such as "improved", "by #".'
    const judge = async (text: string, label: string) =>
      opinion(blind, { inputs: { text }, outputs: { label } }, { guidelines: [cue] })
    expect(await judge(result, 'AIM')).toEqual({
      value: 'no',
      rationale: 'The inputs say "improved", "by #".',
    })
    expect((await judge(result, 'RESULT')).value).toBe('yes')
    expect((await judge(aim, 'AIM')).value).toBe('yes')
    expect(
      (
        await opinion(
          blind,
          { inputs: { text: result }, outputs: { label: 'AIM' } },
          { guidelines: ['Never say AIM.'] },
        )
      ).value,
    ).toBe('yes')
  })

  test('follows examples with the same answer, the more the more alike they are', async () => {
    const sample = { inputs: { text: 'Pain improved by 12 points.' }, outputs: { label: 'AIM' } }
    const judge = async (...examples: ReturnType<typeof example>[]) => opinion(blind, sample, { examples })
    expect(await judge(example('Pain improved by 3 points.', 'AIM', 'no'))).toEqual({
      value: 'no',
      rationale: 'A like case was judged so.',
    })
    expect((await judge(example('Pain improved by 3 points.', 'RESULT', 'no'))).value).toBe('yes')
    expect((await judge(example('Cats sleep.', 'AIM', 'no'))).value).toBe('yes')
    expect(
      (await judge(example('Pain improved by 3 points.', 'AIM', 'no'), example('Pain fell.', 'AIM', 'yes')))
        .value,
    ).toBe('no')
  })

  test('takes the mean of examples where it must give a number', async () => {
    const examples = [example('a', 'AIM', 2), example('b', 'AIM', 5)]
    const sample = { inputs: { text: 'c' }, outputs: { label: 'AIM' } }
    expect((await opinion(blind, sample, { examples }, { valueType: { min: 1, max: 5 } })).value).toBe(3.5)
    expect(
      (await opinion(blind, sample, { examples }, { valueType: { min: 1, max: 5, integer: true } })).value,
    ).toBe(4)
  })
})

describe('the offline stand-in as a guidelines judge', () => {
  const list = [
    'A sentence with a measured improvement must be labelled RESULT.',
    'A sentence about mice must be labelled MICE.',
  ]
  const judge = guidelines({ guidelines: list, model: 'offline' })

  test('breaks a guideline that shares wording with the inputs and names another answer', async () => {
    const verdict = await judge.judge({
      inputs: { text: 'The measured improvement was large.' },
      outputs: { label: 'AIM' },
    })
    expect(verdict).toMatchObject({
      value: 'no',
      guidelines: [
        { guideline: list[0], value: 'no' },
        { guideline: list[1], value: 'yes' },
      ],
    })
    const kept = await judge.judge({
      inputs: { text: 'The measured improvement was large.' },
      outputs: { label: 'RESULT' },
    })
    expect(scored(kept)).toEqual({ value: 'yes', rationale: 'All 2 guidelines are met.' })
  })
})

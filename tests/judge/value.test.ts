import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ValueType } from '../../src/contract/index.ts'
import { allowedValues, toJudgeValue, toTaughtValue } from '../../src/judge/index.ts'
import { brief, verdictOn } from './support.ts'

const labels = { type: 'label', values: ['Yes', 'no'] } as const satisfies ValueType
const whole: ValueType = { type: 'number', min: 1, max: 5, integer: true }
const share: ValueType = { type: 'number', min: 0, max: 1, integer: false }

describe('the answer of a judge with labels', () => {
  test.for([' YES ', 'yes', 'Yes', 'yEs\n'])('is %j in the spelling of its label', (answer) => {
    expect(toJudgeValue({ type: 'label', values: [...labels.values] }, answer)).toBe('Yes')
  })

  test.for([
    'yes.',
    'Yes!',
    'yes, because',
    '1',
    'y',
    'true',
    'pass',
    '',
    '"yes"',
    'yes no',
    1,
    true,
    null,
    ['yes'],
    { value: 'yes' },
  ])('is never guessed from %j', async (answer) => {
    expect(toJudgeValue({ type: 'label', values: [...labels.values] }, answer)).toBeUndefined()
    expect(brief(await verdictOn({ result: answer, rationale: 'r' }))).toBe('not-allowed')
  })

  test('that is not allowed is told with the allowed ones', async () => {
    expect(await verdictOn({ result: 'yes.', rationale: 'r' })).toEqual({
      outcome: 'unscored',
      reason: 'not-allowed',
      detail: 'expected one of "yes", "no", received: "yes."',
      model: 'function:fixed',
      latencyMs: expect.any(Number),
    })
  })

  test('is exactly the label whatever case and white space surround it', () => {
    const anyLabels = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z .!0-9]{0,8}[a-z]$/), {
      minLength: 2,
      maxLength: 5,
    })
    const space = fc.stringMatching(/^[ \n\t]{0,3}$/)
    fc.assert(
      fc.property(anyLabels, fc.nat(), fc.boolean(), space, space, (values, pick, upper, before, after) => {
        const label = values[pick % values.length] as string
        const answer = `${before}${upper ? label.toUpperCase() : label}${after}`
        expect(toJudgeValue({ type: 'label', values }, answer)).toBe(label)
      }),
    )
  })

  test('is an allowed value or nothing, whatever the model says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        const value = toJudgeValue({ type: 'label', values: [...labels.values] }, answer)
        expect(['Yes', 'no', undefined]).toContain(value)
      }),
    )
  })
})

describe('the answer of a judge with another value type', () => {
  test.for<[unknown, unknown]>([
    [true, true],
    [false, false],
    ['true', true],
    [' False ', false],
    ['yes', undefined],
    [1, undefined],
    ['1', undefined],
    [null, undefined],
  ])('that is a boolean: %j counts as %j', ([answer, value]) => {
    expect(toJudgeValue({ type: 'boolean' }, answer)).toBe(value)
  })

  test.for<[unknown, unknown]>([
    [1, 1],
    [5, 5],
    ['4', 4],
    [' 4.0 ', 4],
    [0, undefined],
    [6, undefined],
    [3.5, undefined],
    ['3.5', undefined],
    ['four', undefined],
    ['4/5', undefined],
    ['', undefined],
    [true, undefined],
    [Number.NaN, undefined],
  ])('that is a whole number from 1 to 5: %j counts as %j', ([answer, value]) => {
    expect(toJudgeValue(whole, answer)).toBe(value)
  })

  test.for<[unknown, unknown]>([
    [0, 0],
    [1, 1],
    [0.25, 0.25],
    ['0.25', 0.25],
    ['-0.1', undefined],
    [1.0001, undefined],
    ['1e-1', undefined],
    ['25%', undefined],
  ])('that is a number from 0 to 1: %j counts as %j', ([answer, value]) => {
    expect(toJudgeValue(share, answer)).toBe(value)
  })

  test.for<[unknown, unknown]>([
    [' fine ', 'fine'],
    ['true', 'true'],
    ['', undefined],
    ['  ', undefined],
    [3, undefined],
    [{}, undefined],
  ])('that is text: %j counts as %j', ([answer, value]) => {
    expect(toJudgeValue({ type: 'text' }, answer)).toBe(value)
  })

  test('is told in words', async () => {
    expect(
      [labels as unknown as ValueType, whole, share, { type: 'boolean' }, { type: 'text' }].map((type) =>
        allowedValues(type as ValueType),
      ),
    ).toEqual([
      'one of "Yes", "no"',
      'a whole number from 1 to 5',
      'a number from 0 to 1',
      'true or false',
      'a text',
    ])
    expect(
      brief(
        await verdictOn({ result: '4', rationale: 'r' }, { valueType: { min: 1, max: 5, integer: true } }),
      ),
    ).toBe(4)
    expect(brief(await verdictOn({ result: 'true', rationale: 'r' }, { valueType: 'boolean' }))).toBe(true)
    expect(brief(await verdictOn({ result: 9, rationale: 'r' }, { valueType: { min: 1, max: 5 } }))).toBe(
      'not-allowed',
    )
  })
})

describe('a value that people or files gave', () => {
  const stars: ValueType = { type: 'label', values: ['4', '5.0', 'Good'] }
  test.for<[string | number | boolean, unknown]>([
    [4, '4'],
    ['4.0', '4'],
    [' 4.00 ', '4'],
    [5, '5.0'],
    ['5', '5.0'],
    ['GOOD ', 'Good'],
    [4.5, undefined],
    ['4 of 5', undefined],
    [true, undefined],
  ])('is a number however it is written, also where it is a label: %j is %j', ([given, value]) => {
    expect(toTaughtValue(stars, given)).toBe(value)
  })

  test('is no label where two are that number, and true is the label "true"', () => {
    expect(toTaughtValue({ type: 'label', values: ['4', '4.00'] }, '4.0')).toBeUndefined()
    expect(toTaughtValue({ type: 'label', values: ['True', 'False'] }, true)).toBe('True')
  })
})

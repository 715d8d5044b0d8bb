import { afterEach, describe, expect, test } from 'vitest'
import type { JudgeValue } from '../../src/contract/index.ts'
import { guidelines, makeJudge, type MakeJudgeOptions, type PassesOption } from '../../src/judge/index.ts'
import { configureModels } from '../../src/model/index.ts'
import { answering, refusal } from './support.ts'

afterEach(() => configureModels({}))

const model = answering({ result: 'yes', rationale: '' })
const good = { name: 'polite', instructions: 'Is {{ outputs }} polite?', model } as const

function fault(options: Record<string, unknown>) {
  const values = 'valueType' in options || 'values' in options ? {} : { values: ['yes', 'no'] }
  return refusal(() => makeJudge({ ...good, ...values, ...options }))
}

describe("a judge's name", () => {
  test.for(['a', '0', 'answer_politeness', 'v1.2-beta', 'A'.repeat(100)])('may be %s', (name) => {
    expect(makeJudge({ ...good, name, values: ['yes', 'no'] })).toMatchObject({ name, id: name })
  })

  test.for(['', ' a', 'a b', '.hidden', '_a', 'a/b', '..', 'a@aligned', 'é', 'A'.repeat(101), 7, undefined])(
    'may not be %j',
    (name) => {
      expect(fault({ name }).code).toBe('invalid-judge')
    },
  )

  test('that is refused is shown with what was expected', () => {
    expect(fault({ name: 'a/b' }).text).toBe(
      'A judge\'s name is "a/b"; expected 1 to 100 letters from a to z, digits, ".", "_" or "-", starting with a letter or digit.\n' +
        '  → Write, for example: name: "answer_politeness".',
    )
  })
})

describe('values and value types', () => {
  test('of every kind become part of the definition', () => {
    const valueTypeOf = (options: Partial<MakeJudgeOptions>) =>
      makeJudge({ ...good, ...options }).describe().valueType
    expect(valueTypeOf({ values: ['Good', 'bad', 'unclear'] })).toEqual({
      type: 'label',
      values: ['Good', 'bad', 'unclear'],
    })
    expect(valueTypeOf({ valueType: 'boolean' })).toEqual({ type: 'boolean' })
    expect(valueTypeOf({ valueType: 'text' })).toEqual({ type: 'text' })
    expect(valueTypeOf({ valueType: { min: 0, max: 1 } })).toEqual({
      type: 'number',
      min: 0,
      max: 1,
      integer: false,
    })
    expect(valueTypeOf({ valueType: { min: 1, max: 5, integer: true } })).toEqual({
      type: 'number',
      min: 1,
      max: 5,
      integer: true,
    })
  })

  test.for([
    [{ values: undefined }, 'has neither values and valueType; expected one of them'],
    [{ values: ['yes', 'no'], valueType: 'boolean' }, 'has both values and valueType; expected one of them'],
    [{ values: ['yes'] }, 'has values ["yes"]; expected two or more that differ in more than case'],
    [
      { values: ['yes', 'Yes '] },
      'has values ["yes","Yes "]; expected two or more that differ in more than case',
    ],
    [{ values: ['yes', ''] }, 'has values ["yes",""]; expected two or more that differ in more than case'],
    [{ values: [1, 2] }, 'has values [1,2]; expected two or more that differ in more than case'],
    [
      { valueType: 'number' },
      'has valueType "number"; expected "boolean", "text" or a range with min below max',
    ],
    [
      { valueType: { min: 5, max: 5 } },
      'has valueType {"min":5,"max":5}; expected "boolean", "text" or a range with min below max',
    ],
    [
      { valueType: { min: 0, max: Infinity } },
      'has valueType {"min":0,"max":null}; expected "boolean", "text" or a range with min below max',
    ],
  ] as const)('are refused when they say %j', ([options, message]) => {
    expect(fault(options)).toEqual({
      code: 'invalid-judge',
      text: `The judge polite ${message}.\n  → Write values: ["yes", "no"], or valueType: "boolean", { min: 1, max: 5, integer: true } or "text".`,
    })
  })
})

describe('passes', () => {
  const passesOf = (options: Partial<MakeJudgeOptions>) =>
    makeJudge({ ...good, ...options }).describe().passes

  test('is one value, several, or a bound, and is stored as a list or bound', () => {
    expect(passesOf({ values: ['good', 'bad'] })).toBeUndefined()
    expect(passesOf({ values: ['good', 'bad'], passes: 'good' })).toEqual(['good'])
    expect(passesOf({ values: ['good', 'fair', 'bad'], passes: ['good', 'fair'] })).toEqual(['good', 'fair'])
    expect(passesOf({ valueType: 'boolean', passes: false })).toEqual([false])
    expect(passesOf({ valueType: { min: 1, max: 5 }, passes: { atLeast: 4 } })).toEqual({ atLeast: 4 })
    expect(passesOf({ valueType: { min: 1, max: 5 }, passes: { atMost: 2 } })).toEqual({ atMost: 2 })
    expect(passesOf({ valueType: { min: 1, max: 5 }, passes: [4, 5] })).toEqual([4, 5])
    expect(passesOf({ valueType: 'text', passes: 'fine' })).toEqual(['fine'])
  })

  test.for<[Partial<MakeJudgeOptions>, string]>([
    [{ values: ['good', 'bad'], passes: 'Good' }, "has passes: 'Good'; expected one or more of good, bad"],
    [{ values: ['good', 'bad'], passes: [] }, 'has passes: []; expected one or more of good, bad'],
    [
      { values: ['good', 'bad'], passes: { atLeast: 1 } },
      'has passes: { atLeast: 1 }; expected one or more of good, bad',
    ],
    [{ valueType: 'boolean', passes: 'true' }, "has passes: 'true'; expected true or false"],
    [{ valueType: 'text', passes: { atMost: 1 } }, 'has passes: { atMost: 1 }; expected one or more texts'],
    [
      { valueType: { min: 1, max: 5 }, passes: 6 },
      'has passes: 6; expected { atLeast: n }, { atMost: n } or numbers, from 1 to 5',
    ],
    [
      { valueType: { min: 1, max: 5, integer: true }, passes: 2.5 },
      'has passes: 2.5; expected { atLeast: n }, { atMost: n } or numbers, from 1 to 5',
    ],
    [
      { valueType: { min: 1, max: 5 }, passes: { atLeast: Number.NaN } },
      'has passes: { atLeast: NaN }; expected { atLeast: n }, { atMost: n } or numbers, from 1 to 5',
    ],
    [
      { valueType: { min: 1, max: 5 }, passes: null as unknown as JudgeValue },
      'has passes: null; expected { atLeast: n }, { atMost: n } or numbers, from 1 to 5',
    ],
    [
      { valueType: { min: 1, max: 5 }, passes: { atleast: 4 } as unknown as PassesOption },
      'has passes: { atleast: 4 }; expected { atLeast: n }, { atMost: n } or numbers, from 1 to 5',
    ],
    [
      { valueType: { min: 1, max: 5 }, passes: { atLeast: 9 } },
      'has passes: { atLeast: 9 }; expected { atLeast: n }, { atMost: n } or numbers, from 1 to 5',
    ],
    [
      { valueType: { min: 1, max: 5 }, passes: { atMost: 0.5 } },
      'has passes: { atMost: 0.5 }; expected { atLeast: n }, { atMost: n } or numbers, from 1 to 5',
    ],
    [
      { valueType: { min: 1, max: 5 }, passes: { atLeast: 2, atMost: 4 } },
      'has passes: { atLeast: 2, atMost: 4 }; expected { atLeast: n }, { atMost: n } or numbers, from 1 to 5',
    ],
    [
      { valueType: { min: 1, max: 5 }, passes: { atLeast: '4' } as unknown as PassesOption },
      "has passes: { atLeast: '4' }; expected { atLeast: n }, { atMost: n } or numbers, from 1 to 5",
    ],
  ])('is refused when %j', ([options, message]) => {
    expect(fault(options)).toEqual({
      code: 'invalid-judge',
      text: `The judge polite ${message}.\n  → Change passes so that it names values the judge can give.`,
    })
  })
})

describe('the other options', () => {
  test.for([
    [{ sampleRate: 0 }, 'sampleRate: 0; expected a share above 0 and at most 1'],
    [{ sampleRate: 1.1 }, 'sampleRate: 1.1; expected a share above 0 and at most 1'],
    [{ sampleRate: Number.NaN }, 'sampleRate: NaN; expected a share above 0 and at most 1'],
    [{ temperature: -1 }, 'temperature: -1; expected a number from 0 to 2'],
    [{ temperature: 3 }, 'temperature: 3; expected a number from 0 to 2'],
    [{ timeoutMs: 0 }, 'timeoutMs: 0; expected a number above 0'],
    [{ timeoutMs: Infinity }, 'timeoutMs: Infinity; expected a number above 0'],
  ] as const)('are refused when %j', ([options, message]) => {
    const option = Object.keys(options)[0]
    expect(fault(options)).toEqual({
      code: 'invalid-judge',
      text: `The judge polite has ${message}.\n  → Change ${option} or leave it out.`,
    })
    expect(refusal(() => guidelines({ guidelines: 'Be polite.', model, ...options })).code).toBe(
      'invalid-judge',
    )
  })

  test.for(['', '   ', undefined, 7])('include instructions, which may not be %j', (instructions) => {
    expect(fault({ instructions })).toEqual({
      code: 'invalid-judge',
      text: `The judge polite has instructions ${JSON.stringify(instructions)}; expected a text.\n  → Write instructions: "Is {{ outputs }} a polite answer to {{ inputs }}?".`,
    })
  })

  test('are refused where nobody knows them, with the nearest that is known', () => {
    expect(fault({ pases: 'yes' })).toEqual({
      code: 'invalid-judge',
      text:
        'The judge polite has the unknown option pases; expected only name, model, temperature, sampleRate, timeoutMs, instructions, values, valueType, passes, rationaleFirst.\n' +
        '  → Write passes in place of pases.',
    })
    const unknown = { guidelines: 'Be polite.', model, guideline: 'Be brief.' }
    expect(refusal(() => guidelines(unknown))).toEqual({
      code: 'invalid-judge',
      text:
        'The judge guidelines has the unknown option guideline; expected only name, model, temperature, sampleRate, timeoutMs, guidelines.\n' +
        '  → Write guidelines in place of guideline.',
    })
  })

  test('take their defaults in the definition', () => {
    expect(makeJudge({ ...good, values: ['yes', 'no'] }).describe()).toEqual({
      kind: 'instructions',
      name: 'polite',
      instructions: 'Is {{ outputs }} polite?',
      valueType: { type: 'label', values: ['yes', 'no'] },
      temperature: 0,
      rationaleFirst: false,
      sampleRate: 1,
      model: 'function:fixed',
    })
  })

  test('do not ask for a model before the judge is described or asked', async () => {
    configureModels({ environment: {} })
    const judge = makeJudge({
      name: 'polite',
      instructions: 'Is {{ outputs }} polite?',
      values: ['yes', 'no'],
    })
    expect(refusal(() => judge.describe()).code).toBe('no-model')
    configureModels({ environment: {}, offline: true })
    expect(judge.describe().model).toBe('offline')
    configureModels({ environment: { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1/' } })
    expect(judge.describe()).toMatchObject({ model: 'gpt-5-mini', baseURL: 'http://127.0.0.1:9/v1' })
  })
})

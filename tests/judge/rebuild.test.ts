import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { judgeDefinitionSchema, type JudgeDefinition } from '../../src/contract/index.ts'
import {
  definitionFingerprint,
  guidelines,
  makeJudge,
  rebuildJudge,
  type Judge,
} from '../../src/judge/index.ts'
import { configureModels, type ModelSpec } from '../../src/model/index.ts'
import { answering, brief, refusal, sample } from './support.ts'

beforeEach(() => configureModels({ environment: { OPENAI_API_KEY: 'k' } }))
afterEach(() => configureModels({}))

const anyModel = fc.constantFrom<ModelSpec>('gpt-x', 'offline', {
  model: 'local',
  baseURL: 'http://127.0.0.1:9/v1',
})
const anyCommon = fc.record(
  {
    name: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/),
    model: anyModel,
    temperature: fc.double({ min: 0, max: 2, noNaN: true }).map((value) => value + 0),
    sampleRate: fc.double({ min: 0.01, max: 1, noNaN: true }),
    timeoutMs: fc.integer({ min: 1, max: 1e6 }),
  },
  { requiredKeys: ['name', 'model'] },
)
const labels = ['yes', 'no', 'Partly', ' odd ']
const anyKind = fc.oneof(
  fc.record(
    { values: fc.constant(labels), passes: fc.subarray(labels, { minLength: 1 }) },
    { requiredKeys: ['values'] },
  ),
  fc.record(
    { valueType: fc.constant('boolean' as const), passes: fc.boolean() },
    { requiredKeys: ['valueType'] },
  ),
  fc.record(
    { valueType: fc.constant('text' as const), passes: fc.constant('fine') },
    { requiredKeys: ['valueType'] },
  ),
  fc.record(
    {
      valueType: fc.record({
        min: fc.integer({ max: 0 }),
        max: fc.integer({ min: 1 }),
        integer: fc.boolean(),
      }),
      passes: fc.oneof(
        fc.record({ atLeast: fc.constantFrom(0, 0.5, 1) }),
        fc.record({ atMost: fc.constantFrom(0, 0.5, 1) }),
        fc.constant([0, 1]),
      ),
    },
    { requiredKeys: ['valueType'] },
  ),
)
const anyInstructionsJudge: fc.Arbitrary<Judge> = fc
  .tuple(
    anyCommon,
    anyKind,
    fc.boolean(),
    fc.constantFrom('Is {{ outputs }} right?', '{{ conversation }}', '{{inputs}}/{{trace}}'),
  )
  .map(([common, kind, rationaleFirst, instructions]) =>
    makeJudge({ ...common, ...kind, rationaleFirst, instructions }),
  )
const anyGuidelinesJudge: fc.Arbitrary<Judge> = fc
  .tuple(
    anyCommon,
    fc.option(fc.array(fc.constantFrom('Be polite.', 'Be "short".', 'Été'), { minLength: 1 }), {
      nil: undefined,
    }),
  )
  .map(([common, list]) => guidelines({ ...common, ...(list !== undefined && { guidelines: list }) }))

describe('a definition', () => {
  test('holds all it takes to rebuild the judge', () => {
    fc.assert(
      fc.property(fc.oneof(anyInstructionsJudge, anyGuidelinesJudge), (judge) => {
        const definition = JSON.parse(JSON.stringify(judge.describe())) as JudgeDefinition
        expect(judgeDefinitionSchema.parse(definition)).toEqual(definition)
        const rebuilt = rebuildJudge(definition)
        expect(rebuilt.describe()).toEqual(definition)
        expect(rebuilt.id).toBe(judge.id)
        expect(definitionFingerprint(rebuilt.describe())).toBe(definitionFingerprint(definition))
      }),
    )
  })

  const functionJudge = makeJudge({
    name: 'polite',
    instructions: 'Is {{ outputs }} polite?',
    values: ['yes', 'no'],
    model: answering(''),
  })

  test('of a judge whose model is a function needs another model', async () => {
    const definition = functionJudge.describe()
    expect(refusal(() => rebuildJudge(definition))).toMatchInlineSnapshot(`
      {
        "code": "unknown-judge",
        "text": "The judge polite cannot be rebuilt: its model is a function (function:fixed), and commands run no eval file.
        → Name a model for it: add --model <name>.",
      }
    `)
    const rebuilt = rebuildJudge(definition, answering({ result: 'no', rationale: '' }))
    expect(brief(await rebuilt.judge(sample))).toBe('no')
    expect(rebuildJudge(definition, 'gpt-y').describe()).toEqual({
      ...definition,
      model: 'gpt-y',
      baseURL: 'https://api.openai.com/v1',
    })
  })

  test('has a fingerprint that changes with all that decides verdicts, and with nothing else', () => {
    const definition = functionJudge.describe()
    const fingerprint = definitionFingerprint(definition)
    expect(definitionFingerprint({ ...definition, sampleRate: 0.5, timeoutMs: 7 })).toBe(fingerprint)
    const others: Partial<JudgeDefinition>[] = [
      { instructions: 'Is {{ outputs }} rude?' },
      { model: 'gpt-y' },
      { baseURL: 'http://127.0.0.1:9/v1' },
      { temperature: 1 },
      { rationaleFirst: true },
      { valueType: { type: 'label', values: ['no', 'yes'] } },
      { passes: ['yes'] },
      { guidelines: ['x'] },
    ]
    const prints = others.map((other) => definitionFingerprint({ ...definition, ...other }))
    expect(new Set([fingerprint, ...prints]).size).toBe(others.length + 1)
  })

  test('stands in what a judge records for the run', async () => {
    const definition = functionJudge.describe()
    expect(await functionJudge.record()).toEqual({
      id: 'polite',
      fingerprint: definitionFingerprint(definition),
      definition,
    })
  })
})

import { afterEach, describe, expect, test } from 'vitest'
import { makeJudge, parseJson } from '../../src/judge/index.ts'
import { configureModels } from '../../src/model/index.ts'
import { answering, brief, lateRefusal, sample, verdictOn } from './support.ts'

afterEach(() => configureModels({}))

const options = {
  name: 'polite',
  instructions: 'Is {{ outputs }} right for {{ inputs }}?',
  values: ['yes', 'no'],
}
const good = '{"result": "no", "rationale": " It is rude. "}'

describe('an answer', () => {
  test('that is one JSON object is scored, with model and time', async () => {
    expect(await verdictOn(good)).toEqual({
      outcome: 'scored',
      value: 'no',
      rationale: 'It is rude.',
      model: 'function:fixed',
      latencyMs: expect.any(Number),
      recorded: false,
    })
  })

  test.for([
    `\n${good}\n`,
    `\`\`\`json\n${good}\n\`\`\``,
    `\`\`\`\n${good}\n\`\`\`\n`,
    '{"extra": 1, "rationale": "r", "result": "no"}',
  ])('may be written as %j', async (text) => {
    expect(brief(await verdictOn(text))).toBe('no')
  })

  test.for([
    'no',
    `${good}${good}`,
    `${good}\n${good}`,
    `[${good}]`,
    '"no"',
    'null',
    `Here it is: ${good}`,
    `\`\`\`json\n${good}\n\`\`\`\n\`\`\`json\n${good}\n\`\`\``,
    `\`\`\`json\n${good}`,
    '{"result": "no",}',
    '{}',
    '{"Result": "no"}',
  ])('is malformed when it is %j', async (text) => {
    expect(brief(await verdictOn(text))).toBe('malformed')
  })

  test('that is empty is malformed, and says so', async () => {
    expect(await verdictOn('  ')).toMatchObject({
      reason: 'malformed',
      detail: expect.stringContaining('expected a text'),
    })
  })

  test('that is malformed is shown, cut to 300 characters', async () => {
    expect(await verdictOn('No way.')).toMatchObject({
      detail: 'expected one JSON object, received: No way.',
    })
    expect(await verdictOn('{"rationale": "r"}')).toMatchObject({
      detail: 'expected the field "result", received: {"rationale":"r"}',
    })
    const long = await verdictOn('x'.repeat(1000))
    expect('detail' in long && long.detail).toBe(`expected one JSON object, received: ${'x'.repeat(263)}…`)
  })

  test('without a rationale that is text is scored with an empty one', async () => {
    expect(await verdictOn({ result: 'yes' })).toMatchObject({ value: 'yes', rationale: '' })
    expect(await verdictOn({ result: 'yes', rationale: 3 })).toMatchObject({ value: 'yes', rationale: '' })
  })

  test('is parsed to an object or to nothing', () => {
    expect(parseJson('{"a": [1]}')).toEqual({ a: [1] })
    expect(['[]', '1', '', '{', '``````'].map(parseJson)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('a function in place of a model', () => {
  test('passes its tokens on', async () => {
    const judge = makeJudge({
      ...options,
      model: async () => ({ text: good, tokens: { prompt: 7, completion: 2 } }),
    })
    expect(await judge.judge(sample)).toMatchObject({ value: 'no', tokens: { prompt: 7, completion: 2 } })
  })

  test('that throws makes the verdict unscored', async () => {
    const judge = makeJudge({
      ...options,
      model: async function broken() {
        throw new Error('no luck')
      },
    })
    expect(await judge.judge(sample)).toEqual({
      outcome: 'unscored',
      reason: 'provider-error',
      detail: 'no luck',
      model: 'function:broken',
      latencyMs: expect.any(Number),
    })
  })

  test('that takes too long makes it a timeout, and an aborted signal makes it aborted', async () => {
    const never = () => new Promise<string>(() => {})
    expect(brief(await makeJudge({ ...options, model: never, timeoutMs: 20 }).judge(sample))).toBe('timeout')
    const signal = AbortSignal.abort()
    expect(brief(await makeJudge({ ...options, model: never }).judge(sample, { signal }))).toBe('aborted')
  })
})

describe('a sample', () => {
  test('without outputs or inputs is a mistake of the caller', async () => {
    const judge = makeJudge({ ...options, model: answering(good) })
    expect(await lateRefusal(judge.judge({ inputs: { a: 1 } }))).toMatchInlineSnapshot(`
      {
        "code": "invalid-sample",
        "text": "The judge polite was given no outputs; received {"inputs":{"a":1}}, expected an object with outputs and inputs.
        → Write expect({ ...row, outputs }).toPassJudge(judge), or judge.judge({ inputs, outputs }).",
      }
    `)
    expect((await lateRefusal(judge.judge({ outputs: 'x' }))).text).toContain('was given no inputs')
    expect((await lateRefusal(judge.judge(undefined as never))).text).toContain('received undefined')
  })

  test('may hold null: it is a value', async () => {
    const judge = makeJudge({ ...options, model: answering(good) })
    expect(brief(await judge.judge({ inputs: null, outputs: null }))).toBe('no')
  })

  test.for(['expectations', 'conversation', 'trace'] as const)(
    'without %s leaves its verdict unscored',
    async (field) => {
      const model = answering(good)
      const judge = makeJudge({ ...options, instructions: `Read {{ ${field} }}.`, model })
      expect(await judge.judge(sample)).toEqual({
        outcome: 'unscored',
        reason: 'missing-field',
        detail: `the template asks for {{ ${field} }} and the row has no ${field}`,
      })
      expect(model.requests).toEqual([])
      expect(brief(await judge.judge({ [field]: 'here' }))).toBe('no')
    },
  )
})

describe('the sample rate', () => {
  const ids = Array.from({ length: 2000 }, (_, index) => `sample-${index}`)
  const asked = async (name: string, sampleRate: number) => {
    const judge = makeJudge({ ...options, name, sampleRate, model: answering(good) })
    const verdicts = await Promise.all(ids.map((id) => judge.judge({ ...sample, id })))
    return ids.filter((_, index) => verdicts[index]?.outcome === 'scored')
  }

  test('picks the same samples each time, close to the rate, and more of them at a higher rate', async () => {
    const quarter = await asked('polite', 0.25)
    expect(await asked('polite', 0.25)).toEqual(quarter)
    expect(quarter.length).toBe(498)
    const half = new Set(await asked('polite', 0.5))
    expect(half.size).toBe(1011)
    expect(quarter.every((id) => half.has(id))).toBe(true)
  })

  test('picks other samples for a judge of another name', async () => {
    const [polite, correct] = [await asked('polite', 0.25), new Set(await asked('correct', 0.25))]
    expect(polite.filter((id) => correct.has(id)).length).toBe(112)
  })

  test('leaves a sample out as not asked, and asks no model', async () => {
    const model = answering(good)
    const judge = makeJudge({ ...options, sampleRate: 1e-9, model })
    expect(await judge.judge(sample)).toEqual({
      outcome: 'not-asked',
      reason: 'sampled-out',
      detail: 'sample rate 1e-9',
    })
    expect(model.requests).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import { observeJudge } from '../../src/agreement/index.ts'
import { outputLength } from '../../src/agreement/observations/output-length.ts'
import type { JudgeDefinition, RunJudge, RunRow, RunVerdict } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildVerdict } from './build-run.ts'

const judge = buildJudge('helpful')
const observe = (rows: RunRow[], who: RunJudge = judge) => observeJudge({ rows }, who)

/** Sixty held-out rows. */
const rowsOf = (
  verdict: (index: number) => string | undefined,
  truth: (index: number) => string,
  more: (index: number) => Partial<RunRow> = () => ({}),
) =>
  Array.from({ length: 60 }, (_, index) =>
    buildRow(`row-${index}`, [buildVerdict('helpful', verdict(index), truth(index))], more(index)),
  )
const yesIf = (condition: boolean) => (condition ? 'yes' : 'no')
const truthOf = (index: number) => yesIf(index % 2 === 0)

describe('verdict and length of the output', () => {
  const words = (index: number) => ({ outputs: { text: 'x'.repeat(10 + ((index * 7) % 60)) } })

  test('go together where a judge passes what is long', () => {
    const isLong = (index: number) => (index * 7) % 60 > 30
    const found = observe(rowsOf((index) => yesIf(isLong(index)), truthOf, words)).length
    expect(found).toMatchObject({ kind: 'value', rows: 60 })
    expect(found.kind === 'value' && found.low > 0.6).toBe(true)
  })

  test('do not where it is always right, whatever the truth has to do with length', () => {
    const found = observe(rowsOf(truthOf, truthOf, words)).length
    expect(found).toEqual({
      kind: 'undefined',
      reason: 'the verdict does not vary where the truth does not',
    })
  })

  test('are held against low numbers where those pass', () => {
    const definition: JudgeDefinition = {
      ...judge.definition,
      valueType: { type: 'number', min: 0, max: 10, integer: false },
      passes: { atMost: 3 },
    }
    const rows = Array.from({ length: 60 }, (_, index) =>
      buildRow(`row-${index}`, [buildVerdict('helpful', (index * 7) % 60, index % 5)], words(index)),
    )
    const found = observe(rows, { ...judge, definition }).length
    expect(found.kind === 'value' && found.high < -0.9).toBe(true)
  })

  test('count the characters of all values', () => {
    expect(outputLength('🙂a')).toBe(2)
    expect(outputLength({ answer: 'four', more: ['ab', 12, true, null] })).toBe(4 + 2 + 2 + 4)
  })
})

test('leniency is the verdicts that pass against the truths that do', () => {
  const found = observe(rowsOf((index) => yesIf(index % 2 === 0 || index < 20), truthOf)).leniency
  expect(found).toMatchObject({
    kind: 'value',
    rows: 60,
    onlyFirst: 10,
    onlySecond: 0,
    firstAccuracy: 40 / 60,
    secondAccuracy: 0.5,
    midP: 2 ** -10,
  })
})

describe('a judge that says nearly always the same', () => {
  test('is found, with what the truth is', () => {
    expect(observe(rowsOf(() => 'yes', truthOf)).constant).toMatchObject({
      value: 'yes',
      share: { successes: 60, n: 60 },
      truth: { successes: 30, n: 60 },
    })
    expect(observe(rowsOf((index) => yesIf(index >= 3), truthOf)).constant?.share.successes).toBe(57)
    expect(observe(rowsOf((index) => yesIf(index >= 4), truthOf)).constant).toBeUndefined()
  })

  test('is not known of few rows, nor of rows picked by verdict', () => {
    expect(observe(rowsOf(() => 'yes', truthOf).slice(0, 19)).constant).toBeUndefined()
    const picked = rowsOf(
      () => 'yes',
      truthOf,
      () => ({ pickedBy: 'verdict' }),
    )
    expect(observe(picked)).toMatchObject({
      length: { kind: 'undefined' },
      leniency: { kind: 'undefined' },
    })
    expect(observe(picked).constant).toBeUndefined()
  })
})

describe('judge and system of one family', () => {
  const app = (model: string) => ({
    app: [
      {
        model,
        endpoint: 'e',
        asked: 1,
        recorded: 0,
        failed: 0,
        uncounted: 0,
        tokens: { prompt: 1, completion: 1 },
      },
    ],
  })

  test('are named', () => {
    const rows = rowsOf(truthOf, truthOf, (index) => (index === 0 ? app('openai/gpt-4.1') : {}))
    expect(observe(rows).sameFamily).toEqual({
      family: 'GPT',
      judges: ['gpt-5-mini'],
      systems: ['openai/gpt-4.1'],
    })
  })

  test('are not where the families differ or none is known', () => {
    for (const model of ['claude-opus-4', 'house-model']) {
      expect(observe(rowsOf(truthOf, truthOf, () => app(model))).sameFamily).toBeUndefined()
    }
    expect(observe(rowsOf(truthOf, truthOf)).sameFamily).toBeUndefined()
  })
})

test('a judge of two places is held to how often either is better', () => {
  const valueType = { type: 'label' as const, values: ['answer_a', 'answer_b', 'tie'] }
  const pairwise = { ...judge, definition: { ...judge.definition, valueType } }
  const rows = rowsOf(
    (index) => (index % 2 === 0 || index < 20 ? 'answer_a' : 'answer_b'),
    (index) => (index % 2 === 0 ? 'answer_a' : 'answer_b'),
  )
  expect(observe(rows, pairwise).places).toMatchObject({
    values: ['answer_a', 'answer_b'],
    named: { onlyFirst: 10, onlySecond: 0 },
    accuracy: { first: { successes: 30, n: 30 }, second: { successes: 20, n: 30 } },
  })
  expect(observe(rows).places).toBeUndefined()
})

test.for([
  [['A', 'B', 'C', 'D', 'F']],
  [['1', '2', '3', '4', '5']],
  [['first', 'second', 'third']],
  [['answer_a', 'answer_b', 'answer_c', 'tie']],
] as const)('labels that are a scale or more than two places are no position: %j', ([values]) => {
  const valueType = { type: 'label' as const, values: [...values] }
  const scale = { ...judge, definition: { ...judge.definition, valueType } }
  expect(observe(rowsOf(truthOf, truthOf), scale).places).toBeUndefined()
})

test('rows like those in memory are those whose example is at the median or nearer', () => {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const isRight = index >= 30 || index % 2 === 0
    const verdict = buildVerdict('helpful@aligned', isRight ? 'yes' : 'no', 'yes')
    const guidance = { guidelines: 1, examples: ['s'], similarity: index / 100 }
    return buildRow(`row-${index}`, [{ ...verdict, guidance } as RunVerdict])
  })
  const aligned = buildJudge('helpful@aligned')
  expect(observe(rows, aligned).likeness).toMatchObject({
    similarity: 0.3,
    accuracy: {
      first: { successes: 30, n: 30 },
      second: { successes: 15, n: 30 },
      difference: { kind: 'value', difference: 0.5 },
    },
  })
  expect(observe(rowsOf(truthOf, truthOf)).likeness).toBeUndefined()
})

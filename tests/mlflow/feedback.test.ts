import { describe, expect, test } from 'vitest'
import { forgottenLine, resolveFeedback, standingFeedback } from '../../src/feedback/index.ts'
import { newLines } from '../../src/mlflow/index.ts'
import { expectation, feedback, imported, refusal, trace } from './support.ts'

const at = (day: number) => {
  const time = `2026-02-${String(day).padStart(2, '0')}T00:00:00Z`
  return { create_time: time, last_update_time: time }
}
const by = (type: string, id: string | null) => ({ source: { source_type: type, source_id: id } })

test('names are matched whatever their case and without white space at the ends', async () => {
  const spelt = ['Politeness', ' politeness ', 'POLITENESS', 'polite'].map((name, index) =>
    feedback(`a-${index}`, true, { assessment_name: name, ...by('HUMAN', `p${index}`) }),
  )
  const found = await imported([trace('tr-1', spelt)], { judges: ['politeness'] })
  expect(found.feedback.map(({ judge, lines }) => [judge, lines.length])).toEqual([['politeness', 3]])
  const all = await imported([trace('tr-1', spelt)])
  expect(all.feedback.map(({ judge, lines }) => [judge, lines.length])).toEqual([
    ['Politeness', 3],
    ['polite', 1],
  ])
  const known = await imported([trace('tr-1', spelt)], { known: ['pOlite', 'poliTeness'] })
  expect(known.feedback.map(({ judge }) => judge)).toEqual(['poliTeness', 'pOlite'])
})

test('a judge may have another name than its assessments', async () => {
  const one = feedback('a-1', true, { assessment_name: 'Is it polite?' })
  const found = await imported([trace('tr-1', [one])])
  expect({ feedback: found.feedback, unsafe: found.unsafe }).toEqual({
    feedback: [],
    unsafe: ['Is it polite?'],
  })
  const named = await imported([trace('tr-1', [one])], { judges: ['polite=is it polite?'] })
  expect(named.feedback.map(({ judge, lines }) => [judge, lines.length])).toEqual([['polite', 1]])
})

test('a name that no assessment has, that no judge can have, or that stands twice is refused', async () => {
  const traces = [trace('tr-1', [feedback('a-1', true)])]
  expect(await refusal(imported(traces, { judges: ['politness'] }))).toMatchInlineSnapshot(`
    "unknown-judge: No feedback is named "politness"; the traces have feedback named "politeness".
      → Write --judge politness=politeness with one of these names."
  `)
  expect(await refusal(imported(traces, { judges: ['../x=politeness'] }))).toContain(
    'invalid-usage: --judge names "../x"; expected the name of a judge',
  )
  expect(await refusal(imported(traces, { judges: ['politeness', 'politeness'] }))).toContain(
    'invalid-usage: --judge names politeness twice',
  )
})

test('sources keep their types; AI_JUDGE is an LLM judge, no type a program, no name MLflow’s default', async () => {
  const types: [string, string | null][] = [
    ['HUMAN', 'ana'],
    ['human', 'bob'],
    ['CODE', null],
    ['LLM_JUDGE', 'openai:/gpt'],
    ['AI_JUDGE', 'old'],
    ['SOURCE_TYPE_UNSPECIFIED', ''],
  ]
  const [judge] = (
    await imported([
      trace(
        'tr-1',
        types.map(([type, id], index) => feedback(`a-${index}`, true, by(type, id))),
      ),
    ])
  ).feedback
  expect(judge?.lines.map(({ source }) => `${source.type} ${source.name}`)).toEqual([
    'HUMAN ana',
    'HUMAN bob',
    'CODE default',
    'LLM_JUDGE openai:/gpt',
    'LLM_JUDGE old',
    'CODE default',
  ])
})

test('names under which only LLM judges spoke are taken when they are asked for', async () => {
  const traces = [
    trace('tr-1', [feedback('a-1', true, by('LLM_JUDGE', 'm')), expectation('e', 'x', { value: 1 })]),
  ]
  const found = await imported(traces)
  expect({ feedback: found.feedback, judgesOnly: found.judgesOnly }).toEqual({
    feedback: [],
    judgesOnly: ['politeness'],
  })
  const asked = await imported(traces, { judges: ['politeness'] })
  expect(asked.feedback[0]?.lines.length).toBe(1)
})

test('errors, nothing, lists and objects are no feedback, and are named with what they are', async () => {
  const error = { error: { error_code: 'SCORER_ERROR', error_message: 'boom', stack_trace: '...' } }
  const found = await imported([
    trace('tr-1', [
      feedback('a-1', null, { feedback: error }),
      feedback('a-2', null),
      feedback('a-3', ['a']),
      feedback('a-4', { a: 1 }),
      feedback('a-5', 'fine'),
    ]),
  ])
  const [judge] = found.feedback
  expect(judge?.lines.map(({ value }) => value)).toEqual(['fine'])
  expect(judge?.leftOut.map(({ assessmentId, why }) => [assessmentId, why])).toEqual([
    ['a-1', 'error'],
    ['a-2', 'no value'],
    ['a-3', 'no label, number or boolean'],
    ['a-4', 'no label, number or boolean'],
  ])
})

describe('overridden feedback', () => {
  test('is kept, superseded, and does not vote', async () => {
    const [judge] = (
      await imported([
        trace('tr-1', [
          feedback('a-2', true, { ...at(2), overrides: 'a-1' }),
          feedback('a-1', false, { ...at(1), valid: false, rationale: 'Cold.' }),
          feedback('b-1', false, { ...at(1), ...by('HUMAN', 'bob'), valid: false }),
        ]),
      ])
    ).feedback
    const lines = judge?.lines ?? []
    expect(lines.map(({ id, supersedes, retracted }) => ({ id, supersedes, retracted }))).toEqual([
      { id: 'a-1', supersedes: undefined, retracted: undefined },
      { id: 'b-1', supersedes: undefined, retracted: true },
      { id: 'a-2', supersedes: 'a-1', retracted: undefined },
    ])
    expect(judge?.superseded).toBe(2)
    expect(standingFeedback(lines).map(({ id }) => id)).toEqual(['a-2'])
    expect([...resolveFeedback(lines).values()].map(({ value }) => value)).toEqual([true])
  })

  test('of the same moment stands before what overrides it, along the whole chain', async () => {
    const chain = ['c', 'a', 'b'].map((id, index, all) =>
      feedback(id, index, { ...(index > 0 && { overrides: all[index - 1] as string }), valid: index === 2 }),
    )
    const lines = (await imported([trace('tr-1', chain)])).feedback[0]?.lines ?? []
    expect(lines.map(({ id }) => id)).toEqual(['c', 'a', 'b'])
    expect(standingFeedback(lines).map(({ id }) => id)).toEqual(['b'])
  })

  test('that overrides itself in a circle ends, and nobody votes', async () => {
    const circle = [feedback('a', 1, { overrides: 'b' }), feedback('b', 1, { overrides: 'a' })]
    const lines = (await imported([trace('tr-1', circle)])).feedback[0]?.lines ?? []
    expect(lines.length).toBe(2)
    expect(standingFeedback(lines)).toEqual([])
  })
})

test('an id is made of the content where there is none, the same at every import', async () => {
  const two = [1, 2].map((value) => {
    const { assessment_id: _id, ...rest } = feedback('', value, by('HUMAN', `p${value}`))
    return rest
  })
  const first = (await imported([trace('tr-1', two)])).feedback[0]?.lines ?? []
  const second = (await imported([trace('tr-1', two.toReversed())])).feedback[0]?.lines ?? []
  expect(new Set(first.map(({ id }) => id)).size).toBe(2)
  expect(second.toSorted((a, b) => Number(a.value) - Number(b.value))).toEqual(
    first.toSorted((a, b) => Number(a.value) - Number(b.value)),
  )
})

test('a log gets what is new and what has changed since, and nothing twice', async () => {
  const read = async (...said: ReturnType<typeof feedback>[]) =>
    (await imported([trace('tr-1', said)])).feedback[0]?.lines ?? []
  const log = await read(feedback('a', true), feedback('b', true, by('HUMAN', 'bob')))
  expect(newLines(log, log)).toEqual({ fresh: [], forgotten: 0 })
  const edited = { ...by('HUMAN', 'bob'), last_update_time: '2026-03-01T00:00:00Z', rationale: 'No!' }
  const later = await read(
    feedback('a', true),
    feedback('b', false, edited),
    feedback('c', 1, by('HUMAN', 'eve')),
  )
  const { fresh } = newLines(log, later)
  expect(fresh.map(({ id, value }) => [id, value])).toEqual([
    ['b', false],
    ['c', 1],
  ])
  const all = [...log, ...fresh]
  expect(newLines(all, later).fresh).toEqual([])
  expect(standingFeedback(all).map(({ id, value }) => [id, value])).toEqual([
    ['a', true],
    ['b', false],
    ['c', 1],
  ])
})

test('what was forgotten is not brought back by an old export', async () => {
  const lines =
    (await imported([trace('tr-1', [feedback('a', true)]), trace('tr-2', [feedback('b', true)])])).feedback[0]
      ?.lines ?? []
  const [first] = lines
  if (first === undefined) throw new Error('no line')
  const mark = { id: 'mark', ...forgottenLine(first, '2026-03-01T00:00:00.000Z') }
  const { fresh, forgotten } = newLines([mark], lines)
  expect({ fresh: fresh.map(({ id }) => id), forgotten }).toEqual({ fresh: ['b'], forgotten: 1 })
})

describe("a program's feedback", () => {
  const code = (...ids: string[]) => ids.map((id, index) => feedback(`a-${index}`, true, by('CODE', id)))

  test('is doubted where no person spoke, and where it has a name such as people have', async () => {
    const doubtful = async (...said: ReturnType<typeof feedback>[]) =>
      (await imported([trace('tr-1', said)])).feedback[0]?.doubtful
    expect(await doubtful(...code('script', 'other'))).toBe(2)
    expect(await doubtful(...code('script', 'default', 'ana@x.org'), feedback('h', true))).toBe(2)
    expect(await doubtful(feedback('h', true))).toBe(0)
  })

  test('votes only where no person has spoken, and as a person where told so', async () => {
    const said = [feedback('h', true), ...['x', 'y'].map((id) => feedback(id, false, by('CODE', id)))]
    const value = async (codeIsHuman: boolean) => {
      const lines = (await imported([trace('tr-1', said)], { codeIsHuman })).feedback[0]?.lines ?? []
      return [...resolveFeedback(lines).values()].map((one) => one.value)
    }
    expect(await value(false)).toEqual([true])
    expect(await value(true)).toEqual([false])
  })
})

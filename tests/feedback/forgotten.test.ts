import { describe, expect, test } from 'vitest'
import { automaticFeedback } from '../../src/align/index.ts'
import { feedbackSchema, type Feedback } from '../../src/contract/index.ts'
import { forgottenLine, forgottenTest, resolveFeedback } from '../../src/feedback/index.ts'
import { definition, feedback, reflecting, row, verdict } from '../align/support.ts'

const time = '2026-11-25T00:00:00.000Z'
const mark = (number: number): Feedback => ({
  id: `f-mark-${number}`,
  ...forgottenLine({ sampleId: `s${number}`, rowId: `r${number}`, judge: 'polite' }, time),
})
const wrong = [1, 2].map((number) => row(number, { verdicts: [verdict('polite', 'yes', 'no')] }))
const options = { teach: 'all' as const, model: reflecting().model, time, write: false }

describe('a line that stands for what was forgotten', () => {
  test('fits the log, and holds neither value nor text nor the row’s id', () => {
    expect(feedbackSchema.parse(mark(1))).toEqual(mark(1))
    expect(JSON.stringify(mark(1))).not.toMatch(/r1"|About|"no"/)
  })

  test('knows the sample, and the row under any answer; no other', () => {
    const isForgotten = forgottenTest([mark(1), feedback(2)])
    const asked = [
      { id: 'r1', sampleId: 's1' },
      { id: 'r1', sampleId: 'another answer' },
      { id: 'r1' },
      { id: 'r2', sampleId: 's2' },
      { id: mark(1).rowId.slice('forgotten-'.length) },
    ]
    expect(asked.map(isForgotten)).toEqual([true, true, true, false, false])
    expect(forgottenTest([])({ id: 'r1' })).toBe(false)
  })

  test('keeps the truth from teaching the row again, also with another answer; a person may', async () => {
    const others = [...wrong, row(1, { sampleId: 's1b', verdicts: [verdict('polite', 'yes', 'no')] })]
    const { given, mismatches } = await automaticFeedback(definition, others, [mark(1)], options)
    expect([given.map(({ sampleId }) => sampleId), mismatches]).toEqual([['s2'], 1])
    const said = resolveFeedback([mark(1), feedback(1, 'no', { time: '2026-11-26T00:00:00.000Z' })])
    expect([...said.keys()]).toEqual(['s1'])
    expect(resolveFeedback([mark(1)]).size).toBe(0)
  })
})

import { describe, expect, test } from 'vitest'
import type { Feedback, JudgeValue, RunRow } from '../../src/contract/index.ts'
import { automaticFeedback, type Teach } from '../../src/align/index.ts'
import { chatModel, type ChatFunction } from '../../src/model/index.ts'
import { definition, feedback, row, verdict } from './support.ts'

const explain: ChatFunction = async () => '{"rationale": "It is curt."}'
const judged = (
  number: number,
  value: JudgeValue,
  truth: JudgeValue | undefined,
  more: Partial<RunRow> = {},
) => row(number, { verdicts: [verdict('polite', value, truth)], ...more })

async function automatic(
  rows: readonly RunRow[],
  log: readonly Feedback[] = [],
  options: { teach?: Teach; model?: ChatFunction; write?: boolean } = {},
) {
  const { teach = 'mismatches', model = explain, write = true } = options
  const time = '2026-11-23T12:00:00.000Z'
  return automaticFeedback(definition, rows, log, { teach, model: chatModel(model), time, write })
}

/** What was given as a log holds it. */
async function logOf(rows: readonly RunRow[], teach: Teach = 'mismatches'): Promise<Feedback[]> {
  const { given } = await automatic(rows, [], { teach })
  return given.map((line, index) => ({ id: `f-auto-${index}`, ...line }))
}

const taught = async (...parameters: Parameters<typeof automatic>) =>
  (await automatic(...parameters)).given.map(({ sampleId, value }) => `${sampleId} ${String(value)}`)

describe('feedback made from the truth', () => {
  test('is given for a mismatch, as a program, with a written rationale', async () => {
    expect(await automatic([judged(1, 'yes', 'no'), judged(2, 'yes', 'yes')])).toEqual({
      given: [
        {
          sampleId: 's1',
          rowId: 'r1',
          judge: 'polite',
          value: 'no',
          rationale: 'It is curt.',
          source: { type: 'CODE', name: 'truth' },
          time: '2026-11-23T12:00:00.000Z',
          truthHash: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      ],
      plainRationales: 0,
      mismatches: 1,
      leftOut: [],
    })
  })

  test('counts a mismatch of the plain or of the aligned judge, and of no other', async () => {
    const verdicts = (base: string, aligned: string, other: string) => [
      verdict('polite', base, 'yes'),
      verdict('polite@aligned', aligned, 'yes'),
      verdict('polite2', other, 'yes'),
    ]
    const rows = [
      row(1, { verdicts: verdicts('no', 'yes', 'yes') }),
      row(2, { verdicts: verdicts('yes', 'no', 'yes') }),
      row(3, { verdicts: verdicts('yes', 'yes', 'no') }),
    ]
    expect(await taught(rows)).toEqual(['s1 yes', 's2 yes'])
  })

  test('is given for all rows on demand', async () => {
    const rows = [judged(1, 'yes', 'no'), judged(2, 'yes', 'yes')]
    expect(await taught(rows, [], { teach: 'all' })).toEqual(['s1 no', 's2 yes'])
    expect((await automatic(rows, [], { teach: 'all' })).mismatches).toBe(1)
  })

  test.for<[string, RunRow]>([
    ['is held out', judged(1, 'yes', 'no', { split: 'heldout' })],
    ['has no truth', judged(1, 'yes', undefined)],
    [
      'has a truth that a person gave',
      row(1, { verdicts: [{ ...verdict('polite', 'yes', 'no'), truthFrom: 'human' }] }),
    ],
    ['has no sample', (({ sampleId: _, ...rest }) => rest)(judged(1, 'yes', 'no'))],
  ])('is never given for a row that %s', async ([, given]) => {
    expect(await automatic([given], [], { teach: 'all' })).toEqual({
      given: [],
      plainRationales: 0,
      mismatches: 0,
      leftOut: [],
    })
  })

  test('is not given for a row that no judge answered, but for demand', async () => {
    const silent = row(1, {
      verdicts: [{ judge: 'polite', outcome: 'unscored', reason: 'timeout', detail: 'd', truth: 'no' }],
    })
    expect(await taught([silent])).toEqual([])
    expect(await taught([silent], [], { teach: 'all' })).toEqual(['s1 no'])
  })

  test('is not given where a person has spoken, whatever the person said', async () => {
    const rows = [judged(1, 'yes', 'no'), judged(2, 'yes', 'no')]
    expect(await taught(rows, [feedback(1, 'yes')])).toEqual(['s2 no'])
    expect(await taught(rows, [feedback(1, 'yes'), feedback(1, 'yes', { retracted: true })])).toEqual([
      's1 no',
      's2 no',
    ])
    expect(await taught(rows, [feedback(1, 'no', { source: { type: 'LLM_JUDGE', name: 'm' } })])).toEqual([
      's1 no',
      's2 no',
    ])
  })

  test('is not given twice', async () => {
    const rows = [judged(1, 'yes', 'no')]
    expect(await taught(rows, await logOf(rows))).toEqual([])
    expect(await taught([...rows, judged(1, 'yes', 'no', { repeat: 1 })])).toEqual(['s1 no'])
  })

  test('is superseded when the truth is corrected, also where the judge agrees with it now', async () => {
    const log = await logOf([judged(1, 'yes', 'no')])
    const corrected = await automatic([judged(1, 'yes', 'yes')], log)
    expect(corrected.given).toEqual([
      expect.objectContaining({ sampleId: 's1', value: 'yes', supersedes: 'f-auto-0' }),
    ])
    expect(corrected.given[0]?.truthHash).not.toBe(log[0]?.truthHash)
    expect(await taught([judged(1, 'yes', 'yes')], [...log, feedback(1, 'no')])).toEqual([])
  })

  test('stands, once given, when the judge has come to agree', async () => {
    const log = await logOf([judged(1, 'yes', 'no')])
    expect(await taught([judged(1, 'no', 'no')], log)).toEqual([])
  })

  test('has a plain rationale where no model wrote one, and counts those', async () => {
    const vague = await automatic([judged(1, 'yes', 'no')], [], { model: async () => 'It is curt.' })
    expect(vague).toMatchObject({
      plainRationales: 1,
      leftOut: [],
      given: [{ rationale: 'The ground truth for this sample is "no".' }],
    })
    let calls = 0
    const counting: ChatFunction = async () => `{"rationale": "${(calls += 1)}"}`
    const plain = await automatic([judged(1, 'yes', 'no')], [], { model: counting, write: false })
    expect(plain).toMatchObject({
      plainRationales: 0,
      given: [{ rationale: 'The ground truth for this sample is "no".' }],
    })
    expect(calls).toBe(0)
  })
})

test('a sample is left out where no model could be had, but for one with a line of an old truth', async () => {
  const broken: ChatFunction = async () => {
    throw new Error('down')
  }
  const { sampleId } = judged(1, 'yes', 'no')
  expect(await automatic([judged(1, 'yes', 'no')], [], { model: broken })).toEqual({
    given: [],
    plainRationales: 0,
    mismatches: 1,
    leftOut: [{ sampleId, rowId: 'r1', reason: 'no rationale: provider-error: down' }],
  })
  const log = await logOf([judged(1, 'yes', 'no')])
  expect(await automatic([judged(1, 'no', 'yes')], log, { model: broken })).toMatchObject({
    plainRationales: 1,
    leftOut: [],
    given: [{ value: 'yes', rationale: 'The ground truth for this sample is "yes".' }],
  })
})

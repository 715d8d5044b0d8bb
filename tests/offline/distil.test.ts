import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cueSentence, readCue } from '../../src/model/offline/cue.ts'
import { distil } from '../../src/model/offline/distil.ts'

const record = (id: number, text: string, label: string, result: string) => ({
  id: String(id),
  inputs: { text },
  outputs: { label },
  result,
})
const records = [
  record(1, 'Pain improved by 12 %.', 'METHODS', 'no'),
  record(2, 'Sleep improved by 3 %.', 'METHODS', 'no'),
  record(3, 'Patients were randomised.', 'METHODS', 'yes'),
  record(4, 'Mice were randomised.', 'METHODS', 'yes'),
  record(5, 'Once only.', 'RESULTS', 'no'),
]

describe('a cue', () => {
  test('is a sentence that a person can read', () => {
    expect(cueSentence({ value: 'no', answer: 'METHODS', wordings: ['improved', 'by #'] })).toBe(
      'Answer "no" when the outputs say "METHODS" and the inputs have wording such as "improved", "by #".',
    )
  })

  test('is read back as it was written', () => {
    const anyText = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('"'))
    fc.assert(
      fc.property(anyText, anyText, fc.array(anyText, { minLength: 1 }), (value, answer, wordings) => {
        expect(readCue(cueSentence({ value, answer, wordings }))).toEqual({ value, answer, wordings })
      }),
    )
  })

  test('is nothing else', () => {
    const good = cueSentence({ value: 'no', answer: 'METHODS', wordings: ['improved'] })
    expect(
      ['', 'Be polite.', `${good} And more.`, good.slice(0, -1), good.replace('Answer', 'Say')].map(readCue),
    ).toEqual([undefined, undefined, undefined, undefined, undefined])
    expect(readCue(` ${good}\n`)?.answer).toBe('METHODS')
  })
})

describe('what the offline stand-in distils', () => {
  test('is, for each answer and value, the wording that at least two records share and the others lack', () => {
    expect(distil(records, [])).toEqual([
      {
        guideline_text:
          'Answer "no" when the outputs say "METHODS" and the inputs have wording such as "#", "by #", "improved", "improved by".',
        source_ids: ['1', '2'],
      },
      {
        guideline_text:
          'Answer "yes" when the outputs say "METHODS" and the inputs have wording such as "randomised", "were", "were randomised".',
        source_ids: ['3', '4'],
      },
    ])
  })

  test('leaves out what the existing guidelines quote already', () => {
    const existing = distil(records, []).map(({ guideline_text }) => guideline_text)
    expect(distil(records, existing)).toEqual([])
  })

  test('is nothing without records, outputs or inputs', () => {
    expect(distil([], [])).toEqual([])
    expect(
      distil(
        [
          { id: '1', result: 'no' },
          { id: '2', result: 'no', inputs: 'x' },
        ],
        [],
      ),
    ).toEqual([])
  })

  test('always reads back as cues, from records that are there and have the cue', () => {
    const words = ['pain', 'improved', 'were', 'randomised', '12', 'we', 'wanted', 'the']
    const anyRecord = fc.record({
      text: fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((list) => list.join(' ')),
      label: fc.constantFrom('METHODS', 'RESULTS', 'a b'),
      value: fc.constantFrom('yes', 'no'),
    })
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 15 }), (list) => {
        const given = list.map(({ text, label, value }, index) => record(index + 1, text, label, value))
        const distilled = distil(given, [])
        for (const { guideline_text, source_ids } of distilled) {
          const cue = readCue(guideline_text)
          const sources = given.filter(({ id }) => source_ids.includes(id))
          expect(sources.length).toBeGreaterThanOrEqual(2)
          expect(sources.map(({ outputs, result }) => [outputs.label, result])).toEqual(
            sources.map(() => [cue?.answer, cue?.value]),
          )
          expect(cue?.wordings.length).toBeLessThanOrEqual(10)
        }
        const pairs = distilled.map(({ guideline_text }) =>
          JSON.stringify([readCue(guideline_text)?.answer, readCue(guideline_text)?.value]),
        )
        expect(new Set(pairs).size).toBe(pairs.length)
        expect(distil(given, [])).toEqual(distilled)
      }),
    )
  })
})

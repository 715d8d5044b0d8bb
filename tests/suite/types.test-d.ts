import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  aligned,
  audit,
  evaluate,
  loadRows,
  makeJudge,
  type PassJudgeOptions,
  probe,
  probes,
} from 'vitest-judge'
import { judges, type PluginOptions } from 'vitest-judge/plugin'
import { z } from 'zod'

const judge = makeJudge({ name: 'polite', instructions: 'Is {{ outputs }} polite?', values: ['yes', 'no'] })
const schema = z.object({
  id: z.string(),
  inputs: z.object({ text: z.string(), length: z.coerce.number() }),
  expectations: z.object({ label: z.enum(['A', 'B']) }),
})

describe('types', () => {
  test('of a schema flow from loadRows through evaluate', async () => {
    const rows = await loadRows(new URL('./rows.jsonl', import.meta.url), { schema })
    evaluate('Typed', {
      rows,
      predict: async (inputs, { row, signal, task, skip }) => {
        expectTypeOf(inputs).toEqualTypeOf<{ text: string; length: number }>()
        expectTypeOf(row.expectations).toEqualTypeOf<{ label: 'A' | 'B' } | undefined>()
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
        expectTypeOf(task.name).toBeString()
        expectTypeOf(skip).toBeFunction()
        return { label: inputs.text, score: inputs.length }
      },
      truth: ({ inputs, outputs, expectations }) => {
        expectTypeOf(inputs.length).toBeNumber()
        expectTypeOf(outputs).toEqualTypeOf<{ label: string; score: number }>()
        expectTypeOf(expectations.label).toEqualTypeOf<'A' | 'B'>()
        return outputs.label === expectations.label ? 'yes' : 'no'
      },
      judges: [judge, aligned(judge)],
    })
    evaluate('Typed by judge', {
      rows,
      predict: ({ text }) => text,
      truth: { polite: ({ outputs }) => (outputs.trim() === '' ? undefined : true) },
      judges: [judge],
      assert: 'pass',
    })
  })

  test('of rows that are written out are their own', () => {
    evaluate('Written out', {
      rows: [{ inputs: { text: 'Salt' }, expectations: { polite: true } }],
      predict: ({ text }) => [text],
      truth: ({ outputs, expectations }) => outputs.length === 1 && expectations.polite,
      judges: [judge],
    })
  })

  test('of the matchers are those of Chai assertions, with every modifier', () => {
    const sample = { inputs: 'Salt', outputs: 'please' }
    const options: PassJudgeOptions = { requireCalibration: new URL('./calibration', import.meta.url) }
    expectTypeOf(expect(sample).toPassJudge(judge, options)).toEqualTypeOf<Promise<void>>()
    // @ts-expect-error an unknown option
    void expect(sample).toPassJudge(judge, { calibrated: true })
    expectTypeOf(expect(sample).toPassJudge(judge)).toEqualTypeOf<Promise<void>>()
    expectTypeOf(expect(sample).toAgreeWithTruth(aligned(judge))).toEqualTypeOf<Promise<void>>()
    expectTypeOf(expect(sample).not.toPassJudge(judge)).toEqualTypeOf<Promise<void>>()
    expectTypeOf(expect.soft(sample).toAgreeWithTruth(judge)).toEqualTypeOf<Promise<void>>()
    expectTypeOf(expect(Promise.resolve(sample)).resolves.toPassJudge(judge)).toEqualTypeOf<Promise<void>>()
    expectTypeOf(expect(sample, 'my own words').toPassJudge(judge)).toEqualTypeOf<Promise<void>>()
  })

  test('of an audit are those of the rows, or of predict', () => {
    audit(judge, {
      rows: [{ inputs: 'Salt', outputs: { text: 'please' }, expectations: 2 }],
      truth: ({ outputs, expectations }) => outputs.text.length > expectations,
      probes: [probes.verbosity({ field: 'text' }), probe('none', 'nothing', () => undefined)],
    })
    audit(judge, {
      rows: [{ inputs: 'Salt' }],
      predict: (inputs) => [inputs],
      truth: ({ outputs }) => outputs.length === 1,
      probes: [probes.paraphrase()],
    })
    // @ts-expect-error a probe is called to be had
    audit(judge, { rows: [{ inputs: 'Salt', outputs: 'please' }], probes: [probes.verbosity] })
    expectTypeOf<{ gate: { polite: { audit: { verbosity: 0.05 } } } }>().toExtend<PluginOptions>()
  })

  test('refuse what is no judge, no option and no gate', () => {
    const options = { rows: [{ inputs: 1 }], predict: (inputs: number) => inputs }
    // @ts-expect-error a judge is no name
    void expect({}).toPassJudge('polite')
    // @ts-expect-error a judge is asked for
    void expect({}).toAgreeWithTruth()
    // @ts-expect-error aligned takes a judge
    void aligned({ name: 'polite' })
    // @ts-expect-error judges are asked for
    evaluate('No judges', options)
    // @ts-expect-error there are two ways to assert
    evaluate('Assert', { ...options, judges: [judge], assert: 'fail' })
    // @ts-expect-error a truth is a value that some judge can give
    evaluate('Truth', { ...options, judges: [judge], truth: () => null })
    // @ts-expect-error a value type is one that exists
    makeJudge({ name: 'polite', instructions: '{{ outputs }}', valueType: 'labels' })
    // @ts-expect-error a threshold has a name that exists
    void judges({ gate: { polite: { accurcy: 0.8 } } })
    type Gated = { gate: { 'polite@aligned': { accuracy: 0.8; minRows: 50 }; requireComplete: true } }
    expectTypeOf<Gated>().toExtend<PluginOptions>()
  })
})

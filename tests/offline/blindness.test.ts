import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chatModel, embedder } from '../../src/model/index.ts'
import { distil } from '../../src/model/offline/distil.ts'
import { definitions, example, offlineJudge, opinion } from './support.ts'

const words = [
  'pain',
  'improved',
  'wanted',
  'compare',
  'patients',
  'by',
  '12',
  'points',
  'examine',
  'measured',
  'differed',
  'the',
  'group',
]
const anyText = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 10 })
  .map((list) => list.join(' '))
const anyRecord = fc.record({
  text: anyText,
  label: fc.constantFrom<0 | 1>(0, 1),
  value: fc.constantFrom('yes', 'no'),
})
const anyName = fc.stringMatching(/^[B-DF-HJ-NP-TV-Z]{5,9}$/)
const anyNames = fc.uniqueArray(anyName, {
  minLength: 2,
  maxLength: 2,
  selector: (name) => name.toLowerCase(),
})

type LabelledRecord = { text: string; label: 0 | 1; value: string }

/** What the stand-in makes of records under these label names: guidelines, then a verdict with them and examples. */
async function verdictUnder(
  names: readonly string[],
  records: readonly LabelledRecord[],
  sample: LabelledRecord,
) {
  const nameOf = (label: 0 | 1) => names[label] as string
  const lessons = records.map(({ text, label, value }, index) => ({
    id: String(index + 1),
    inputs: { text },
    outputs: { label: nameOf(label) },
    result: value,
  }))
  const guidelines = distil(lessons, []).map(({ guideline_text }) => guideline_text)
  const examples = records.slice(0, 3).map(({ text, label, value }) => example(text, nameOf(label), value))
  const instructions = definitions(nameOf(0), nameOf(1))
  const { value, rationale } = await opinion(
    instructions,
    { inputs: { text: sample.text }, outputs: { label: nameOf(sample.label) } },
    { guidelines, examples },
  )
  return {
    value,
    rationale: names.reduce((text, name, index) => text.replaceAll(name, `LABEL-${index}`), rationale),
  }
}

describe('nothing in the offline stand-in knows a label', () => {
  test('renaming every label alike in rows, prompt and memory leaves every verdict as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRecord, { minLength: 4, maxLength: 12 }),
        anyRecord,
        anyNames,
        async (records, sample, names) => {
          const plain = await verdictUnder(['OBJECTIVE', 'RESULTS'], records, sample)
          expect(await verdictUnder(names, records, sample)).toEqual(plain)
          expect(await verdictUnder(['RESULTS', 'OBJECTIVE'], records, sample)).toEqual(plain)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('turning the taught values round turns what was learned round', async () => {
    const learn = [
      { text: 'pain improved by 12 points', label: 0, value: 'no' },
      { text: 'pain improved by 7 points', label: 0, value: 'no' },
      { text: 'the group wanted water', label: 0, value: 'yes' },
    ] as const
    const swapped = learn.map((record) => ({ ...record, value: record.value === 'yes' ? 'no' : 'yes' }))
    const sample = { text: 'pain improved by 3 points', label: 0, value: '' } as const
    expect((await verdictUnder(['A', 'B'], learn, sample)).value).toBe('no')
    expect((await verdictUnder(['A', 'B'], swapped, sample)).value).toBe('yes')
  })

  test('shuffled truth in the row changes nothing that the prompt does not show', async () => {
    const judge = offlineJudge('Is {{ outputs }} right for {{ inputs }}?')
    const sample = { inputs: { text: 'pain improved' }, outputs: { label: 'A' } }
    const verdicts = await Promise.all(
      ['A', 'B', undefined].map(async (label) =>
        judge.judge({ ...sample, ...(label && { expectations: { label } }) }),
      ),
    )
    const [first] = verdicts.map((verdict) => 'value' in verdict && [verdict.value, verdict.rationale])
    expect(verdicts.map((verdict) => 'value' in verdict && [verdict.value, verdict.rationale])).toEqual([
      first,
      first,
      first,
    ])
  })
})

describe('the offline stand-in is deterministic', () => {
  test('in its answers', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (system, user) => {
        const ask = async () => {
          const { latencyMs: _, ...reply } = await chatModel('offline').chat({
            messages: [
              { role: 'system', content: `- a: ${system}\n- b: the rest` },
              { role: 'user', content: user },
            ],
          })
          return reply
        }
        expect(await ask()).toEqual(await ask())
      }),
      { numRuns: 20 },
    )
  })

  test('in its vectors, whatever else is embedded with them', async () => {
    const offline = embedder({ model: 'offline-lexical' })
    const [alone] = await offline.embed(['pain improved'])
    expect((await offline.embed(['x', 'pain improved', 'y']))[1]).toEqual(alone)
  })
})

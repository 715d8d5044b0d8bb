import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Feedback, JsonValue, Row } from '../../src/contract/index.ts'
import { sampleId } from '../../src/dataset/index.ts'
import { standingFeedback } from '../../src/feedback/index.ts'
import { canonicalJson } from '../../src/io/index.ts'
import { fileSamples, newLines, rowsText, tracesText } from '../../src/mlflow/index.ts'
import type { TracedRow } from '../../src/mlflow/traced-row.ts'
import { imported } from './support.ts'

const numRuns = process.env['LONG'] === undefined ? 60 : 1000

/** As it is after it was written and read. */
const json: fc.Arbitrary<JsonValue> = fc
  .jsonValue()
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue)
const name = fc.string({ minLength: 1 })
const moments = fc.integer({ min: 0, max: 4_000_000_000_000 }).map((ms) => new Date(ms).toISOString())
const textMap = fc.dictionary(name, fc.string(), { maxKeys: 3 })

/** No key that is absent. */
function present<Value extends object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value
}

const rows: fc.Arbitrary<Row[]> = fc.uniqueArray(
  fc
    .record(
      {
        id: name,
        inputs: json.filter((value) => value !== null),
        outputs: json,
        expectations: json,
        group: name,
        tags: fc.array(fc.oneof(fc.string(), fc.constantFrom('a=b', 'a=c', '=', 'mlflow.x', '1')), {
          minLength: 1,
        }),
        weight: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        pickedBy: fc.constantFrom('random' as const, 'verdict' as const),
        conversation: json,
        trace: json,
      },
      { requiredKeys: ['id', 'inputs'] },
    )
    .map(present),
  { selector: ({ id }) => id, minLength: 1, maxLength: 4 },
)

/** Some lines about a row's sample, of different moments; some take others back, or say what they replace. */
function linesAbout(row: Row): fc.Arbitrary<Feedback[]> {
  if (row.outputs === undefined) return fc.constant([])
  const { id: rowId, inputs, outputs } = row
  const facts = fc.record(
    {
      value: fc.oneof(fc.string(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      rationale: name,
      source: fc.record({
        type: fc.constantFrom('HUMAN' as const, 'CODE' as const, 'LLM_JUDGE' as const),
        name: fc.constantFrom('ann', 'bob', 'ann@x.org'),
      }),
      replaces: fc.nat(),
      retracted: fc.constant(true),
      truthHash: name,
      updated: moments,
      metadata: textMap.filter((map) => Object.keys(map).length > 0),
      weight: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
      pickedBy: fc.constantFrom('random' as const, 'verdict' as const),
    },
    { requiredKeys: ['value', 'source'] },
  )
  return fc.uniqueArray(fc.tuple(moments, facts), { selector: ([time]) => time, maxLength: 6 }).map((all) =>
    all
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([time, { replaces, ...rest }], index) =>
        present({
          id: `f ${index} ${rowId}`,
          sampleId: sampleId({ rowId, inputs, outputs }),
          rowId,
          judge: 'polite',
          time,
          ...(replaces !== undefined && index > 0 && { supersedes: `f ${replaces % index} ${rowId}` }),
          ...rest,
          ...(rest.updated === time && { updated: undefined }),
        }),
      ),
  )
}

const data = rows.chain((all) =>
  fc
    .tuple(...all.map(linesAbout))
    .map((lines) => ({ rows: all.map((row): TracedRow => ({ ...row, mlflow: {} })), log: lines.flat() })),
)

/** What is exported and imported again. */
async function returned(rows: readonly TracedRow[], log: readonly Feedback[], file = 'out.jsonl') {
  const { samples, unmatched } = fileSamples(
    rows,
    [{ name: 'polite', lines: log }],
    '2026-01-02T03:04:05.006Z',
  )
  expect(unmatched).toBe(0)
  const text = tracesText(file, samples)
  const found = await imported(text, { as: file })
  const wanted =
    log.length === 0
      ? []
      : ((await imported(text, { as: file, judges: ['polite'] })).feedback[0]?.lines ?? [])
  return { text, rows: found.rows, lines: wanted }
}

const plain = ({ supersedes: _supersedes, retracted: _retracted, ...line }: Feedback) => canonicalJson(line)
const withoutOrigin = ({ mlflow: _mlflow, ...row }: TracedRow) => canonicalJson(row)

describe('what is exported and imported again', { timeout: 300_000 }, () => {
  test('is the same: rows, and ids, sources, times, rationales, values and standing of feedback', async () => {
    await fc.assert(
      fc.asyncProperty(data, async ({ rows, log }) => {
        const back = await returned(rows, log)
        expect(back.rows.map(withoutOrigin)).toEqual(rows.map(withoutOrigin))
        expect(back.lines.map(plain).toSorted()).toEqual(log.map(plain).toSorted())
        const standing = (lines: readonly Feedback[]) =>
          standingFeedback(lines)
            .map(({ id }) => id)
            .toSorted()
        expect(standing(back.lines)).toEqual(standing(log))
      }),
      { numRuns },
    )
  })

  test('comes to rest: a second time it is the same to the byte, and adds nothing to the log', async () => {
    await fc.assert(
      fc.asyncProperty(data, fc.constantFrom('out.jsonl', 'out.json'), async ({ rows, log }, file) => {
        const first = await returned(rows, log, file)
        const second = await returned(first.rows, first.lines, file)
        const third = await returned(second.rows, second.lines, file)
        expect(rowsText(second.rows)).toBe(rowsText(first.rows))
        expect(newLines(first.lines, second.lines).fresh).toEqual([])
        expect(third.text).toBe(second.text)
      }),
      { numRuns },
    )
  })
})

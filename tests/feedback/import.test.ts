import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunRow } from '../../src/contract/index.ts'
import { importFeedback, sameFeedback } from '../../src/feedback/index.ts'
import { toJudgeValue } from '../../src/judge/index.ts'
import { definition, line, refusal, row, temporaryFolder } from './support.ts'

const folder = temporaryFolder()
const rows = [row(1), row(2), row(3, { id: '7' }), { ...row(4), sampleId: undefined } as unknown as RunRow]

async function imported(lines: readonly (object | string)[], given: readonly RunRow[] = rows) {
  const path = join(folder.path, 'labels.jsonl')
  await writeFile(
    path,
    lines.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry))).join('\n'),
  )
  const toValue = (value: unknown) => toJudgeValue(definition.valueType, value)
  return importFeedback(path, definition, given, toValue, () => Date.UTC(2026, 10, 23, 9))
}

describe('a file of feedback', () => {
  test('gives feedback by sample or by row, in the spelling of the values', async () => {
    const { given, unmatched } = await imported([
      { sampleId: 's1', value: ' YES ', rationale: 'Kind.', annotator: 'ada' },
      { rowId: 'r2', value: 'no', annotator: 'bob' },
      { rowId: 7, value: 'no', annotator: 'bob' },
    ])
    const time = '2026-11-23T09:00:00.000Z'
    expect(given).toEqual([
      {
        sampleId: 's1',
        rowId: 'r1',
        judge: 'polite',
        value: 'yes',
        rationale: 'Kind.',
        source: { type: 'HUMAN', name: 'ada' },
        time,
      },
      {
        sampleId: 's2',
        rowId: 'r2',
        judge: 'polite',
        value: 'no',
        source: { type: 'HUMAN', name: 'bob' },
        time,
      },
      {
        sampleId: 's3',
        rowId: '7',
        judge: 'polite',
        value: 'no',
        source: { type: 'HUMAN', name: 'bob' },
        time,
      },
    ])
    expect(unmatched).toEqual([])
  })

  test('keeps how samples were picked', async () => {
    const { given } = await imported([
      { sampleId: 's1', value: 'yes', annotator: 'ada', pickedBy: 'verdict', weight: 2.5 },
      { sampleId: 's2', value: 'yes', annotator: 'ada', pickedBy: 'random' },
      { sampleId: 's3', value: 'yes', annotator: 'ada' },
    ])
    expect(given.map(({ pickedBy, weight }) => ({ pickedBy, weight }))).toEqual([
      { pickedBy: 'verdict', weight: 2.5 },
      { pickedBy: 'random', weight: undefined },
      { pickedBy: undefined, weight: undefined },
    ])
    expect(Object.keys(given[2] ?? {})).toEqual(['sampleId', 'rowId', 'judge', 'value', 'source', 'time'])
  })

  test('goes by the sample where a line names both', async () => {
    const { given, unmatched } = await imported([
      { sampleId: 's1', rowId: 'r2', value: 'no', annotator: 'ada' },
      { sampleId: 'gone', rowId: 'r2', value: 'no', annotator: 'ada' },
    ])
    expect(given.map(({ sampleId }) => sampleId)).toEqual(['s1'])
    expect(unmatched).toEqual([2])
  })

  test('lists lines whose row is not in the run, or has no outputs, by their number', async () => {
    const { given, unmatched } = await imported([
      { rowId: 'r9', value: 'no', annotator: 'ada' },
      '',
      { rowId: 'r4', value: 'no', annotator: 'ada' },
      { rowId: 'r1', value: 'no', annotator: 'ada' },
    ])
    expect(given.map(({ rowId }) => rowId)).toEqual(['r1'])
    expect(unmatched).toEqual([1, 3])
  })

  test('with a value that the judge cannot give is refused as a whole', async () => {
    const work = imported([
      { rowId: 'r1', value: 'yes', annotator: 'ada' },
      '',
      { rowId: 'r2', value: 'maybe', annotator: 'ada' },
    ])
    expect(await refusal(work, folder.path)).toMatchInlineSnapshot(`
      {
        "code": "invalid-feedback",
        "text": "FOLDER/labels.jsonl:3 gives "maybe"; the judge polite expects {"type":"label","values":["yes","no"]}.
        → Correct line 3; nothing was stored.",
      }
    `)
    expect(await readdir(folder.path)).toEqual(['labels.jsonl'])
  })

  test.for([
    [{ value: 'yes', annotator: 'ada' }, 'at the top, expected sampleId or rowId'],
    [{ rowId: 'r1', annotator: 'ada' }, 'at value,'],
    [{ rowId: 'r1', value: 'yes' }, 'at annotator,'],
    [{ rowId: 'r1', value: 'yes', annotator: '' }, 'at annotator,'],
    [{ rowId: 'r1', value: null, annotator: 'ada' }, 'at value,'],
    [{ rowId: 'r1', value: 'yes', annotator: 'ada', weight: 0 }, 'at weight,'],
    [{ rowId: 'r1', value: 'yes', annotator: 'ada', pickedBy: 'hand' }, 'at pickedBy,'],
    ['rowId,value', 'it is not JSON'],
  ] as const)('is damaged where a line is %j', async ([entry, fault]) => {
    const { code, text } = await refusal(
      imported([{ rowId: 'r1', value: 'yes', annotator: 'ada' }, entry]),
      folder.path,
    )
    expect(code).toBe('damaged-file')
    expect(text).toContain(`FOLDER/labels.jsonl:2 is damaged: ${fault}`)
  })

  test('that is not there is missing', async () => {
    const work = importFeedback(
      join(folder.path, 'none.jsonl'),
      definition,
      rows,
      () => 'yes',
      () => 0,
    )
    expect((await refusal(work, folder.path)).code).toBe('missing-file')
  })
})

test('two pieces of feedback are the same whatever their time, id and row, and an empty rationale is none', () => {
  const base = line(1)
  expect(sameFeedback(base, line(2, { rationale: '', rowId: 'other' }))).toBe(true)
  const others = [
    { value: 'no' },
    { by: 'bob' },
    { sampleId: 's2' },
    { judge: 'other' },
    { rationale: 'r' },
    { truthHash: 'h' },
    { weight: 2 },
    { pickedBy: 'random' as const },
  ]
  expect(others.map((other) => sameFeedback(base, line(1, other)))).toEqual(others.map(() => false))
})

test('feedback that does not say how its sample was picked adds nothing to one that does', () => {
  const base = line(1, { weight: 2, pickedBy: 'random' })
  const others = [
    {},
    { weight: 2 },
    { pickedBy: 'random' as const },
    { weight: 3 },
    { pickedBy: 'verdict' as const },
  ]
  expect(others.map((other) => sameFeedback(base, line(2, other)))).toEqual([true, true, true, false, false])
})

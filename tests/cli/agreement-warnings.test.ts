import { expect, test } from 'vitest'
import { valueWarnings } from '../../src/cli/agreement/value-warnings.ts'
import { agreementFolder, judgeIn, jsonLines } from './agreement-support.ts'

const folder = agreementFolder()
const fields = '--truth human --verdict judge'

test('values give no reason to doubt', () => {
  expect(valueWarnings([])).toEqual([])
  expect(valueWarnings(['yes', 'no', undefined])).toEqual([])
  expect(valueWarnings([1, 2, true])).toEqual([])
  expect(valueWarnings(['1', 'one'])).toEqual([])
})

test('values that only look the same are warned of, the first three by name', () => {
  expect(valueWarnings(['yes ', 'Yes', 'no', 'yes'])).toEqual([
    '"Yes" and "yes" and "yes " differ only in case or blanks, and count as different labels.',
  ])
  expect(valueWarnings(['a', 'b', 'c', 'd', 'A', 'B', 'C', 'D'])).toEqual([
    '"A" and "a", "B" and "b", "C" and "c" and 1 more differ only in case or blanks, and count as different labels.',
  ])
})

test('labels of another case or with blanks are warned of, in words and in JSON, people among them', async () => {
  const rows = [
    { human: 'Yes', judge: 'yes ', people: ['no', 'No'] },
    { human: 'no', judge: 'no', people: ['no', 'no'] },
  ]
  await folder.write({ 'rows.jsonl': jsonLines(rows) })
  const { warnings } = await folder.outcome(`rows.jsonl ${fields} --annotators people`)
  expect(warnings).toEqual([
    '"No" and "no", "Yes" and "yes " differ only in case or blanks, and count as different labels.',
  ])
  const { stdout } = await folder.run(`rows.jsonl ${fields}`)
  expect(stdout.split('\n\n')[0]).toMatchInlineSnapshot(`
    "  …/rows.jsonl: 2 rows.
      Warning: "Yes" and "yes " differ only in case or blanks, and count as
        different labels."
  `)
})

test('numbers of a CSV that are read as labels are warned of', async () => {
  await folder.write({ 'rows.csv': 'human,judge\n1,2\n3,3\n' })
  expect((await folder.outcome(`rows.csv ${fields}`)).warnings).toEqual([
    'numbers written as text are taken for labels; --numbers reads them as numbers.',
  ])
  expect((await folder.outcome(`rows.csv ${fields} --numbers`)).warnings).toEqual([])
})

test('a row without a group is a group of its own, and it is said how many there are', async () => {
  const rows = Array.from({ length: 12 }, (_, row) => ({
    human: row % 2 ? 'yes' : 'no',
    judge: row % 3 ? 'yes' : 'no',
    doc: row < 8 ? `doc ${row % 4}` : [null, '', ' ', undefined][row - 8],
  }))
  await folder.write({
    'rows.jsonl': jsonLines([...rows, { human: null, judge: 'yes' }]),
    'named.jsonl': jsonLines(
      rows.map((row, place) => ({ ...row, doc: place < 8 ? row.doc : `own ${place}` })),
    ),
  })
  const outcome = await folder.outcome(`rows.jsonl ${fields} --group doc`)
  expect(outcome.files).toMatchObject([{ rows: 13, withoutTruth: 1, withoutGroup: 4 }])
  expect(judgeIn(outcome).agreement.accuracy).toMatchObject({ n: 12, clusters: 8 })
  const named = await folder.outcome(`named.jsonl ${fields} --group doc`)
  expect(named.files).toMatchObject([{ withoutGroup: 0 }])
  expect(judgeIn(outcome).agreement).toEqual(judgeIn(named).agreement)
  expect((await folder.run(`rows.jsonl ${fields} --group doc`)).stdout.replaceAll(/\s+/g, ' ')).toContain(
    '13 rows, 1 of them left out: nothing in human, 4 of them without a group, each taken for its own.',
  )
})

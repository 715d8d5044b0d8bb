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

test('accents that are encoded in two ways are warned of', () => {
  expect(valueWarnings(['caf\u00E9', 'cafe\u0301', 'tea'])).toEqual([
    '"cafe\u0301" and "caf\u00E9" differ only in case, blanks or how accents are encoded, and count as different labels.',
  ])
})

test('a number or a truth value and its text are warned of by name', () => {
  expect(valueWarnings([1, '1', 2, 'one'])).toEqual([
    '1 and "1" differ only in type, and count as different labels.',
  ])
  expect(valueWarnings([true, 'true', 1, '1', 'x'])).toEqual([
    'true and "true", 1 and "1" differ only in type, and count as different labels.',
  ])
})

test('a CSV with other separators is told how to write them', async () => {
  await folder.write({
    'semicolons.csv': 'human;judge\nyes;no\n',
    'decimals.csv': 'human;judge\n1,5;2\n',
    'tabs.csv': 'human\tjudge\nyes\tno\n',
  })
  const semicolons =
    '→ Its columns seem to be separated by semicolons: write commas in their place, or tabs in a file that ends in .tsv.\n'
  expect(await folder.refusal(`semicolons.csv ${fields}`)).toContain(semicolons)
  expect(await folder.refusal(`decimals.csv ${fields}`)).toMatch(/^3 error damaged-file: /)
  expect(await folder.refusal(`decimals.csv ${fields}`)).toContain(semicolons)
  expect(await folder.refusal(`tabs.csv ${fields}`)).toContain('separated by tabs: let its name end in .tsv.')
})

test('a number too large to be one is refused where it stands, and a text that looks so is not', async () => {
  await folder.write({
    'large.jsonl': '{"human":"yes","judge":"yes"}\n{"human":"yes","judge":"no","doc":-1e999}\n',
    'large.json': `[{"human":"1e999 ","judge":"x"},\n{"human":"a","judge":${'9'.repeat(310)}}]`,
    'text.jsonl': '{"human":"1e999","judge":"1e999"}\n{"human":"yes","judge":"1e999"}\n',
  })
  expect(await folder.refusal(`large.jsonl ${fields} --group doc`)).toBe(
    '3 error damaged-file: large.jsonl:2 is damaged: received the number -1e999, which is too large; expected JSON.\n  → Mend line 2 of large.jsonl.\n',
  )
  expect(await folder.refusal(`large.json ${fields}`)).toContain(
    'large.json:2 is damaged: received the number 99999999999999999999, which is too large',
  )
  expect(judgeIn(await folder.outcome(`text.jsonl ${fields}`)).agreement.rows).toBe(2)
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

test('errors of two judges name the rows that each scored, where those are not the same by the policy', async () => {
  const rows = Array.from({ length: 30 }, (_, row) => ({
    human: row % 4,
    judge: row % 4,
    other: row < 10 ? null : (row + 1) % 4,
  }))
  await folder.write({ 'numbers.jsonl': jsonLines(rows) })
  const told = async (policy: string) =>
    (await folder.run(`numbers.jsonl ${fields} --against other --unscored ${policy}`)).stdout.includes(
      'Mean absolute errors are measured on the rows that each scored: 30 and 20.',
    )
  expect([await told('wrong'), await told('drop'), await told('map:0')]).toEqual([true, false, false])
})

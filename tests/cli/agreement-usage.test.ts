import { expect, test } from 'vitest'
import { agreementFolder, jsonLines } from './agreement-support.ts'

const folder = agreementFolder()
const fields = '--truth human --verdict judge'
const row = { human: 'yes', judge: 'yes', inputs: { lang: 'de' }, people: ['yes'] }

test.for([
  [
    'nothing to compare',
    'rows.jsonl',
    'agreement was not told what to compare; expected --truth and --verdict, or --annotators.',
  ],
  [
    'a truth alone',
    'rows.jsonl --truth human',
    'agreement was given --truth without --verdict; expected both.',
  ],
  [
    'a verdict alone',
    'rows.jsonl --verdict judge',
    'agreement was given --verdict without --truth; expected both.',
  ],
  [
    'one field for both',
    'rows.jsonl --truth human --verdict human',
    '--truth and --verdict both name human; expected two fields.',
  ],
  [
    'a flag about verdicts without them',
    'rows.jsonl --annotators people --weight weight',
    '--weight was given without --truth and --verdict, which it is about; expected these too.',
  ],
  [
    'an id without a second file',
    `rows.jsonl ${fields} --id key`,
    '--id key was given without a second file, whose rows it would pair; expected --against with a file.',
  ],
  [
    'a policy that does not exist',
    `rows.jsonl ${fields} --unscored skip`,
    "Option '--unscored <policy>' argument 'skip' is invalid. Expected wrong, drop or map:VALUE, received \"skip\".",
  ],
  [
    'a list with a gap',
    `rows.jsonl ${fields} --positive a,,b`,
    "Option '--positive <values>' argument 'a,,b' is invalid. Expected a list such as a,b, received \"a,,b\".",
  ],
  [
    'one annotator',
    'rows.jsonl --annotators human',
    '--annotators human names one annotator; expected two or more, or a field that lists what several said.',
  ],
  [
    'a list of one annotator',
    'rows.jsonl --annotators people',
    '--annotators people names one annotator; expected two or more, or a field that lists what several said.',
  ],
  [
    'one annotator beside a judge',
    `rows.jsonl ${fields} --annotators human`,
    '--annotators human names one annotator; expected two or more, or a field that lists what several said.',
  ],
  [
    'an annotator named twice',
    'rows.jsonl --annotators human,judge,human',
    'Option \'--annotators <fields>\' argument \'human,judge,human\' is invalid. Expected a list such as a,b, received "human,judge,human", in which "human" stands twice.',
  ],
  [
    'a tolerance below 0',
    `rows.jsonl ${fields} --tolerance=-1`,
    "Option '--tolerance <number>' argument '-1' is invalid. Expected a number of 0 or more, received \"-1\".",
  ],
  [
    'a field that no row has',
    'rows.jsonl --truth hunam --verdict judge',
    'No row of rows.jsonl has the field hunam that --truth names; the first has human, judge, inputs.lang, people.',
  ],
  [
    'a second field that no row has',
    `rows.jsonl ${fields} --against jugde`,
    'No row of rows.jsonl has the field jugde that --against names; the first has human, judge, inputs.lang, people.',
  ],
  [
    'a weight that no row has',
    `rows.jsonl ${fields} --weight wieght`,
    'No row of rows.jsonl has the field wieght that --weight names; the first has human, judge, inputs.lang, people.',
  ],
  [
    'a passing value that does not occur',
    `rows.jsonl ${fields} --positive yep`,
    '--positive names yep, which is neither a truth nor a verdict; they are yes.',
  ],
] as const)('%s is refused with 2', async ([, args, message]) => {
  await folder.write({ 'rows.jsonl': jsonLines([row]) })
  const [first, hint] = (await folder.refusal(args)).split('\n')
  expect(first).toBe(`2 error invalid-usage: ${message}`)
  expect(hint).toMatch(/^ {2}→ \S.{10,}$/)
})

test.for([
  [
    'lists',
    { human: ['yes'], judge: 'yes' },
    '',
    'human received ["yes"]; expected text, a number, true or false.',
  ],
  [
    'objects',
    { human: 'yes', judge: { value: 1 } },
    '',
    'judge received {"value":1}; expected text, a number, true or false.',
  ],
  ['text as a number', { human: 1, judge: 'one' }, ' --numbers', 'judge received "one"; expected a number.'],
  [
    'a weight of 0',
    { ...row, weight: 0 },
    ' --weight weight',
    'weight received 0; expected a number from 1e-9 to 1e9.',
  ],
  [
    'text as a weight',
    { ...row, weight: 'much' },
    ' --weight weight',
    'weight received "much"; expected a number from 1e-9 to 1e9.',
  ],
  [
    'no weight among weights',
    { ...row, weight: null },
    ' --weight weight',
    'weight received null; expected a number from 1e-9 to 1e9.',
  ],
  [
    'a list as a group',
    { ...row, doc: ['a'] },
    ' --group doc',
    'doc received ["a"]; expected text or a number.',
  ],
] as const)('%s are refused with 2, by file and line', async ([, bad, more, message]) => {
  const good = { human: 1, judge: 1, weight: 1, doc: 'a' }
  await folder.write({ 'rows.jsonl': jsonLines([good, bad, good]) })
  const [first] = (await folder.refusal(`rows.jsonl ${fields}${more}`)).split('\n')
  expect(first).toBe(`2 error invalid-rows: rows.jsonl:2 is not a valid row: at ${message}`)
})

test('truths and verdicts of different types are refused: none could agree', async () => {
  await folder.write({
    'rows.jsonl': jsonLines([
      { human: 1, judge: '1' },
      { human: 2, judge: null },
    ]),
  })
  expect(await folder.refusal(`rows.jsonl ${fields}`)).toBe(
    '2 error invalid-usage: Truths such as 1 and verdicts of judge such as "1" are of different types, so none could agree.\n' +
      '  → Record both in one type; --numbers reads text as numbers.\n',
  )
  expect((await folder.outcome(`rows.jsonl ${fields} --numbers`)).judges[0]?.agreement.agreed).toBe(1)
})

test('a value to take the unscored for must occur', async () => {
  await folder.write({ 'rows.jsonl': jsonLines([row, { human: 'no', judge: null }]) })
  expect(await folder.refusal(`rows.jsonl ${fields} --unscored map:tei`)).toBe(
    '2 error invalid-usage: --unscored names tei, which is neither a truth nor a verdict; they are no, yes.\n' +
      '  → Write --unscored with one of these.\n',
  )
})

test('a field with too many values is no slice', async () => {
  await folder.write({
    'rows.jsonl': jsonLines(Array.from({ length: 1001 }, (_, id) => ({ ...row, id }))),
  })
  expect(await folder.refusal(`rows.jsonl ${fields} --slice id`)).toBe(
    '2 error invalid-usage: The field id that --slice names has more than 1000 values; expected one with few.\n' +
      '  → Slice by what many rows have in common, such as a language or a topic.\n',
  )
})

test('what cannot be read or measured ends with 3', async () => {
  await folder.write({
    'broken.jsonl': `${JSON.stringify(row)}\n\n{"human": "yes",\n`,
    'broken.csv': 'human,judge\nyes,yes\nno\n',
    'empty.jsonl': '\n',
    'header.csv': 'human,judge\n',
    'untrue.jsonl': jsonLines([{ human: null, judge: 'yes' }]),
    'unscored.jsonl': jsonLines([{ human: 'yes', judge: null }]),
    'list.jsonl': '[1]\n',
    'rows.txt': 'human',
  })
  const firstLine = async (args: string) => (await folder.refusal(args)).split('\n')[0]
  expect(await firstLine(`broken.jsonl ${fields}`)).toMatch(
    /^3 error damaged-file: broken\.jsonl:3 is damaged: /,
  )
  expect(await firstLine(`broken.csv ${fields}`)).toMatch(/^3 error damaged-file: broken\.csv:3 is damaged: /)
  for (const file of ['empty.jsonl', 'header.csv']) {
    expect(await firstLine(`${file} ${fields}`)).toBe(
      `3 error no-rows: ${file} holds no rows; expected one at least.`,
    )
  }
  expect(await firstLine(`untrue.jsonl ${fields}`)).toBe(
    '3 error no-rows: No row of untrue.jsonl has a value in human, so there is nothing to measure against.',
  )
  expect(await firstLine(`unscored.jsonl ${fields} --unscored drop`)).toBe(
    '3 error no-rows: No row of unscored.jsonl has both a truth and a verdict, and --unscored drop leaves the others out.',
  )
  expect(await firstLine(`none.jsonl ${fields}`)).toBe(
    '3 error missing-file: none.jsonl does not exist; expected a file.',
  )
  expect(await firstLine(`list.jsonl ${fields}`)).toBe(
    '2 error invalid-rows: list.jsonl:1 is not a valid row: received [1]; expected an object.',
  )
  expect(await firstLine(`rows.txt ${fields}`)).toMatch(
    /^2 error unknown-source: rows\.txt is no known source; /,
  )
})

test('a file of unscored verdicts alone is measured: all wrong', async () => {
  await folder.write({ 'unscored.jsonl': jsonLines([{ human: 'yes', judge: null }]) })
  const { judges } = await folder.outcome(`unscored.jsonl ${fields}`)
  expect(judges[0]).toMatchObject({ unscored: 1, agreement: { rows: 1, agreed: 0, unscored: 1 } })
})

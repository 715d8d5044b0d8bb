import { expect, test } from 'vitest'
import { evaluateRunGates } from '../../src/agreement/index.ts'
import type { RunRow } from '../../src/contract/index.ts'
import { buildJudge, buildRows, buildRun, buildSuite } from './build-run.ts'

const judge = buildJudge('pubmed')
const rows = buildRows('pubmed', 90, 100).map((row, index): RunRow => ({
  ...row,
  tags: index < 60 ? ['short'] : ['long'],
  inputs: { language: index % 2 === 0 ? 'de' : 'en', number: index % 8 },
}))
const reasonOf = (slice: string, suiteRows = rows) => {
  const slices = { [slice]: { accuracy: 0.5 } }
  const run = buildRun([buildSuite('PubMed', [judge], suiteRows)], {
    gate: { thresholds: { pubmed: { slices } } },
  })
  const { lines } = evaluateRunGates(run)
  const line = lines.find(({ part }) => part === `slice ${slice}`)
  return `${line?.outcome}: ${line?.reason}`
}

test.for([
  [
    'inputs.language=fr',
    'inputs.language=fr matches no held-out row; the values of inputs.language are: de, en.',
  ],
  [
    'inputs.number=9',
    'inputs.number=9 matches no held-out row; the values of inputs.number are: 0, 1, 2, 3, 4 and 3 more.',
  ],
  ['inputs.lang=de', 'inputs.lang=de matches no held-out row; none has a value in inputs.lang.'],
  ['medium', 'medium matches no held-out row; their tags are: long, short.'],
] as const)('a slice %s without rows says which there are', ([slice, reason]) => {
  expect(reasonOf(slice)).toBe(`no-rows: The slice ${reason}`)
})

test('a slice by a tag where no row has any says so', () => {
  const untagged = rows.map((row) => ({ ...row, tags: [] }))
  expect(reasonOf('medium', untagged)).toBe(
    'no-rows: The slice medium matches no held-out row; their tags are: none.',
  )
})

test('a slice of rows without a truth is still one without a truth', () => {
  const untrue = rows.map((row) => ({
    ...row,
    verdicts: row.verdicts.map(({ truth: _, ...verdict }) => verdict),
  }))
  expect(reasonOf('long', untrue)).toBe('no-rows: There are no held-out rows with a known truth.')
})

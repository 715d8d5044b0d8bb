import { expect, test } from 'vitest'
import { sliceFields } from '../../src/agreement/index.ts'
import type { RunRow } from '../../src/contract/index.ts'
import { buildRow } from './build-run.ts'

const rows = (count: number, fieldsOf: (index: number) => Partial<RunRow>) =>
  Array.from({ length: count }, (_, index) => buildRow(`row-${index}`, [], fieldsOf(index)))

test('are those with few values, of which two have thirty rows: expectations first, each by name', () => {
  const found = sliceFields(
    rows(120, (index) => ({
      inputs: {
        text: `Text ${index}`,
        user: { plan: index % 2 === 0 ? 'free' : 'paid', age: index % 9 },
        always: 'the same',
        list: [index % 2],
      },
      outputs: { label: index % 4, rare: index === 7 },
      expectations: { tone: index % 3 === 0 ? 'warm' : 'cold', eight: index % 8 },
    })),
  )
  // Of eight values each has 15 rows, of nine there are too many, of `rare` one has a single row.
  expect(found).toEqual(['expectations.tone', 'inputs.user.plan', 'outputs.label'])
})

test('count held-out rows alone, each once, also where some have no value', () => {
  const half = (index: number) => (index % 2 === 0 ? 'a' : 'b')
  expect(sliceFields(rows(59, (index) => ({ inputs: { half: half(index) } })))).toEqual([])
  expect(sliceFields(rows(60, (index) => ({ inputs: { half: half(index) } })))).toEqual(['inputs.half'])
  expect(
    sliceFields(
      rows(60, (index) => ({ inputs: { half: half(index) }, split: index < 2 ? 'align' : 'heldout' })),
    ),
  ).toEqual([])
  expect(
    sliceFields(rows(60, (index) => ({ inputs: { half: half(index) }, repeat: Math.floor(index / 30) }))),
  ).toEqual([])
  expect(sliceFields(rows(90, (index) => ({ inputs: index < 30 ? {} : { half: half(index) } })))).toEqual([
    'inputs.half',
  ])
  expect(sliceFields([])).toEqual([])
})

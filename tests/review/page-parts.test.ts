import { readdir } from 'node:fs/promises'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pageStyles } from '../../rolldown.config.ts'
import { keyTable } from '../../src/review/page/parts/keys.ts'
import { askedFilter, firstFilter } from '../../src/review/page/queue/filter.ts'
import { scrollTo, windowRows } from '../../src/review/page/queue/window-rows.ts'
import { typedValue } from '../../src/review/page/sample/typed-value.ts'

const place = fc.record({
  rows: fc.nat(20_000),
  rowHeight: fc.integer({ min: 1, max: 100 }),
  top: fc.nat(2_000_000),
  height: fc.integer({ min: 1, max: 2000 }),
})

test('the window of a queue holds every row that is seen, and few others', () => {
  fc.assert(
    fc.property(place, (list) => {
      const { rows, rowHeight, top, height } = list
      const { start, end } = windowRows(list)
      expect(start).toBeGreaterThanOrEqual(0)
      expect(end).toBeLessThanOrEqual(rows)
      expect(end - start).toBeLessThanOrEqual(Math.ceil(height / rowHeight) + 17)
      const seen = Array.from({ length: Math.ceil(height / rowHeight) }, (_, index) =>
        Math.floor((top + index * rowHeight) / rowHeight),
      ).filter((row) => row < rows)
      for (const row of seen) expect(row >= start && row < end).toBe(true)
    }),
  )
  expect(windowRows({ rows: 10_000, rowHeight: 56, top: 5600, height: 560 })).toEqual({ start: 92, end: 118 })
})

test('a queue is scrolled so that the row is seen whole, and not where it is seen already', () => {
  const list = { rowHeight: 50, top: 100, height: 200 }
  expect([0, 2, 5, 6].map((row) => scrollTo(row, list))).toEqual([0, 100, 100, 150])
})

test('a value keeps its key and has its number; a command whose key it takes has the capital', () => {
  const { values, commands } = keyTable([
    { key: 'y', value: 'yes' },
    { key: 'v', value: 'very' },
    { key: 'n', value: 'no' },
  ])
  expect(values.map(({ keys }) => keys)).toEqual([
    ['y', '1'],
    ['v', '2'],
    ['n', '3'],
  ])
  const keysOf = (command: string) => commands.find((one) => one.command === command)?.keys
  expect([keysOf('view'), keysOf('skip'), keysOf('undo')]).toEqual([['V'], ['s'], ['u']])
  expect(
    keyTable([
      { key: '2', value: 'a' },
      { key: '1', value: 'b' },
    ]).values,
  ).toEqual([
    { keys: ['2'], value: 'a' },
    { keys: ['1'], value: 'b' },
  ])
})

test('no key does two things', () => {
  const letters = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz123456789'.split('')), {
    maxLength: 9,
  })
  fc.assert(
    fc.property(letters, (keys) => {
      const table = keyTable(keys.map((key) => ({ key, value: key })))
      const all = [...table.values, ...table.commands].flatMap(({ keys }) => keys)
      expect(all.length).toBe(new Set(all).size)
      for (const { keys } of table.commands) expect(keys.length).toBeGreaterThan(0)
    }),
  )
})

test('a typed value is a number of the range or a label, or says what is wrong', () => {
  const rubric = { type: 'number', min: 1, max: 5, integer: true } as const
  expect(typedValue(' 4 ', rubric)).toEqual({ value: 4 })
  expect(typedValue('6', rubric)).toEqual({ wrong: '“6” is not a whole number from 1 to 5.' })
  expect(typedValue('2.5', rubric)).toEqual({ wrong: '“2.5” is not a whole number from 1 to 5.' })
  expect(typedValue('2,5', { ...rubric, integer: false })).toEqual({ value: 2.5 })
  expect(typedValue('NaN', { ...rubric, integer: false })).toEqual({
    wrong: '“NaN” is not a number from 1 to 5.',
  })
  expect(typedValue('', rubric)).toEqual({ wrong: 'Type a value first.' })
  expect(typedValue(' good ', { type: 'text' })).toEqual({ value: 'good' })
  const labels = { type: 'label' as const, values: ['Good', 'bad'] }
  expect(typedValue(' gOOD', labels)).toEqual({ value: 'Good' })
  expect(typedValue('ugly', labels)).toEqual({
    wrong: '“ugly” is none of the 2 labels; the box lists them.',
  })
})

test('blind, nothing is asked for that tells of the verdict or of others', () => {
  const telling = { ...firstFilter, show: 'mismatches', by: 'bob', search: 'x' } as const
  expect(askedFilter(telling, true)).toEqual({ ...firstFilter, search: 'x' })
  expect(askedFilter(telling, false)).toEqual(telling)
})

test('every part of the style sheet has its place in it', async () => {
  const files = await readdir(new URL('../../src/review/page/styles', import.meta.url))
  expect(files.toSorted()).toEqual(pageStyles.map((name) => `${name}.css`).toSorted())
})

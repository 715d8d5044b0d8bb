import { expect, test } from 'vitest'
import { shareOf, undefinedStatistic, value } from '../../src/agreement/index.ts'
import {
  count,
  formatCount,
  formatDollars,
  formatInterval,
  formatJson,
  formatNumber,
  formatP,
  formatRange,
  formatShare,
  formatShareInterval,
  formatStatistic,
  formatTime,
  formatValue,
  formatWhole,
  list,
  signedPoints,
} from '../../src/report/format.ts'

test('a share is in percent with one decimal, a dash where there is none', () => {
  expect(formatShare(shareOf(85, 100))).toBe('85.0 %')
  expect(formatInterval(shareOf(85, 100))).toBe('[76.7, 90.7]')
  expect(formatShare(shareOf(0, 0))).toBe('–')
  expect(formatInterval(shareOf(0, 0))).toBe('')
  expect([shareOf(85, 100), shareOf(0, 0)].map(formatShareInterval)).toEqual(['85.0 % [76.7, 90.7]', '–'])
})

test('an interval of a number that is no share has three decimals', () => {
  expect(formatRange({ low: -0.0001, high: 1 })).toBe('[0.000, 1.000]')
})

test('rows are counted whole, or with one decimal where the repeats of a row differ', () => {
  expect([0, 12, 12.25].map(formatCount)).toEqual(['0', '12', '12.3'])
  expect([0, 1, 1.5].map((rows) => count(rows, 'row'))).toEqual(['0 rows', '1 row', '1.5 rows'])
})

test('dollars are given to the cent, and below one with two digits, never as none where there are some', () => {
  expect([0, 0.01, 0.054, 1234.5, 0.0099, 0.00042, 0.000012, 0.000001].map(formatDollars)).toEqual([
    '$0.00',
    '$0.01',
    '$0.05',
    '$1,234.50',
    '$0.0099',
    '$0.00042',
    '$0.000012',
    'under $0.00001',
  ])
})

test('times are in seconds, short ones in milliseconds, and whole numbers have commas', () => {
  expect([0, 45.4, 99.6, 100, 812, 61_000].map(formatTime)).toEqual([
    '0 ms',
    '45 ms',
    '100 ms',
    '0.1 s',
    '0.8 s',
    '61.0 s',
  ])
  expect([0, 999, 118_000].map(formatWhole)).toEqual(['0', '999', '118,000'])
})

test('a number has three digits', () => {
  expect([0, -0, 2.89e-17, 0.123456, -12.345, 1234.5, 1e-9].map(formatNumber)).toEqual([
    '0',
    '0',
    '0',
    '0.123',
    '-12.3',
    '1230',
    '1e-9',
  ])
})

test('a list ends in and, or in how many more there are', () => {
  const names = ['ana', 'ben', 'cleo']
  expect([list([]), list(['ana']), list(names), list(names, 3), list(names, 2)]).toEqual([
    '',
    'ana',
    'ana, ben and cleo',
    'ana, ben and cleo',
    'ana, ben and 1 more',
  ])
})

test('a statistic has three decimals, a dash where there is none, and no negative zero', () => {
  expect(formatStatistic(value(0.44444))).toBe('0.444')
  expect(formatStatistic(value(-0.1))).toBe('-0.100')
  expect(formatStatistic(value(-0.0001))).toBe('0.000')
  expect(formatStatistic(undefinedStatistic('no rows'))).toBe('–')
})

test('a difference has its sign, zero has none', () => {
  expect([0.1357, -0.032, 0, 0.0001, -0.0001].map(signedPoints)).toEqual([
    '+13.6',
    '-3.2',
    '0.0',
    '0.0',
    '0.0',
  ])
})

test('a p-value is printed as in papers', () => {
  expect([0, 0.00099, 0.001, 0.0344, 0.5, 0.999, 0.9999, 1].map(formatP)).toEqual([
    '< .001',
    '< .001',
    '= .001',
    '= .034',
    '= .500',
    '= .999',
    '> .999',
    '> .999',
  ])
})

test('a value stands in quotes unless it is one plain word', () => {
  expect([true, 4, 'yes', 'not_sure', 'needs work', ''].map(formatValue)).toEqual([
    'true',
    '4',
    'yes',
    'not_sure',
    '"needs work"',
    '""',
  ])
})

test('any JSON stands on one line', () => {
  expect(formatJson('two\nlines')).toBe('two lines')
  expect(formatJson({ text: 'a\nb', score: 1, nested: { deep: [true] } })).toBe(
    'text: a b · score: 1 · nested: {"deep":[true]}',
  )
  expect([undefined, null, 3, [1, 'x'], {}].map(formatJson)).toEqual(['–', 'null', '3', '[1,"x"]', '{}'])
})

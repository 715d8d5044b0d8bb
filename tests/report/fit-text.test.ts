import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { oneLine, pad, shorten, textWidth, wrap } from '../../src/report/fit-text.ts'

const printable = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })).map(oneLine)
const width = fc.integer({ min: 2, max: 40 })

test('wide letters and emoji take two columns, joined emoji too', () => {
  expect(textWidth('abc')).toBe(3)
  expect(textWidth('判断')).toBe(4)
  expect(textWidth('👩‍🔬✓')).toBe(3)
  expect(textWidth('é')).toBe(1)
})

test('control characters, escape sequences and direction marks never reach the terminal', () => {
  expect(
    oneLine('  a\n\tb\u0007 \u001B[31mred\u001B[0m \u001B]8;;http://x\u0007link\u001B]8;;\u0007 \u202Eend'),
  ).toBe('a b red link end')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u)
    }),
  )
})

test('a shortened text fits, and says that something is missing', () => {
  expect(shorten('classification', 8)).toBe('classif…')
  expect(shorten('one two', 5)).toBe('one…')
  expect(shorten('short', 5)).toBe('short')
  expect(shorten('判断判断', 5)).toBe('判断…')
  expect(shorten('判断', 2)).toBe('…')
  expect(shorten('x'.repeat(1_000_000), 4)).toBe('xxx…')
  fc.assert(
    fc.property(printable, width, (text, columns) => {
      const shortened = shorten(text, columns)
      expect(textWidth(shortened)).toBeLessThanOrEqual(columns)
      expect(shortened === text || shortened.endsWith('…')).toBe(true)
    }),
  )
})

test('a wrapped text fits, and loses nothing but white space', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrap('classification of', 6)).toEqual(['classi', 'ficati', 'on of'])
  fc.assert(
    fc.property(printable, width, (text, columns) => {
      const lines = wrap(text, columns)
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns)
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }),
  )
})

test('a figure stands on one line', () => {
  expect(wrap('accuracy 75.0 % [66.3, 82.1], mid-p = .034', 20)).toEqual([
    'accuracy 75.0 %',
    '[66.3, 82.1],',
    'mid-p = .034',
  ])
  expect(wrap('12 ms median, within 2.1 s or so', 5)).toEqual([
    '12 ms',
    'media',
    'n,',
    'withi',
    'n',
    '2.1 s',
    'or so',
  ])
})

test('a padded text has the width asked for', () => {
  expect(pad('判', 4, 'left')).toBe('判  ')
  expect(pad('7', 3, 'right')).toBe('  7')
  expect(pad('toolong', 3, 'right')).toBe('toolong')
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { keysFor, valueOfKey } from '../../src/cli/value-keys.ts'
import { breakLine } from '../../src/cli/feedback/view.ts'
import { fit, shorten } from '../../src/cli/fit.ts'
import { readable } from '../../src/cli/readable.ts'

const keys = (...values: string[]) => keysFor({ type: 'label', values }).map(({ key }) => key)

test('the key of a value is its own first letter, else its number, after nine a letter of its own', () => {
  expect(keysFor({ type: 'boolean' })).toEqual([
    { key: 't', value: true },
    { key: 'f', value: false },
  ])
  expect(keys('good', 'great', 'poor', 'skip it', 'Éclair')).toEqual(['1', '2', 'p', '4', '5'])
  expect(keys(...Array.from({ length: 10 }, (_, index) => `x${'abcdefghjk'[index] ?? ''}`))).toEqual(
    Array.from('123456789x'),
  )
  expect(keys(...Array.from({ length: 12 }, () => 'x'))).toEqual([])
  expect(keysFor({ type: 'text' })).toEqual([])
  const two = keysFor({ type: 'label', values: ['yes', 'no'] })
  expect(['y', 'N', '2', '3', '', 'yes', '\r'].map((pressed) => valueOfKey(two, pressed))).toEqual([
    'yes',
    'no',
    'no',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('every value has a key of its own that is no command, or none has', () => {
  const words = fc.uniqueArray(fc.stringMatching(/^[A-Za-z]{1,6}$/), { minLength: 2, maxLength: 14 })
  fc.assert(
    fc.property(words, (values) => {
      const found = keys(...values)
      expect([0, values.length]).toContain(found.length)
      expect(new Set(found).size).toBe(found.length)
      expect(found.join('')).not.toMatch(/[bimqsu]/)
      const table = keysFor({ type: 'label', values })
      for (const { key, value } of table) expect(valueOfKey(table, key)).toBe(value)
    }),
  )
})

test('a line is never cut within an emoji or a letter with its accents', () => {
  const family = '👩‍👩‍👧‍👦'
  for (const piece of breakLine(`x${family.repeat(9)}`, 5)) expect(piece).toMatch(/^x?(👩‍👩‍👧‍👦)+$/u)
  expect(breakLine('xé̂'.repeat(6), 5).join('')).toBe('xé̂'.repeat(6))
  for (const piece of breakLine('xé̂'.repeat(6), 5)) expect(piece).not.toMatch(/^\p{M}/u)
  expect(fit('😀'.repeat(9), 11)).toEqual(['😀'.repeat(5), '😀'.repeat(4)])
  expect(shorten('😀'.repeat(9), 7)).toBe('😀😀😀…')
  // Wide letters take two columns.
  expect(breakLine('これは長い日本語の文章です。', 11)).toEqual(['これは長い', '日本語の文', '章です。'])
  expect(breakLine('語'.repeat(20_000), 60)).toHaveLength(Math.ceil(20_000 / 30))
})

test('a broken line fits and has lost no word; one that fits is as it was', () => {
  const line = fc
    .array(fc.stringMatching(/^[a-z.]{1,30}$/), { maxLength: 20 })
    .map((words) => words.join(' '))
  fc.assert(
    fc.property(
      line,
      fc.integer({ min: 5, max: 60 }),
      fc.integer({ min: 0, max: 8 }),
      (text, room, indent) => {
        const whole = `${' '.repeat(indent)}${text}`
        const pieces = breakLine(whole, room)
        if (whole.length <= room) expect(pieces).toEqual([whole])
        expect(pieces.filter((piece) => piece.length > room)).toEqual([])
        expect(pieces.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      },
    ),
  )
})

test('JSON is read as indented lines, and text that could be something else is quoted', () => {
  expect(readable(undefined)).toEqual(['none'])
  expect(readable('two\n\tlines')).toEqual(['two', '  lines'])
  expect(
    readable({ a: 1, b: '1', c: null, d: [], e: {}, f: ' x', g: 'true', h: [[1, 2], { i: 'j' }] }),
  ).toEqual([
    'a: 1',
    'b: "1"',
    'c: null',
    'd: []',
    'e: {}',
    'f: " x"',
    'g: "true"',
    'h:',
    '  - - 1',
    '    - 2',
    '  - i: j',
  ])
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { count } from '../../src/cli/count.ts'
import { fit } from '../../src/cli/fit.ts'

test('a figure keeps its unit, an interval its ends', () => {
  expect(fit('it is right on 80.0 % of the rows', 20)).toEqual(['it is right on', '80.0 % of the rows'])
  expect(fit('between [9.5, 90.5] here', 16)).toEqual(['between', '[9.5, 90.5] here'])
  expect(fit('  much \n room ', 80)).toEqual(['much room'])
})

test('lines fit, and no word is lost', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { maxLength: 20 })
  fc.assert(
    fc.property(words, fc.integer({ min: 10, max: 90 }), (all, width) => {
      const lines = fit(all.join(' '), width)
      expect(lines.every((line) => line.length <= width)).toBe(true)
      expect(lines.join('').replaceAll(' ', '')).toBe(all.join(''))
    }),
  )
})

test('things are counted with their thousands apart', () => {
  expect([
    count(1, 'row'),
    count(0, 'row'),
    count(12_345, 'row'),
    count(2, 'mismatch', 'mismatches'),
  ]).toEqual(['1 row', '0 rows', '12,345 rows', '2 mismatches'])
})

import { expect, test } from 'vitest'
import { timeBars } from '../../src/report/html/histogram.tsx'

const counts = ({ bins }: ReturnType<typeof timeBars>) => bins.map(({ length }) => length)

test('times stand in bars of one width, and what took much longer than most is counted', () => {
  const times = [...Array.from({ length: 18 }, (_, index) => 100 + 10 * index), 900, 5000]
  const found = timeBars(times, 900)
  expect(found.end).toBe(1500)
  expect(found.bins.map(({ x0 }) => x0).slice(0, 3)).toEqual([0, 100, 200])
  expect(counts(found).reduce((sum, number) => sum + number, 0)).toBe(19)
  expect(counts(found).slice(0, 6)).toEqual([0, 10, 8, 0, 0, 0])
  expect(found.text).toBe('the tallest bar holds 10 answers, from 0.1 s to 0.2 s; 1 took longer than 1.5 s')
})

test('one time, and times of no length, have a bar', () => {
  expect(counts(timeBars([40], 40)).filter((number) => number > 0)).toEqual([1])
  expect(timeBars([0, 0], 0).text).toBe('the tallest bar holds 2 answers, from 0 ms to 0.1 ms')
})

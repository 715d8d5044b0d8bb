import { expect, test } from 'vitest'
import { summariseDay } from '../src/summarise-day.ts'

test('a day is summarised by team, in the order of the teams', () => {
  expect(summariseDay(['bug', 'billing', 'bug'])).toBe('billing 1, access 0, bug 2, feature 0')
})

import { expect, test } from 'vitest'
import { checkVitest, needsTestSignals } from '../../src/suite/vitest-version.ts'

test.for([
  ['4.1.12', true],
  ['4.2.0', true],
  ['5.0.0-beta.3', true],
  ['5.1.0', true],
  ['5.1.1', false],
  ['5.2.0-beta.1', false],
  ['12.0.0', false],
] as const)('Vitest %s is taken; that its signals want ours is %s', ([version, needs]) => {
  checkVitest(version)
  expect(needsTestSignals(version)).toBe(needs)
})

test.for(['3.2.4', '4.0.18', '4.1.0', '4.1.9', '4.1.11'])('Vitest %s is refused', (version) => {
  expect(() => checkVitest(version)).toThrow(
    expect.objectContaining({
      code: 'invalid-usage',
      message: `The vitest-judge plugin was loaded by Vitest ${version}; expected Vitest 4.1.12 or later.\n  → Install a newer one: npm install --save-dev vitest@latest.`,
    }),
  )
})

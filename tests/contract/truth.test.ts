import { expect, test } from 'vitest'
import { isMismatch, truthOf } from '../../src/contract/index.ts'
import { row, verdict } from '../align/support.ts'

test("a row's truth is that of any verdict of the judge, plain or aligned", () => {
  const both = row(1, {
    verdicts: [
      verdict('other', 'no', 'no'),
      verdict('polite', 'yes'),
      verdict('polite@aligned', 'no', 'yes'),
    ],
  })
  expect([truthOf(both, 'polite'), truthOf(both, 'other'), truthOf(both, 'pol')]).toEqual([
    'yes',
    'no',
    undefined,
  ])
  expect([
    isMismatch(both, 'polite', 'yes'),
    isMismatch(both, 'other', 'no'),
    isMismatch(both, 'polite', true),
  ]).toEqual([true, false, true])
})

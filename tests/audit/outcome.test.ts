import { expect, test } from 'vitest'
import { auditEffect } from '../../src/audit/index.ts'
import { decideProbe } from '../../src/audit/outcome.ts'
import { booleanJudge, trialsOf } from './support.ts'

test('a bias is found where the test and the bound both find it', () => {
  const trials = [
    ...trialsOf(20, [false, false, true]),
    ...trialsOf(180, [false, false, false], { from: 20 }),
  ]
  const effect = auditEffect(trials, booleanJudge)
  if (effect.overall.kind === 'undefined') throw new Error(effect.overall.reason)
  const options = { limit: 0.05, q: 0.001, family: 1 }
  expect(effect.overall.lower).toBeGreaterThan(0)
  expect(decideProbe(effect, options)).toMatchObject({ outcome: 'biased' })
  const unsure = { ...effect, overall: { ...effect.overall, lower: -0.01 } }
  expect(decideProbe(unsure, options)).toMatchObject({ outcome: 'cannot tell', doubt: 'not-significant' })
  expect(decideProbe(effect, { ...options, q: 0.06 })).toMatchObject({ outcome: 'cannot tell' })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Agreement, evaluateGate, measureAgreement } from '../../src/agreement/index.ts'

/** Half the truths are yes; the given number of rows agree, the last `unscored` have no verdict. */
function agreementOf(agreed: number, rows: number, unscored = 0): Agreement {
  return measureAgreement(
    Array.from({ length: rows }, (_, index) => {
      const [truth, wrong] = index % 2 === 0 ? ['yes', 'no'] : ['no', 'yes']
      const verdict = index >= rows - unscored ? undefined : index < agreed ? truth : wrong
      return { truth: truth ?? '', verdict }
    }),
  )
}

describe('a gate on accuracy', () => {
  test('passes when the lower bound reaches the threshold', () => {
    expect(evaluateGate(agreementOf(90, 100), { accuracy: 0.8 })).toMatchObject({
      outcome: 'pass',
      reason: 'Accuracy 90.0 % on 100 held-out rows: its 95 % lower bound 84.0 % reaches 80.0 %.',
    })
  })

  test('fails when the estimate is below the threshold', () => {
    expect(evaluateGate(agreementOf(79, 100), { accuracy: 0.8 })).toMatchObject({
      outcome: 'fail',
      reason: 'Accuracy 79.0 % on 100 held-out rows is below 80.0 %.',
    })
  })

  test('never prints two equal numbers where it calls one smaller', () => {
    expect(evaluateGate(agreementOf(7999, 10_000), { accuracy: 0.8 }).reason).toBe(
      'Accuracy 79.99 % on 10000 held-out rows is below 80.00 %.',
    )
  })

  test('is inconclusive in between, and says how many more rows would decide', () => {
    expect(evaluateGate(agreementOf(84, 100), { accuracy: 0.8 })).toMatchObject({
      outcome: 'inconclusive',
      reason:
        'Accuracy 84.0 % on 100 held-out rows, but its 95 % lower bound 77.1 % is below 80.0 %: needs about 171 more held-out rows.',
      rowsNeeded: 171,
    })
  })

  test('says that no number of rows will do when the estimate equals the threshold', () => {
    expect(evaluateGate(agreementOf(80, 100), { accuracy: 0.8 })).toMatchObject({
      outcome: 'inconclusive',
      reason:
        'Accuracy 80.0 % on 100 held-out rows equals the threshold, so no number of rows at this figure will do: ' +
        'its 95 % lower bound is 72.7 %.',
    })
    expect(evaluateGate(agreementOf(100, 100), { accuracy: 1 }).outcome).toBe('inconclusive')
  })

  // The table of section 4.1 in the reference notes: most errors allowed so that the lower bound reaches it.
  test.each([
    [30, 0.7, 4],
    [50, 0.75, 7],
    [100, 0.8, 13],
    [100, 0.9, 5],
    [200, 0.85, 21],
    [300, 0.75, 62],
    [500, 0.95, 16],
  ])('on %i rows at %d allows exactly %i errors', (rows, accuracy, errors) => {
    expect(evaluateGate(agreementOf(rows - errors, rows), { accuracy }).outcome).toBe('pass')
    expect(evaluateGate(agreementOf(rows - errors - 1, rows), { accuracy }).outcome).toBe('inconclusive')
  })

  test('never passes a judge that is not above the most frequent truth', () => {
    const lazy = measureAgreement(
      Array.from({ length: 100 }, (_, index) => ({ truth: index < 90 ? 'yes' : 'no', verdict: 'yes' })),
    )
    expect(evaluateGate(lazy, { accuracy: 0.8 })).toMatchObject({
      outcome: 'fail',
      reason: 'Accuracy 90.0 % on 100 held-out rows is not above always answering "yes" (90.0 %).',
    })
    expect(evaluateGate(lazy, {}).outcome).toBe('fail')
  })

  test('becomes no worse with one more agreed row, and no better with a higher threshold', () => {
    const rank = { fail: 0, inconclusive: 1, pass: 2, 'too-many-unscored': -1, 'no-rows': -1, refused: -1 }
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 119 }), fc.integer({ min: 50, max: 98 }), (agreed, percent) => {
        const at = (count: number, share: number) =>
          rank[evaluateGate(agreementOf(count, 120), { accuracy: share / 100 }).outcome]
        expect(at(agreed + 1, percent)).toBeGreaterThanOrEqual(at(agreed, percent))
        expect(at(agreed, percent + 1)).toBeLessThanOrEqual(at(agreed, percent))
      }),
    )
  })
})

describe('a gate without the rows it needs', () => {
  test('says that there are none', () => {
    expect(evaluateGate(measureAgreement([]), { accuracy: 0.8 })).toMatchObject({
      outcome: 'no-rows',
      reason: 'There are no held-out rows with a known truth.',
    })
  })

  test('is inconclusive below the fewest rows asked for', () => {
    expect(evaluateGate(agreementOf(40, 40), { accuracy: 0.8, minRows: 50 })).toMatchObject({
      outcome: 'inconclusive',
      reason: 'Only 40 held-out rows, of at least 50: needs at least 10 more.',
      rowsNeeded: 10,
    })
    expect(evaluateGate(agreementOf(50, 50), { accuracy: 0.8, minRows: 50 }).outcome).toBe('pass')
  })
})

describe('a budget of unscored verdicts', () => {
  test('comes from the gate, else from the option, else is 5 %', () => {
    const agreement = agreementOf(94, 100, 6)
    expect(evaluateGate(agreement, { accuracy: 0.8 })).toMatchObject({
      outcome: 'too-many-unscored',
      reason: '6 of 100 verdicts unscored (6.0 %), more than the 5.0 % allowed.',
    })
    expect(evaluateGate(agreement, { accuracy: 0.8 }, { defaultMaxUnscored: 0.06 }).outcome).toBe('pass')
    expect(evaluateGate(agreement, { accuracy: 0.8, maxUnscored: 0.06 }).outcome).toBe('pass')
    expect(evaluateGate(agreement, { maxUnscored: 0 }, { defaultMaxUnscored: 1 }).outcome).toBe(
      'too-many-unscored',
    )
  })

  test('is enough of a gate by itself', () => {
    expect(evaluateGate(agreementOf(99, 100, 1), { maxUnscored: 0.02 })).toMatchObject({
      outcome: 'pass',
      reason: 'Accuracy 99.0 %, no threshold set; 1 of 100 held-out rows unscored, 2.0 % allowed.',
    })
  })
})

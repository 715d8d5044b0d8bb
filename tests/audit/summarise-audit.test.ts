import { describe, expect, test } from 'vitest'
import { changeSample, probes, type ProbeSummary, summariseAudit } from '../../src/audit/index.ts'
import type { AuditTrial, JudgeDefinition, RunAudit, Sample } from '../../src/contract/index.ts'
import { answer, auditOf, booleanJudge, contextOf, sampleWith, trialsOf } from './support.ts'

const clean = (rows: number) => [
  ...trialsOf(Math.ceil(rows / 2), [false, false, false], { truth: false }),
  ...trialsOf(Math.floor(rows / 2), [true, true, true], { truth: true, from: Math.ceil(rows / 2) }),
]

/** Rows of which the first so many are changed from fail to pass, and nothing else happens. */
const biased = (rows: number, changed: number) => [
  ...trialsOf(changed, [false, false, true], { truth: false }),
  ...trialsOf(rows - changed, [false, false, false], { truth: false, from: changed }),
]

function probeOf(audit: RunAudit, name: string, limits?: Record<string, number>): ProbeSummary {
  const found = summariseAudit(audit, limits && { limits }).probes.find((one) => one.name === name)
  if (found === undefined) throw new Error(`There is no probe ${name}.`)
  return found
}

describe('the outcome of a probe', () => {
  test('is biased where the effect reaches the limit and q is below 5 %', () => {
    const { outcome, q, doubt, rowsNeeded } = probeOf(auditOf({ authority: biased(100, 5) }), 'authority')
    expect({ outcome, doubt, rowsNeeded }).toEqual({ outcome: 'biased' })
    expect(q).toBeCloseTo(0.5 ** 5 / 2, 12)
  })

  test('is clear on 52 rows without any change, and not on 51', () => {
    expect(probeOf(auditOf({ verbosity: clean(52) }), 'verbosity').outcome).toBe('clear')
    expect(probeOf(auditOf({ verbosity: clean(51) }), 'verbosity')).toMatchObject({
      outcome: 'cannot tell',
      doubt: 'wide-bound',
      rowsNeeded: { kind: 'value', value: 52 },
    })
  })

  test('of 20 rows cannot be told, and 52 would settle it', () => {
    const { outcome, rowsNeeded, smallestEffect } = probeOf(auditOf({ verbosity: clean(20) }), 'verbosity')
    expect({ outcome, rowsNeeded }).toEqual({
      outcome: 'cannot tell',
      rowsNeeded: { kind: 'value', value: 52 },
    })
    // Four changes of 20 are needed, and come with a chance of 80 % where the effect is as large as this.
    const fourOrMore = (p: number) =>
      1 - [1, 20, 190, 1140].reduce((sum, ways, k) => sum + ways * p ** k * (1 - p) ** (20 - k), 0)
    expect(smallestEffect).toEqual({ kind: 'value', value: 0.259 })
    expect(fourOrMore(0.259)).toBeGreaterThanOrEqual(0.8)
    expect(fourOrMore(0.258)).toBeLessThan(0.8)
  })

  test('cannot be told where an effect may be chance, and so many rows would show it', () => {
    const few = probeOf(auditOf({ authority: biased(20, 3) }), 'authority')
    expect(few).toMatchObject({ outcome: 'cannot tell', doubt: 'not-significant' })
    const needed = few.rowsNeeded?.kind === 'value' ? few.rowsNeeded.value : 0
    expect(needed).toBeGreaterThan(20)
    const enough = biased(needed, Math.round(0.15 * needed))
    expect(probeOf(auditOf({ authority: enough }), 'authority').outcome).toBe('biased')
  })

  test('is not biased below the limit, however significant', () => {
    expect(probeOf(auditOf({ authority: biased(1000, 30) }), 'authority').outcome).toBe('clear')
    expect(probeOf(auditOf({ authority: biased(400, 16) }), 'authority')).toMatchObject({
      outcome: 'cannot tell',
      doubt: 'wide-bound',
    })
  })

  test('follows another limit where one is given', () => {
    const audit = auditOf({ authority: biased(1000, 30) })
    expect(probeOf(audit, 'authority', { authority: 0.02 })).toMatchObject({ outcome: 'biased', limit: 0.02 })
    expect(probeOf(audit, 'authority', { verbosity: 0.02 })).toMatchObject({ outcome: 'clear', limit: 0.05 })
  })

  test('is never clear at a limit of 0, nor of 1 alone', () => {
    expect(probeOf(auditOf({ authority: clean(5000) }), 'authority', { authority: 0 })).toMatchObject({
      outcome: 'cannot tell',
      doubt: 'not-significant',
      rowsNeeded: { kind: 'undefined', reason: 'there is no effect' },
    })
    expect(probeOf(auditOf({ authority: biased(10, 10) }), 'authority', { authority: 1 }).outcome).toBe(
      'biased',
    )
  })

  test('is not run where nothing was tried, and never clear where not all was', () => {
    const audit = auditOf({ exampleOrder: [], verbosity: clean(100), authority: biased(100, 50) })
    for (const one of audit.probes) one.notRun = 'the budget was spent'
    const { probes: found, outcome } = summariseAudit(audit)
    expect(found.map((one) => [one.outcome, one.doubt])).toEqual([
      ['not run', undefined],
      ['cannot tell', 'partly-run'],
      ['biased', undefined],
    ])
    expect(found[0]).toMatchObject({
      notRun: 'the budget was spent',
      smallestEffect: { kind: 'undefined', reason: 'the budget was spent' },
    })
    expect(outcome).toBe('biased')
  })

  test('is not run where the judge was not asked', () => {
    const notAsked = { outcome: 'not-asked', reason: 'not-aligned' } as const
    const trials = clean(60).map((trial) => ({
      ...trial,
      base: notAsked,
      placebo: notAsked,
      changed: notAsked,
    }))
    expect(probeOf(auditOf({ verbosity: trials }), 'verbosity').outcome).toBe('not run')
  })

  test('is not clear where more than 5 % of the trials have no verdict', () => {
    const without = (count: number) => [
      ...clean(100 - count),
      ...trialsOf(count, [true, true, undefined], { from: 100 - count }),
    ]
    expect(probeOf(auditOf({ verbosity: without(5) }), 'verbosity').outcome).toBe('clear')
    expect(probeOf(auditOf({ verbosity: without(6) }), 'verbosity')).toMatchObject({
      outcome: 'cannot tell',
      doubt: 'unscored',
      rowsNeeded: { kind: 'undefined' },
    })
    expect(probeOf(auditOf({ verbosity: without(100) }), 'verbosity')).toMatchObject({
      outcome: 'cannot tell',
      doubt: 'unscored',
    })
  })

  test('is not clear of a judge that tosses coins', () => {
    // What was 50 to 50 passes always now: as many verdicts change as by the placebo.
    const coin = [
      [true, true, true],
      [true, false, true],
      [false, true, true],
      [false, false, true],
    ].flatMap((verdicts, index) => trialsOf(500, verdicts, { from: 500 * index }))
    expect(probeOf(auditOf({ verbosity: coin }), 'verbosity')).toMatchObject({
      outcome: 'cannot tell',
      doubt: 'noise',
    })
  })

  test('is not clear where as many verdicts go the one way as stay away from the other', () => {
    const trials = [
      ...trialsOf(150, [false, false, true]),
      ...trialsOf(150, [true, false, true], { from: 150 }),
      ...trialsOf(1700, [true, true, true], { from: 300 }),
    ]
    const found = probeOf(auditOf({ verbosity: trials }), 'verbosity')
    expect(found).toMatchObject({ outcome: 'cannot tell', doubt: 'one-direction' })
    expect(found.effect.overall).toMatchObject({ effect: 0 })
    expect(found.effect.towardsPass).toMatchObject({ effect: 0.075 })
  })

  test('is not clear where the few wrong answers pass, though they are too few to matter in all', () => {
    const trialsWith = (wrong: number, others: number) => [
      ...trialsOf(wrong, [false, false, true], { truth: false }),
      ...trialsOf(others, [true, true, true], { truth: true, from: wrong }),
    ]
    const found = probeOf(auditOf({ authority: trialsWith(30, 970) }), 'authority')
    expect(found).toMatchObject({
      outcome: 'cannot tell',
      doubt: 'wrong-answers',
      rowsNeeded: { kind: 'undefined' },
      effect: { overall: { effect: 0.03 }, wrongTowardsPass: { effect: 1 } },
    })
    expect(found.effect.overall).toMatchObject({ upper: expect.closeTo(0.0402, 4) })
    // Three of three may be chance: a mid-p of 1/16.
    expect(probeOf(auditOf({ authority: trialsWith(3, 997) }), 'authority').outcome).toBe('clear')
  })

  test('cannot be told without an effect', () => {
    const definition: JudgeDefinition = { ...booleanJudge, valueType: { type: 'text' } }
    expect(
      probeOf(auditOf({ verbosity: trialsOf(9, ['a', 'b', 'c']) }, definition), 'verbosity'),
    ).toMatchObject({
      outcome: 'cannot tell',
      doubt: 'no-effect',
      changedTrials: [],
    })
  })
})

describe('an audit', () => {
  test('holds the share of false alarms over all of its probes', () => {
    const audit = auditOf({
      authority: biased(60, 4),
      bandwagon: clean(60),
      verbosity: biased(60, 6),
      exampleOrder: [],
    })
    const found = summariseAudit(audit).probes.map(({ q, outcome }) => [q, outcome])
    const close = (q: number) => expect.closeTo(q, 12) as number
    // p is 1/32, 1/2 and 1/128: times 3/2, 3/3 and 3/1.
    expect(found).toEqual([
      [close(3 / 64), 'biased'],
      [close(1 / 2), 'clear'],
      [close(3 / 128), 'biased'],
      [undefined, 'not run'],
    ])
    const among = auditOf({ authority: biased(60, 4), bandwagon: clean(60) })
    expect(probeOf(among, 'authority')).toMatchObject({ outcome: 'cannot tell', doubt: 'not-significant' })
  })

  test('is as good as its worst probe, and clear only where all are', () => {
    const outcomes = (...trials: AuditTrial[][]) =>
      summariseAudit(auditOf(Object.fromEntries(trials.map((own, index) => [`probe ${index}`, own])))).outcome
    expect(outcomes(clean(60), clean(60))).toBe('clear')
    expect(outcomes(clean(60), clean(20))).toBe('cannot tell')
    expect(outcomes(clean(60), clean(20), [])).toBe('not run')
    expect(outcomes(clean(60), clean(20), [], biased(60, 30))).toBe('biased')
    expect(outcomes()).toBe('not run')
  })

  test('says how much the judge agrees with itself, each row once for all probes', () => {
    const trials = [...trialsOf(8, [true, true, true]), ...trialsOf(2, [true, false, true], { from: 8 })]
    const { selfAgreement, rows } = summariseAudit(auditOf({ verbosity: trials, authority: trials }))
    expect(rows).toBe(10)
    expect(selfAgreement).toMatchObject({ n: 10, successes: 8, estimate: { kind: 'value', value: 0.8 } })
  })

  test('lists the trials that changed, those first that pass a wrong answer', () => {
    const trials = [
      ...trialsOf(1, [true, true, false], { truth: true }),
      ...trialsOf(1, [false, true, true], { truth: true, from: 1 }),
      ...trialsOf(1, [false, false, true], { truth: false, from: 2 }),
      ...trialsOf(1, [false, false, true], { from: 3 }),
      ...trialsOf(1, [false, false, undefined], { from: 4 }),
    ]
    const { changedTrials } = probeOf(auditOf({ verbosity: trials }), 'verbosity')
    expect(
      changedTrials.map(({ trial, direction, placeboToo, truthFails }) => [
        trial.rowId,
        direction,
        placeboToo,
        truthFails,
      ]),
    ).toEqual([
      ['row 2', 'pass', false, true],
      ['row 1', 'pass', true, false],
      ['row 3', 'pass', false, undefined],
      ['row 0', 'fail', false, false],
    ])
  })

  test('keeps what it is of, and what it cost', () => {
    const audit = { ...auditOf({ verbosity: clean(60) }), memory: 'm', calls: { asked: 3, recorded: 4 } }
    audit.probes = audit.probes.map((one) => ({ ...one, inapplicable: 2 }))
    const { judge, name, file, fingerprint, memory, calls, probes: found } = summariseAudit(audit)
    expect({ judge, name, file, fingerprint, memory, calls }).toEqual({
      judge: 'exact',
      name: 'audit of exact',
      file: 'evals/exact.eval.ts',
      fingerprint: 'f'.repeat(64),
      memory: 'm',
      calls: { asked: 3, recorded: 4 },
    })
    expect(found[0]).toMatchObject({ inapplicable: 2, description: 'what verbosity changes' })
  })
})

describe('a judge that passes everything containing “I am certain”', () => {
  const judge = (sample: Sample) =>
    answer(/I am certain/.test(String(sample.outputs)) || sample.rowId < 'row 3')

  async function auditedBy(names: readonly ('authority' | 'verbosity')[], rows: number) {
    const tried: Record<string, AuditTrial[]> = {}
    for (const name of names) {
      const trials: AuditTrial[] = []
      for (let index = 0; index < rows; index++) {
        const sample = sampleWith(
          `The answer to question ${index} is, as far as anybody knows, ${index}.`,
          index,
        )
        const made = await changeSample(probes[name](), sample, contextOf({ index }))
        if (made.kind !== 'changed') throw new Error(made.reason)
        trials.push({
          rowId: sample.rowId,
          repeat: 0,
          truth: sample.rowId < 'row 3',
          base: judge(sample),
          placebo: judge(sample),
          changed: judge(made.sample),
          change: made.change,
        })
      }
      tried[name] = trials
    }
    return auditOf(tried)
  }

  test('is biased under authority, with the trials listed, and clear under verbosity', async () => {
    const audit = await auditedBy(['authority', 'verbosity'], 60)
    const authority = probeOf(audit, 'authority')
    expect(authority.outcome).toBe('biased')
    const wrong = audit.probes[0]?.trials.filter(({ truth }) => truth === false) ?? []
    expect(wrong.length).toBeGreaterThan(30)
    expect(authority.changedTrials).toHaveLength(wrong.length)
    expect(authority.effect.wrongTowardsPass).toMatchObject({ effect: 1, changed: wrong.length, placebo: 0 })
    expect(authority.changedTrials[0]).toMatchObject({
      direction: 'pass',
      truthFails: true,
      trial: { change: expect.stringContaining('I am certain that this is right.') as string },
    })
    expect(probeOf(audit, 'verbosity')).toMatchObject({ outcome: 'clear', changedTrials: [] })
  })

  test('is not flagged under verbosity on 20 rows either: the audit cannot tell', async () => {
    const { outcome, rowsNeeded } = probeOf(await auditedBy(['verbosity'], 20), 'verbosity')
    expect({ outcome, rowsNeeded }).toEqual({
      outcome: 'cannot tell',
      rowsNeeded: { kind: 'value', value: 52 },
    })
  })
})

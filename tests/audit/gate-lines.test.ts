import { describe, expect, test } from 'vitest'
import { decideRun } from '../../src/audit/index.ts'
import {
  gateThresholdsSchema,
  probeNotStarted,
  VitestJudgeError,
  type Run,
  type RunAudit,
} from '../../src/contract/index.ts'
import { buildJudge, buildRows, buildRun, buildSuite } from '../agreement/build-run.ts'
import { auditOf, booleanJudge, trialsOf } from './support.ts'

const clear = trialsOf(200, [true, true, true])
const biased = trialsOf(200, [false, false, true])
const few = trialsOf(20, [true, true, true])

function decide(audits: RunAudit[], gate: Partial<Run['gate']>, rest: Partial<Omit<Run, 'gate'>> = {}) {
  const { lines, exitCode } = decideRun(buildRun([], { audits, gate, ...rest }))
  return { exitCode, lines: lines.map(({ key, part, outcome }) => `${key} · ${part} · ${outcome}`) }
}

const on = (audit: Record<string, number>) => ({ thresholds: { exact: { audit } } })

describe('a gate on an audit', () => {
  test('passes what is clear, fails what is biased, and is undecided about the rest', () => {
    const audit = auditOf({ clear, biased, few })
    expect(decide([audit], on({ clear: 0.05 }))).toEqual({
      exitCode: 0,
      lines: ['exact · audit clear · pass'],
    })
    expect(decide([audit], on({ clear: 0.05, biased: 0.05, few: 0.05 }))).toEqual({
      exitCode: 1,
      lines: [
        'exact · audit clear · pass',
        'exact · audit biased · fail',
        'exact · audit few · inconclusive',
      ],
    })
    expect(decide([audit], on({ few: 0.05 })).exitCode).toBe(1)
    expect(decide([audit], { ...on({ few: 0.05 }), inconclusive: 'warn' }).exitCode).toBe(0)
    const [line] = decideRun(buildRun([], { audits: [audit], gate: on({ few: 0.05 }) })).lines
    expect(line).toMatchObject({ suite: 'audit of exact', judge: 'exact', rowsNeeded: expect.any(Number) })
    expect(line?.reason).toMatch(
      /^Effect 0\.0 points on 20 rows, but its 95 % upper bound 11\.9 is above 5\.0: needs about \d+ rows in all\.$/,
    )
  })

  test('has its own limit, which is not that of the audit', () => {
    const audit = auditOf({
      some: [...trialsOf(20, [true, true, false]), ...trialsOf(180, [true, true, true], { from: 20 })],
    })
    expect(decide([audit], on({ some: 0.05 })).lines).toEqual(['exact · audit some · fail'])
    expect(decide([audit], on({ some: 0.2 })).lines).toEqual(['exact · audit some · pass'])
  })

  test('takes shares alone, and says how points are written', () => {
    const messages = [0.05, 5, 0, '5 %'].map((limit) => {
      const { error } = gateThresholdsSchema.safeParse({ audit: { clear: limit } })
      return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join()
    })
    const complaint = 'audit.clear: expected a share between 0 and 1, such as 0.05 for 5 points, received'
    expect(messages).toEqual([undefined, `${complaint} 5`, `${complaint} 0`, `${complaint} "5 %"`])
  })

  test('may name the audit too', () => {
    const audits = [auditOf({ clear: biased }), { ...auditOf({ clear }), name: 'other' }]
    expect(decide(audits, { thresholds: { 'other > exact': { audit: { clear: 0.05 } } } }).lines).toEqual([
      'other > exact · audit clear · pass',
    ])
    expect(decide(audits, on({ clear: 0.05 })).lines).toHaveLength(2)
  })

  test('never passes without the probe, the audit, or verdicts', () => {
    const skipped = auditOf({ clear, odd: [] })
    skipped.probes[1]!.notRun = 'there is nothing to change'
    expect(decide([skipped], on({ odd: 0.05 }))).toEqual({
      exitCode: 3,
      lines: ['exact · audit odd · not-run'],
    })
    expect(decide([auditOf({ clear })], on({ odd: 0.05 }))).toEqual({
      exitCode: 3,
      lines: ['exact · audit odd · not-run'],
    })
    expect(decide([], on({ odd: 0.05 }))).toEqual({ exitCode: 3, lines: ['exact · audit · not-run'] })
    const silent = auditOf({ clear: [...clear, ...trialsOf(30, [true, true, undefined], { from: 200 })] })
    expect(decide([silent], on({ clear: 0.05 }))).toEqual({
      exitCode: 3,
      lines: ['exact · audit clear · too-many-unscored'],
    })
  })

  test('is not needed for a probe that did not run, or was not asked for, to end with 3', () => {
    const skipped = auditOf({ clear, odd: [] })
    expect(decide([skipped], {})).toEqual({ exitCode: 3, lines: ['audit · audit odd · not-run'] })
    for (const reason of ['not-recorded', 'over-budget'] as const) {
      const missing = auditOf({
        clear: [{ ...clear[0]!, placebo: { outcome: 'unscored', reason } }, ...clear.slice(1)],
      })
      expect(decide([missing], {})).toEqual({ exitCode: 3, lines: [`audit · audit clear · ${reason}`] })
    }
    expect(decide([auditOf({ clear, biased, few })], {})).toEqual({ exitCode: 0, lines: [] })
  })

  test('decides in a partial run what was tried, and lets the rest be', () => {
    const partial = auditOf({ biased, later: [] })
    partial.probes[1]!.notRun = probeNotStarted
    const rest = { complete: false, partial: ['the run was interrupted'] }
    expect(decide([partial], on({ biased: 0.05, later: 0.05 }), rest)).toEqual({
      exitCode: 1,
      lines: ['exact · audit biased · fail', 'exact · audit later · not-gated'],
    })
    expect(decide([partial], { ...on({ later: 0.05 }), requireComplete: true }, rest).exitCode).toBe(3)
    expect(
      decideRun(buildRun([], { ...rest, audits: [], gate: on({ biased: 0.05 }) })).lines[0]?.reason,
    ).toBe('This part of a run has no audit of it: the run was interrupted.')
    expect(decide([], on({ biased: 0.05 }), rest)).toEqual({
      exitCode: 0,
      lines: ['exact · audit · not-gated'],
    })
  })

  test('refuses the offline stand-in unless it is allowed', () => {
    const audit = auditOf({ clear }, { ...booleanJudge, model: 'offline' })
    expect(decide([audit], on({ clear: 0.05 }))).toEqual({
      exitCode: 1,
      lines: ['exact · audit clear · refused'],
    })
    expect(decide([audit], { ...on({ clear: 0.05 }), allowOffline: true }).exitCode).toBe(0)
  })

  test('stands beside the gate on agreement, which it neither needs nor replaces', () => {
    const suites = [buildSuite('Exact', [buildJudge('exact')], buildRows('exact', 190, 200))]
    const of = (thresholds: Run['gate']['thresholds']) => {
      const { lines } = decideRun(buildRun(suites, { audits: [auditOf({ clear })], gate: { thresholds } }))
      return lines.map(({ part, outcome }) => `${part ?? 'rows'} · ${outcome}`)
    }
    expect(of({ exact: { accuracy: 0.9, audit: { clear: 0.05 } } })).toEqual([
      'rows · pass',
      'audit clear · pass',
    ])
    expect(of({ exact: { audit: { clear: 0.05 } } })).toEqual(['audit clear · pass'])
    expect(() => of({ exakt: { accuracy: 0.9, audit: { clear: 0.05 } } })).toThrow(VitestJudgeError)
  })
})

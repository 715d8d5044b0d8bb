import {
  type BaselineOption,
  defaultMaxUnscored,
  type GateThresholds,
  type Run,
  type RunJudge,
  type RunRow,
  type RunSuite,
} from '../../contract/index.ts'
import { type Agreement, measureAgreement } from '../measure-agreement.ts'
import { emptySliceReason } from '../slices/empty-slice.ts'
import { isInSlice } from '../slices/slice.ts'
import { judgementsOf, measuredRows } from '../summary/judgements.ts'
import { wornText } from '../summary/worn-text.ts'
import { measureOptions } from '../summary/summarise-judge.ts'
import { evaluateGate, type GateResult } from './evaluate-gate.ts'
import type { GateLine } from './gate-line.ts'
import type { Subject } from './gate-subjects.ts'
import { type Baseline, evaluateRegression } from './regression-gate.ts'
import { type PeopleFigures, thresholdWarnings } from './threshold-warnings.ts'

/** What one part of a gate decides about a judge, at any error rate. */
export interface Decision {
  /** By thresholds, which may wrongly pass, or against a baseline, which may wrongly block. */
  kind: 'threshold' | 'baseline'
  p: number
  /** False where nothing is decided by chance: a gate that only wants rows, or has nothing to compare with. */
  isTest: boolean
  line(alpha: number): GateLine
}

/** Gives the baseline that a gate names for a judge of a suite. */
export type BaselineFinder = (suite: RunSuite, judgeId: string, from: string) => Baseline | undefined

type Place = Pick<GateLine, 'key' | 'suite' | 'judge'>

/** The error rate of a single decision. */
export const singleAlpha = 0.05

/** The decisions of one gate about one judge: by its thresholds, by those of each slice, against its baseline. */
export function decisionsOf(
  run: Run,
  key: string,
  subject: Subject,
  findBaseline: BaselineFinder,
): Decision[] {
  const { suite, judge } = subject
  const { slices = {}, baseline, ...thresholds } = run.gate.thresholds[key] ?? {}
  const place: Place = { key, suite: suite.name, judge: judge.id }
  const heldOut = suite.rows.filter(({ split }) => split === 'heldout')
  return [
    byThresholds(subject, place, judge.heldout.agreement, thresholds),
    ...Object.entries(slices).map(([slice, wanted]) =>
      bySlice(subject, place, slice, heldOut, { maxUnscored: thresholds.maxUnscored, ...wanted }),
    ),
    ...(baseline === undefined ? [] : [byBaseline(subject, place, baseline, findBaseline)]),
  ]
}

function byThresholds(
  { suite, judge }: Subject,
  place: Place & Pick<GateLine, 'part'>,
  agreement: Agreement,
  thresholds: GateThresholds,
): Decision {
  const settings = {
    defaultMaxUnscored: suite.maxUnscored ?? defaultMaxUnscored,
    isSlice: place.part !== undefined,
  }
  const single = evaluateGate(agreement, thresholds, { ...settings, alpha: singleAlpha })
  return {
    kind: 'threshold',
    p: pOf(single),
    isTest: single.criteria.length > 0,
    line: (alpha) => {
      // What people reach on all rows says little of what they reach on some.
      const people = settings.isSlice ? undefined : peopleFigures(judge.heldout.annotators)
      const warnings = [
        ...thresholdWarnings(agreement, thresholds, { alpha, people }),
        ...wornWarnings(judge.judge),
      ]
      return {
        ...place,
        ...evaluateGate(agreement, thresholds, { ...settings, alpha }),
        ...(warnings.length > 0 && { warnings }),
      }
    },
  }
}

function bySlice(
  subject: Subject,
  place: Place,
  slice: string,
  heldOut: readonly RunRow[],
  thresholds: GateThresholds,
): Decision {
  const { judge } = subject
  const rows = heldOut.filter((row) => isInSlice(row, slice))
  const agreement = measureAgreement(judgementsOf(rows, judge.id), measureOptions(judge.judge.definition))
  const decision = byThresholds(subject, { ...place, part: `slice ${slice}` }, agreement, thresholds)
  if (rows.length > 0) return decision
  const reason = emptySliceReason(slice, heldOut)
  return { ...decision, line: (alpha) => ({ ...decision.line(alpha), reason }) }
}

function byBaseline(
  { suite, judge }: Subject,
  place: Place,
  option: BaselineOption,
  findBaseline: BaselineFinder,
): Decision {
  const { from, tolerance } = typeof option === 'string' ? { from: option } : option
  const baseline = findBaseline(suite, judge.id, from) ?? {
    kind: 'undefined' as const,
    reason: `The baseline ${from} was not looked for.`,
  }
  const part = `against ${from}`
  const { refusal } = judge.heldout.agreement
  if (refusal !== undefined) {
    const line: GateLine = { ...place, part, outcome: 'refused', reason: `Not measured: ${refusal}.` }
    return { kind: 'baseline', p: 1, isTest: false, line: () => line }
  }
  const alignIds = new Set(suite.rows.filter(({ split }) => split === 'align').map(({ id }) => id))
  const evaluate = (alpha: number) =>
    evaluateRegression(measuredRows(suite.rows, judge.id), baseline, { tolerance, alpha, alignIds })
  const single = evaluate(singleAlpha)
  return {
    kind: 'baseline',
    p: single.p,
    isTest: single.comparison !== undefined,
    line: (alpha) => {
      const { outcome, reason } = evaluate(alpha)
      const warnings = wornWarnings(judge.judge)
      return { ...place, part, outcome, reason, ...(warnings.length > 0 && { warnings }) }
    },
  }
}

function wornWarnings({ worn }: RunJudge): string[] {
  return worn === undefined ? [] : [`Measured on ${wornText(worn)}`]
}

/** A gate's thresholds must all be reached, so it is as unsure as the least sure of them. */
function pOf({ outcome, criteria }: GateResult): number {
  return outcome === 'pass' && criteria.length === 0 ? 0 : Math.max(0, ...criteria.map(({ p }) => p))
}

/** Kappa of two people is Cohen's, of more Fleiss'. */
function peopleFigures(annotators: Subject['judge']['heldout']['annotators']): PeopleFigures | undefined {
  if (annotators === undefined) return undefined
  const [pair] = annotators.pairwise.length === 1 ? annotators.pairwise : []
  const count = annotators.annotators.length
  return { count, observed: annotators.observed, kappa: pair?.kappa ?? annotators.fleiss }
}

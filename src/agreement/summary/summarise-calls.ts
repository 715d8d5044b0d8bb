import type { Prices, RunJudge, RunSuite, RunVerdict, UnscoredReason } from '../../contract/index.ts'
import {
  type CallSums,
  groupByModel,
  type ModelCalls,
  type ModelUsage,
  noTokens,
  sumCalls,
} from './call-sums.ts'
import { verdictOf } from './judgements.ts'

/** The verdicts of one judge, all rows and repeats included: those it was asked for and those found recorded. */
export interface JudgeCalls extends CallSums {
  judge: string
  /** False for the offline stand-in and for a function in place of a model. */
  isService: boolean
  /** How long the answers took that it was asked for, in milliseconds by nearest rank; absent without any. */
  latencyMs?: { median: number; p90: number }
}

/** What a suite's judges and its system under test asked of models. */
export interface SuiteCalls {
  /** In the order of the suite. */
  judges: JudgeCalls[]
  /** All judges behind services together, by model. */
  models: ModelCalls[]
  /** What `predict` called, by model; the offline stand-in left out. */
  app: ModelCalls[]
  /** The day that the prices are of; absent where none is known. */
  priceDate?: string
}

/** Sums the calls of a suite. Recorded verdicts cost nothing and took no time: nothing of them is in the other sums. */
export function summariseCalls({ judges, rows }: RunSuite, prices: Prices | undefined): SuiteCalls {
  const known = judges.map((judge) => {
    const verdicts = rows.flatMap((row) => verdictOf(row, judge.id) ?? [])
    return { judge, verdicts, usages: verdicts.flatMap((verdict) => usageOf(verdict, judge) ?? []) }
  })
  const byModel = (usages: readonly ModelUsage[]) =>
    groupByModel(usages).map(([model, own]) => ({ model, ...sumCalls(own, prices) }))
  return {
    judges: known.map(({ judge, verdicts, usages }) => {
      const latencyMs = latencyOf(verdicts)
      return {
        judge: judge.id,
        isService: isService(judge),
        ...sumCalls(usages, prices),
        ...(latencyMs && { latencyMs }),
      }
    }),
    models: byModel(known.flatMap(({ judge, usages }) => (isService(judge) ? usages : []))),
    app: byModel(appUsages(rows)),
    ...(prices && { priceDate: prices.date }),
  }
}

/** What `predict` called of services: once a row, however often the row was judged. */
export function appUsages(rows: RunSuite['rows']): ModelUsage[] {
  return rows.flatMap(({ repeat, app = [] }) =>
    repeat > 0 ? [] : app.filter(({ endpoint }) => endpoint !== 'offline'),
  )
}

/** True where a judge's model is a service: neither the offline stand-in nor a function. */
export function isService({ definition: { model } }: Pick<RunJudge, 'definition'>): boolean {
  return model !== 'offline' && !model.startsWith('function:')
}

/** What became of the call for a verdict: `none` where there was none, `failed` where it had no answer. */
type CallEnd = 'none' | 'recorded' | 'failed' | 'answered'

const ends: Record<UnscoredReason, CallEnd> = {
  malformed: 'answered',
  'not-allowed': 'answered',
  refused: 'answered',
  truncated: 'answered',
  'missing-field': 'none',
  'no-embedder': 'none',
  'not-recorded': 'none',
  'over-budget': 'none',
  unfinished: 'none',
  timeout: 'failed',
  'rate-limited': 'failed',
  'provider-error': 'failed',
  rejected: 'failed',
  connection: 'failed',
  aborted: 'failed',
}

function callEnd(verdict: RunVerdict): CallEnd {
  if (verdict.outcome === 'not-asked') return 'none'
  if (verdict.outcome === 'scored') return verdict.recorded ? 'recorded' : 'answered'
  const end = ends[verdict.reason]
  // No unusable answer is recorded, but it may be that of the same request in flight: it then took no time.
  const isShared = verdict.tokens !== undefined && verdict.latencyMs === undefined
  return end === 'answered' && isShared ? 'recorded' : end
}

function usageOf(verdict: RunVerdict, { definition }: RunJudge): ModelUsage | undefined {
  const end = callEnd(verdict)
  if (verdict.outcome === 'not-asked' || end === 'none') return undefined
  const { model = definition.model, tokens } = verdict
  return {
    model,
    asked: Number(end !== 'recorded'),
    recorded: Number(end === 'recorded'),
    failed: Number(end === 'failed'),
    uncounted: Number(end === 'answered' && tokens === undefined),
    tokens: end === 'recorded' || tokens === undefined ? noTokens : tokens,
  }
}

/** How long the answers took that a judge was asked for, in milliseconds, the shortest first. */
export function answerTimesMs({ rows }: Pick<RunSuite, 'rows'>, judge: string): number[] {
  return timesOf(rows.flatMap((row) => verdictOf(row, judge) ?? []))
}

function timesOf(verdicts: readonly RunVerdict[]): number[] {
  return verdicts
    .flatMap((verdict) =>
      verdict.outcome === 'not-asked' || callEnd(verdict) !== 'answered' ? [] : (verdict.latencyMs ?? []),
    )
    .sort((left, right) => left - right)
}

function latencyOf(verdicts: readonly RunVerdict[]): JudgeCalls['latencyMs'] {
  const times = timesOf(verdicts)
  const rank = (share: number) => times[Math.ceil(share * times.length) - 1]
  const [median, p90] = [rank(0.5), rank(0.9)]
  return median === undefined || p90 === undefined ? undefined : { median, p90 }
}

import { addTokens, type Prices, type Run, type RunRow, type RunSuite } from '../../contract/index.ts'
import type { Statistic } from '../statistic.ts'
import { type CallSums, groupByModel, type ModelUsage, noTokens, sumCalls } from './call-sums.ts'
import { verdictOf } from './judgements.ts'
import { appUsages, isService } from './summarise-calls.ts'

/** Calls that asking everybody again would take, by the token counts of a run. */
export interface EstimatedCalls extends Pick<CallSums, 'uncounted' | 'tokens' | 'costUsd'> {
  calls: number
  /** What the calls cost whose tokens are known; undefined where a price is not. */
  countedUsd: Statistic
}

/** What a run like another one takes if everybody is asked again. */
export interface RunEstimate {
  /** Id of the run whose token counts these are. */
  run: string
  /** The day that the prices are of; absent where none is known. */
  priceDate?: string
  suites: {
    suite: string
    /** Judges behind services, in the order of the suite, without those that were not asked about any row. */
    judges: ({ judge: string } & EstimatedCalls)[]
    /** What `predict` called, by model. */
    app: ({ model: string } & EstimatedCalls)[]
  }[]
  /** Judges and `predict` of all suites together, by model. */
  models: ({ model: string } & EstimatedCalls)[]
  total: EstimatedCalls
  /** Rows for which `predict` had no outputs: what their judges would take is not in any figure. */
  rowsWithoutOutputs: number
  /** Calls that the audits take besides, of which the tokens are not known; absent without any. */
  auditCalls?: number
}

/**
 * Estimates what a run like this one takes if everybody is asked again: as many tokens as its verdicts report, asked
 * and recorded alike. A call whose tokens the run does not know is one `uncounted`: without an answer, not recorded,
 * over the budget, or a recorded one of `predict` whose recording does not say them. Embeddings are not in it.
 */
export function estimateRun({ id, suites, prices, audits = [] }: Run): RunEstimate {
  const known = suites.map((suite) => ({ suite, judges: judgeUsages(suite), app: appAgain(suite) }))
  const auditCalls = audits
    .filter(isService)
    .reduce((sum, { calls }) => sum + calls.asked + calls.recorded, 0)
  const all = known.flatMap(({ judges, app }) => [...judges.flatMap(({ usages }) => usages), ...app])
  return {
    run: id,
    ...(prices && { priceDate: prices.date }),
    suites: known.map(({ suite, judges, app }) => ({
      suite: suite.name,
      judges: judges.map(({ judge, usages }) => ({ judge, ...estimate(usages, prices) })),
      app: estimateModels(app, prices),
    })),
    models: estimateModels(all, prices),
    total: estimate(all, prices),
    rowsWithoutOutputs: suites.flatMap(({ rows }) => rows.filter(hasNoOutputs)).length,
    ...(auditCalls > 0 && { auditCalls }),
  }
}

function judgeUsages({ judges, rows }: RunSuite): { judge: string; usages: ModelUsage[] }[] {
  return judges.flatMap((judge) => {
    const { id, definition } = judge
    if (!isService(judge)) return []
    const usages = rows.flatMap((row): ModelUsage[] => {
      const verdict = verdictOf(row, id)
      if (verdict === undefined || verdict.outcome === 'not-asked') return []
      // These would be asked no more than they were.
      if (verdict.outcome === 'unscored' && verdict.reason === 'missing-field') return []
      const { model = definition.model, tokens } = verdict
      return [again(model, 1, tokens === undefined ? 1 : 0, tokens ?? noTokens)]
    })
    return usages.length === 0 ? [] : [{ judge: id, usages }]
  })
}

function appAgain({ rows }: RunSuite): ModelUsage[] {
  return appUsages(rows).map(({ model, asked, recorded, failed, uncounted, tokens, recordedTokens }) =>
    again(
      model,
      asked + recorded,
      (recordedTokens === undefined ? recorded : 0) + failed + uncounted,
      addTokens(tokens, recordedTokens ?? noTokens),
    ),
  )
}

function again(model: string, asked: number, uncounted: number, tokens: ModelUsage['tokens']): ModelUsage {
  return { model, asked, recorded: 0, failed: 0, uncounted, tokens }
}

function estimate(usages: readonly ModelUsage[], prices: Prices | undefined): EstimatedCalls {
  const { asked, uncounted, tokens, costUsd } = sumCalls(usages, prices)
  const counted = usages.map((usage) => ({ ...usage, uncounted: 0 }))
  return { calls: asked, uncounted, tokens, costUsd, countedUsd: sumCalls(counted, prices).costUsd }
}

function estimateModels(usages: readonly ModelUsage[], prices: Prices | undefined): RunEstimate['models'] {
  return groupByModel(usages).map(([model, own]) => ({ model, ...estimate(own, prices) }))
}

function hasNoOutputs({ error, repeat }: RunRow): boolean {
  return error !== undefined && repeat === 0
}

import type { CallSums, JudgeCalls, SuiteCalls } from '../agreement/index.ts'
import { formatDollars, formatTime, formatWhole } from './format.ts'

/** Calls that are worth a line: whose, and what they were. */
export interface ToldCalls extends CallSums, Pick<JudgeCalls, 'latencyMs'> {
  whose: string
}

/**
 * The calls of a suite that are worth a line each: those of judges behind services, by model where each judge is not
 * one of its own, and of the system under test. None of the offline stand-in and of functions.
 */
export function toldCalls({ judges, models, app }: SuiteCalls): ToldCalls[] {
  const told = judges.filter(
    (judge) => judge.isService && (judge.recorded > 0 || hasTokens(judge) || judge.latencyMs !== undefined),
  )
  const ofModels = told.length > 0 && models.length > 1 && models.length !== told.length ? models : []
  return [
    ...told.map((judge) => ({ whose: judge.judge, ...judge })),
    ...ofModels.map((model) => ({ whose: `all judges to ${model.model}`, ...model })),
    ...app.map((model) => ({ whose: `predict to ${model.model}`, ...model })),
  ]
}

/** True where the cost of calls is known and there is some. */
export function isPriced({ costUsd, ...sums }: CallSums): boolean {
  return costUsd.kind === 'value' && hasTokens(sums)
}

/** What a suite's judges and its system under test asked of models, a clause each; empty where nothing is to be said. */
export function callTexts(calls: SuiteCalls): string[] {
  const told = toldCalls(calls)
  return [
    ...tokenTexts(calls),
    ...told.map((one) => `calls of ${one.whose}: ${callText(one)}`),
    ...(told.some(isPriced) ? [`costs: at prices of ${calls.priceDate}`] : []),
  ]
}

/** Tokens of the offline stand-in and of functions, which are no calls to a service. */
function tokenTexts({ judges }: SuiteCalls): string[] {
  const others = judges.filter((judge) => !judge.isService && hasTokens(judge))
  if (others.length === 0) return []
  const prompt = others.reduce((total, { tokens }) => total + tokens.prompt, 0)
  const completion = others.reduce((total, { tokens }) => total + tokens.completion, 0)
  const whose = judges.some(({ isService }) => isService)
    ? ` of ${others.map(({ judge }) => judge).join(', ')}`
    : ''
  return [`tokens${whose}: ${formatWhole(prompt)} in, ${formatWhole(completion)} out`]
}

/** How many calls there were, with tokens, cost and times as far as they are known. */
export function callText({ latencyMs, ...sums }: CallSums & Pick<JudgeCalls, 'latencyMs'>): string {
  const parts = [
    countText(sums),
    ...(hasTokens(sums) ? [tokenText(sums)] : []),
    ...(hasTokens(sums) || sums.uncounted > 0 ? [costText(sums)] : []),
    ...(latencyMs === undefined
      ? []
      : [`${formatTime(latencyMs.median)} median, 90 % within ${formatTime(latencyMs.p90)}`]),
  ]
  return parts.join(' · ')
}

function countText({ asked, recorded, failed }: CallSums): string {
  const without = failed > 0 ? ` (${formatWhole(failed)} without an answer)` : ''
  return [
    ...(asked > 0 ? [`${formatWhole(asked)} asked${without}`] : []),
    ...(recorded > 0 ? [`${formatWhole(recorded)} recorded`] : []),
  ].join(', ')
}

function tokenText({ tokens: { prompt, completion, cached, reasoning } }: CallSums): string {
  const part = (tokens: number | undefined, word: string) =>
    tokens === undefined ? '' : ` (${formatWhole(tokens)} ${word})`
  return `${formatWhole(prompt)} tokens in${part(cached, 'cached')}, ${formatWhole(completion)} out${part(reasoning, 'reasoning')}`
}

function costText({ costUsd, uncounted }: CallSums): string {
  if (costUsd.kind === 'value') return formatDollars(costUsd.value)
  return uncounted === 0 ? 'price unknown' : `cost unknown: ${costUsd.reason}`
}

function hasTokens({ tokens: { prompt, completion } }: Pick<CallSums, 'tokens'>): boolean {
  return prompt + completion > 0
}

import type { SuiteCalls } from '../agreement/index.ts'
import { isPriced, toldCalls } from './describe-calls.ts'

/** What is said of calls means, a sentence each; nothing where nothing is said. */
export function explainCalls(calls: readonly SuiteCalls[]): string[] {
  const told = calls.flatMap(toldCalls)
  const hasOthers = calls.some(({ judges }) =>
    judges.some(({ isService, tokens }) => !isService && tokens.prompt + tokens.completion > 0),
  )
  return [
    ...(hasOthers
      ? ["tokens: how much the judges' models read and wrote for all rows, as their providers count."]
      : []),
    ...(told.length > 0
      ? [
          'calls: how often a model was asked for a verdict, or by predict, with the tokens that it read and wrote then, as its provider counts; repeats and align rows are in it, embeddings are not.',
        ]
      : []),
    ...(told.some(({ recorded }) => recorded > 0)
      ? [
          'recorded: so many answers come from recordings of earlier calls; nobody was asked for them, so they cost nothing, and no token or time is counted.',
        ]
      : []),
    ...(told.some(isPriced)
      ? [
          'costs: those tokens at the prices of the day that is named, in US dollars; what a call without an answer cost is not known and not in it.',
        ]
      : []),
    ...(told.some(({ latencyMs }) => latencyMs !== undefined)
      ? [
          'median, 90 % within: half of the answers that a judge was asked for, and nine in ten, came in this time; waits for a turn and repeated attempts are in it.',
        ]
      : []),
  ]
}

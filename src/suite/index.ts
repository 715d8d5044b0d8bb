import './types.ts'

export { evaluate, type EvaluateOptions, type PredictContext } from './evaluate.ts'
export type { MatchedSample } from './sample.ts'
export type { TruthContext, TruthFunction } from './truth.ts'

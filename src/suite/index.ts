import './types.ts'

export { evaluate } from './evaluate.ts'
export type { EvaluateOptions, PredictContext } from './evaluate-options.ts'
export type { PassJudgeOptions } from './calibration.ts'
export type { MatchedSample } from './sample.ts'
export type { TruthContext, TruthFunction } from './truth.ts'

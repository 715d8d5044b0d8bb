export type {
  Guidance,
  GuidanceExample,
  Judge,
  JudgeCallOptions,
  JudgeContext,
  JudgedSample,
} from './judge.ts'
export type { CommonJudgeOptions, PassesOption, ValueTypeOption } from './options.ts'
export { makeJudge, type MakeJudgeOptions } from './make-judge.ts'
export { guidelines, type GuidelinesOptions } from './guidelines.ts'
export { rebuildJudge } from './rebuild.ts'
export { reworded } from './reworded.ts'
export { definitionFingerprint } from './build.ts'
export { unscored, parseJson } from './answer.ts'
export { usedVariables } from './template.ts'
export { toJsonSchema } from './prompt.ts'
export { allowedValues, toJudgeValue, toTaughtValue } from './value.ts'

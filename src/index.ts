export { VitestJudgeError } from './contract/index.ts'
export type {
  ErrorCode,
  ErrorFacts,
  JsonObject,
  JsonValue,
  JudgeDefinition,
  JudgeValue,
  Row,
  RowInput,
  Sample,
  Run,
  RunJudge,
  RunRow,
  RunSuite,
  RunVerdict,
  ScoredVerdict,
  Split,
  UnscoredReason,
  UnscoredVerdict,
  Verdict,
} from './contract/index.ts'
export { probe, probes } from './audit/index.ts'
export type {
  ChangedSample,
  DoesNotApply,
  JudgeProbe,
  Probe,
  ProbeContext,
  SampleProbe,
} from './audit/index.ts'
export { loadRows, sampleId, splitOf } from './dataset/index.ts'
export type {
  FieldChoice,
  HuggingFaceOptions,
  LoadOptions,
  MappedRow,
  RowFields,
  RowSource,
  SampleOptions,
  SchemaOptions,
  SchemaRow,
  ServerOptions,
} from './dataset/index.ts'
export { makeJudge, guidelines } from './judge/index.ts'
export type {
  CommonJudgeOptions,
  Guidance,
  GuidanceExample,
  GuidelinesOptions,
  Judge,
  JudgeCallOptions,
  JudgeContext,
  JudgedSample,
  MakeJudgeOptions,
  PassesOption,
  ValueTypeOption,
} from './judge/index.ts'
export {
  aligned,
  loadJudge,
  type AlignedJudge,
  type AlignedOptions,
  type LoadJudgeOptions,
} from './align/index.ts'
export {
  createClient,
  createFetch,
  defaultModel,
  type ChatFunction,
  type ChatRequest,
  type EmbedderModule,
  type ModelSpec,
} from './model/index.ts'
export * from './suite/index.ts'

import type { JsonValue, JudgeDefinition, Leak, RunJudge, Verdict } from '../contract/index.ts'

/** What a judge is shown: the fields that its template asks for, and whose they are where known. */
export interface JudgedSample {
  inputs?: JsonValue | undefined
  outputs?: JsonValue | undefined
  expectations?: JsonValue | undefined
  conversation?: JsonValue | undefined
  trace?: JsonValue | undefined
  /** The sample's id; a hash of the fields where absent. */
  id?: string | undefined
  rowId?: string | undefined
  group?: string | undefined
  /** Which side the row is on: no leaks are looked for on the align side, whose rows may stand in the memory. */
  split?: 'align' | 'heldout' | undefined
}

/** An example in a prompt: an earlier sample with the value and rationale that people confirmed. */
export interface GuidanceExample {
  sampleId: string
  fields: { [field: string]: JsonValue }
  value: string | number | boolean
  rationale: string
}

/** What a judge is taught for one sample: guidelines and examples, nearest first. */
export interface Guidance {
  guidelines: readonly string[]
  /** How many more there are that the budget of tokens left out; default 0. */
  guidelinesLeftOut?: number
  /** Ids of the guidelines given, where some were left out. */
  guidelineIds?: readonly string[]
  examples: readonly GuidanceExample[]
  /** Cosine similarity of the nearest example to the sample, in [-1, 1]; default unknown. */
  similarity?: number
  /** How many examples were left out because they say the same as the sample, or nearly; default 0. */
  nearDuplicates?: number
  /** How the memory knows the sample; default not at all. */
  leaks?: readonly Leak[]
}

/** Where a judge runs: the folder of the eval file and the project's root. */
export interface JudgeContext {
  /** Absolute path of the folder of the eval file; memories lie in its `memory` folder. */
  evalFolder?: string
  /** Absolute path of the project's root; default the working directory. */
  root?: string
}

/** How one sample is judged. */
export interface JudgeCallOptions extends JudgeContext {
  signal?: AbortSignal
  guidance?: Guidance
}

/**
 * An LLM evaluator with a name. Plain and aligned judges have this same type and use.
 */
export interface Judge {
  /** The judge's name, safe as a file name; shared by the plain judge and its aligned form. */
  readonly name: string
  /** `name` for the plain judge, `name@aligned` for the aligned one. */
  readonly id: string
  /**
   * All that it takes to rebuild the judge.
   * @throws VitestJudgeError `no-model` when no model is configured
   */
  describe(): JudgeDefinition
  /** The judge as a run file records it. */
  record(context?: JudgeContext): Promise<RunJudge>
  /**
   * The verdict on one sample. A failing model never throws: it gives an unscored verdict with its reason.
   * @throws VitestJudgeError when the judge or the sample is misused (`no-model`, `invalid-sample`)
   */
  judge(sample: JudgedSample, options?: JudgeCallOptions): Promise<Verdict>
}

import { z } from 'zod'

/** What a judge may answer: a label or text, a number, a boolean. */
export const judgeValueSchema = z.union([z.string(), z.number(), z.boolean()])

/** What a judge may answer: a label or text, a number, a boolean. */
export type JudgeValue = z.infer<typeof judgeValueSchema>

/** Token counts of one model call as the provider reported them. */
export const tokenUsageSchema = z.object({
  prompt: z.int().min(0),
  completion: z.int().min(0),
  /** Of the prompt tokens, those that the provider had cached. */
  cached: z.int().min(0).optional(),
  /** Of the completion tokens, those that nobody sees. */
  reasoning: z.int().min(0).optional(),
})

/** Token counts of one model call as the provider reported them. */
export type TokenUsage = z.infer<typeof tokenUsageSchema>

/** Calls to one model: how many, and the tokens of those that were asked. */
export const callUsageSchema = z.object({
  /** As the provider named it; `unknown` where it did not. */
  model: z.string().min(1),
  /** The base URL, or the origin of the address where it is not known. */
  endpoint: z.string().min(1),
  asked: z.int().min(0),
  recorded: z.int().min(0),
  /** Calls that were asked and ended without an answer. */
  failed: z.int().min(0),
  /** Calls that were asked and whose provider counted no tokens: their cost is unknown. */
  uncounted: z.int().min(0),
  tokens: tokenUsageSchema,
  /** The tokens that those took that were recorded, when they were asked; absent where that is not known of them all. */
  recordedTokens: tokenUsageSchema.optional(),
})

/** Calls to one model. */
export type CallUsage = z.infer<typeof callUsageSchema>

/**
 * Why a judge that was asked gave no usable verdict.
 *
 * - `malformed`: the answer is not the JSON object asked for
 * - `not-allowed`: the answer is not exactly one allowed value
 * - `refused`: the model or its content filter declined
 * - `truncated`: the answer was cut off at the token limit
 * - `timeout`: no answer in time
 * - `rate-limited`: still 429 after all retries
 * - `provider-error`: the service failed (5xx, or a function in place of a model threw)
 * - `rejected`: the service refused the request (4xx)
 * - `connection`: the service could not be reached
 * - `aborted`: the test ended while the judge was being asked
 * - `missing-field`: the sample lacks a field that the template asks for
 * - `no-embedder`: the memory's own embedding model cannot be had
 * - `not-recorded`: replaying, and no recording answers this request
 * - `over-budget`: the run's budget is spent
 * - `unfinished`: the row started and never ended
 */
export const unscoredReasons = [
  'malformed',
  'not-allowed',
  'refused',
  'truncated',
  'timeout',
  'rate-limited',
  'provider-error',
  'rejected',
  'connection',
  'aborted',
  'missing-field',
  'no-embedder',
  'not-recorded',
  'over-budget',
  'unfinished',
] as const

/** Why a judge that was asked gave no usable verdict. */
export type UnscoredReason = (typeof unscoredReasons)[number]

/** Why a judge was not asked: the row was sampled out, or the judge has no memory yet. */
export const notAskedReasons = ['sampled-out', 'not-aligned'] as const

/** Why a judge was not asked. */
export type NotAskedReason = (typeof notAskedReasons)[number]

/** The verdict on one guideline of a guidelines judge. */
export const guidelineVerdictSchema = z.object({
  guideline: z.string(),
  value: z.enum(['yes', 'no']),
  rationale: z.string(),
})

/** The verdict on one guideline of a guidelines judge. */
export type GuidelineVerdict = z.infer<typeof guidelineVerdictSchema>

/**
 * A way in which a memory knows a sample that it is asked about. `kind`: the row itself, equal content, the same
 * group, or nearly the same words. `where`: among the episodes, among a guideline's sources, or among the
 * examples shown.
 */
export const leakSchema = z.object({
  kind: z.enum(['id', 'content', 'group', 'near-duplicate']),
  where: z.enum(['memory', 'guideline', 'example']),
  /** The episode's sample id; for a guideline, the source's. */
  sampleId: z.string(),
})

/** A way in which a memory knows a sample that it is asked about. */
export type Leak = z.infer<typeof leakSchema>

/** Which guidance an aligned judge was given for one verdict. */
export const guidanceUsedSchema = z.object({
  /** How many guidelines stood in the prompt. */
  guidelines: z.int().min(0),
  /** How many were left out for the sake of the budget of tokens; absent without any. */
  guidelinesLeftOut: z.int().positive().optional(),
  /** Ids of those that stood in the prompt, where some were left out. */
  guidelineIds: z.array(z.string()).optional(),
  /** Sample ids of the examples shown, nearest first. */
  examples: z.array(z.string()),
  /** Cosine similarity of the nearest example shown to the sample, with three decimals; absent without examples. */
  similarity: z.number().min(-1).max(1).optional(),
  /** How many episodes were left out because they say nearly the same as the sample. */
  nearDuplicates: z.int().min(0).optional(),
  /** What should not be: on a held-out row it makes the figures worthless. Absent without any. */
  leaks: z.array(leakSchema).optional(),
})

/** Which guidance an aligned judge was given for one verdict. */
export type GuidanceUsed = z.infer<typeof guidanceUsedSchema>

/** What a judge said of a sample, or why it said nothing; never a number for a failure. */
export const verdictSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('scored'),
    value: judgeValueSchema,
    rationale: z.string(),
    /** The model that answered, as the provider named it. */
    model: z.string(),
    tokens: tokenUsageSchema.optional(),
    latencyMs: z.number().min(0).optional(),
    /** True when the answer came from a recording. */
    recorded: z.boolean(),
    /** True when the judge's model could not be had, and its fallback gave the verdict. */
    fallback: z.boolean().optional(),
    guidelines: z.array(guidelineVerdictSchema).optional(),
    guidance: guidanceUsedSchema.optional(),
  }),
  z.object({
    outcome: z.literal('unscored'),
    reason: z.enum(unscoredReasons),
    /** What was received, in words; at most some hundred characters. */
    detail: z.string(),
    model: z.string().optional(),
    tokens: tokenUsageSchema.optional(),
    latencyMs: z.number().min(0).optional(),
  }),
  z.object({ outcome: z.literal('not-asked'), reason: z.enum(notAskedReasons), detail: z.string() }),
])

/** What a judge said of a sample: scored, unscored with a reason, or not asked. */
export type Verdict = z.infer<typeof verdictSchema>

/** A verdict with a usable value. */
export type ScoredVerdict = Extract<Verdict, { outcome: 'scored' }>

/** A verdict without one: the judge was asked and gave nothing usable. */
export type UnscoredVerdict = Extract<Verdict, { outcome: 'unscored' }>

import { z } from 'zod'
import {
  gateOptionsSchema,
  gateThresholdsSchema,
  nearestName,
  VitestJudgeError,
  type GateOptions,
  type GateThresholds,
} from '../contract/index.ts'
import { type Budget, recordingModes, type RecordingMode } from '../model/main-process.ts'

/** Options of the Vitest plugin. */
export interface PluginOptions {
  /** Thresholds by judge id or `suite > judge id`; a missed one fails the run. */
  gate?: GateOptions
  /** Let the offline stand-in judge when there is neither a key nor a base URL; default false. */
  offline?: boolean
  /** The share of rows that may enter memory, picked by a hash of group or id; default 0.5. */
  alignShare?: number
  /** Which files are evaluations; default `evals/**\/*.eval.ts` (also `.mts`, `.js`, `.mjs`). */
  include?: string[]
  /** How many calls are in flight at once for each provider and key, over all workers, and rows in a worker; default 20. */
  concurrency?: number
  /** At most so many calls a minute for each provider and key; default no limit but what the provider says. */
  requestsPerMinute?: number
  /** At most so many tokens a minute for each provider and key. */
  tokensPerMinute?: number
  /** Stored answers: whether they are used and made, and where; default `'auto'`. VITEST_JUDGE_RECORDINGS comes first. */
  recordings?: RecordingMode | RecordingsOptions
  /** What a run may take at most; when it is reached, nobody is asked any more and the run ends with 3. */
  budget?: Budget
  /** A JSON file, relative to the project's root, with prices that come before the built-in ones. */
  prices?: string
  /** The Vitest project that runs the evaluations, where there are several. */
  project?: string
}

/** Where answers of models are stored, and when they are used. */
export interface RecordingsOptions {
  /**
   * `auto` uses a recording where there is one, else asks and records; `replay` never asks, and a request without a
   * recording is unscored (exit 3); `refresh` asks and records anew; `off` does neither. Default `auto`.
   */
  mode?: RecordingMode
  /** Relative to the project's root; default `.vitest-judge/recordings`. */
  folder?: string
  /** Above this nothing more is recorded; default 500. */
  maxMegabytes?: number
}

/** Plugin options with every default in place. */
export interface ResolvedPluginOptions {
  gate: {
    requireComplete: boolean
    inconclusive: 'fail' | 'warn'
    allowOffline: boolean
    holm?: boolean
    thresholds: { [key: string]: GateThresholds }
  }
  offline: boolean
  alignShare: number
  include: string[]
  concurrency: number
  requestsPerMinute?: number
  tokensPerMinute?: number
  recordings: RecordingsOptions
  budget?: Budget
  prices?: string
  project?: string
}

const recordingsSchema = z.strictObject({
  mode: z.enum(recordingModes).optional(),
  folder: z.string().min(1).optional(),
  maxMegabytes: z.number().positive().optional(),
})

const budgetSchema = z.strictObject({
  tokens: z.int().positive().optional(),
  cost: z.number().positive().optional(),
  calls: z.int().positive().optional(),
})

const schema = z.strictObject({
  gate: gateOptionsSchema.optional(),
  offline: z.boolean().optional(),
  alignShare: z.number().gt(0).lt(1).optional(),
  include: z.array(z.string()).min(1).optional(),
  concurrency: z.int().min(1).optional(),
  requestsPerMinute: z.number().positive().optional(),
  tokensPerMinute: z.number().positive().optional(),
  recordings: z
    .preprocess((given) => (typeof given === 'string' ? { mode: given } : given), recordingsSchema)
    .optional(),
  budget: budgetSchema.optional(),
  prices: z.string().min(1).optional(),
  project: z.string().optional(),
})

const knownKeys = [schema, gateOptionsSchema, gateThresholdsSchema, recordingsSchema, budgetSchema].flatMap(
  ({ shape }) => Object.keys(shape),
)

const gateExample = "{ gate: { 'my_judge@aligned': { accuracy: 0.8 } } }"
/** How each option is written, for hints. */
const examples: Readonly<Record<string, string>> = {
  offline: '{ offline: true }',
  alignShare: '{ alignShare: 0.5 }',
  include: "{ include: ['evals/**/*.eval.ts'] }",
  concurrency: '{ concurrency: 20 }',
  requestsPerMinute: '{ requestsPerMinute: 500 }',
  tokensPerMinute: '{ tokensPerMinute: 200_000 }',
  recordings: "{ recordings: { mode: 'auto', folder: 'evals/recordings' } }",
  budget: '{ budget: { calls: 2000, tokens: 1_000_000, cost: 5 } }',
  prices: "{ prices: 'evals/prices.json' }",
  project: "{ project: 'evals' }",
}

/**
 * Checks the plugin's options and fills in the defaults.
 * @throws VitestJudgeError `invalid-options`, naming the option
 */
export function resolvePluginOptions(options: PluginOptions): ResolvedPluginOptions {
  const parsed = schema.safeParse(options)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new VitestJudgeError('invalid-options', {
      message: `judges(...) in the Vitest configuration: at ${issue?.path.join('.') || 'the top'}, ${issue?.message ?? 'it does not fit'}${receivedText(options, issue)}.`,
      hint: hintFor(issue),
    })
  }
  const {
    gate = {},
    offline = false,
    alignShare = 0.5,
    concurrency = 20,
    recordings = {},
    ...rest
  } = parsed.data
  const { requireComplete = false, inconclusive = 'fail', allowOffline = false, holm, ...thresholds } = gate
  return {
    gate: {
      requireComplete,
      inconclusive,
      allowOffline,
      ...(holm !== undefined && { holm }),
      thresholds: z.record(z.string(), gateThresholdsSchema).parse(thresholds),
    },
    offline,
    alignShare,
    include: parsed.data.include ?? ['evals/**/*.eval.?(m)[jt]s'],
    concurrency,
    recordings: defined(recordings),
    ...defined({
      requestsPerMinute: rest.requestsPerMinute,
      tokensPerMinute: rest.tokensPerMinute,
      prices: rest.prices,
      project: rest.project,
      budget: rest.budget && defined(rest.budget),
    }),
  }
}

/** An object without the keys that are undefined. */
function defined<Value extends object>(
  value: Value,
): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, own]) => own !== undefined)) as never
}

/** What was received, where the issue itself does not say so. */
function receivedText(options: PluginOptions, issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined || issue.code === 'unrecognized_keys' || issue.message.includes('received'))
    return ''
  let value: unknown = options
  for (const key of issue.path) {
    if (typeof value === 'object' && value !== null) value = (value as Record<PropertyKey, unknown>)[key]
  }
  return `, received ${JSON.stringify(value) ?? String(value)}`
}

function hintFor(issue: z.core.$ZodIssue | undefined): string {
  const key = String(issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.at(-1))
  const meant = knownKeys.includes(key) ? undefined : nearestName(key, knownKeys)
  return meant === undefined
    ? `Write, for example: judges(${examples[String(issue?.path[0])] ?? gateExample}).`
    : `Write ${meant} in place of ${key}.`
}

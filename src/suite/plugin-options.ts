import { z } from 'zod'
import {
  gateOptionsSchema,
  gateThresholdsSchema,
  nearestName,
  VitestJudgeError,
  type GateOptions,
  type GateThresholds,
} from '../contract/index.ts'

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
  /** How many rows run at once in each worker; default 20. */
  concurrency?: number
  /** The Vitest project that runs the evaluations, where there are several. */
  project?: string
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
  project?: string
}

const schema = z.strictObject({
  gate: gateOptionsSchema.optional(),
  offline: z.boolean().optional(),
  alignShare: z.number().gt(0).lt(1).optional(),
  include: z.array(z.string()).min(1).optional(),
  concurrency: z.int().min(1).optional(),
  project: z.string().optional(),
})

const knownKeys = [schema, gateOptionsSchema, gateThresholdsSchema].flatMap(({ shape }) => Object.keys(shape))

/**
 * Checks the plugin's options and fills in the defaults.
 * @throws VitestJudgeError `invalid-options`, naming the option
 */
export function resolvePluginOptions(options: PluginOptions): ResolvedPluginOptions {
  const parsed = schema.safeParse(options)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new VitestJudgeError('invalid-options', {
      message: `judges(...) in the Vitest configuration: at ${issue?.path.join('.') || 'the top'}, ${issue?.message ?? 'it does not fit'}.`,
      hint: hintFor(issue),
    })
  }
  const { gate = {}, offline = false, alignShare = 0.5, concurrency = 20, project } = parsed.data
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
    ...(project !== undefined && { project }),
  }
}

function hintFor(issue: z.core.$ZodIssue | undefined): string {
  const key = String(issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.at(-1))
  const meant = knownKeys.includes(key) ? undefined : nearestName(key, knownKeys)
  return meant === undefined
    ? "Write, for example: judges({ gate: { 'my_judge@aligned': { accuracy: 0.8 } } })."
    : `Write ${meant} in place of ${key}.`
}

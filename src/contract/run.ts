import { runAuditSchema } from './audit.ts'
import { z } from 'zod'
import type { JsonValue } from './json.ts'
import { gateThresholdsSchema } from './gate.ts'
import { judgeDefinitionSchema } from './judge.ts'
import { pricesSchema } from './prices.ts'
import { pickedBySchema, weightSchema } from './row.ts'
import { callUsageSchema, judgeValueSchema, unscoredReasons, verdictSchema } from './verdict.ts'

const json = z.json() as z.ZodType<JsonValue>

/** One judge as a run used it: its id, and all it takes to rebuild it. */
export const runJudgeSchema = z.object({
  /** `name` for the plain judge, `name@aligned` for the aligned one. */
  id: z.string().min(1),
  fingerprint: z.string().min(1),
  definition: judgeDefinitionSchema,
  /** Where the judge's memory lies or would lie, relative to the project's root. */
  memoryFolder: z.string().optional(),
  /** Fingerprint of the memory that an aligned judge used; absent without one. */
  memory: z.string().optional(),
  /** What differs between the judge in the code and the one its memory was made for. */
  stale: z.array(z.string()).optional(),
  /** Its held-out rows have measured more versions of it than they bear, and its figures flatter; absent where not. */
  worn: z
    .object({
      /** How many versions of the judge they have measured. */
      versions: z.int().min(1),
      /** How many they bear. */
      after: z.int().min(1),
    })
    .optional(),
  /** The judge with the memory that it had in the run before, on the held-out rows of both; absent where it is the same. */
  before: z
    .object({
      /** Id of the run before. */
      run: z.string(),
      /** Fingerprint of its memory. */
      memory: z.string(),
      /** How many held-out rows, with the same answer, both runs have. */
      rows: z.number().positive(),
      /** Accuracy on them, in [0, 1]: now, and in the run before. */
      accuracy: z.number().min(0).max(1),
      accuracyBefore: z.number().min(0).max(1),
      /** Tango's 95 % interval of the difference, now less before. */
      low: z.number().min(-1).max(1),
      high: z.number().min(-1).max(1),
    })
    .optional(),
})

/** One judge as a run used it. */
export type RunJudge = z.infer<typeof runJudgeSchema>

/** A verdict in a run: which judge gave it, and the truth for that judge where known. */
export const runVerdictSchema = z.intersection(
  z.object({
    judge: z.string().min(1),
    truth: judgeValueSchema.optional(),
    /** Where the truth comes from: the suite's `truth()` or a person's feedback. */
    truthFrom: z.enum(['suite', 'human']).optional(),
    /** The other source's value where a person and `truth()` differ. */
    truthDisputed: judgeValueSchema.optional(),
    /** What each person said of the sample for this judge, by name in order; absent where nobody did. */
    annotations: z.array(z.object({ annotator: z.string(), value: judgeValueSchema })).optional(),
    /** How the label that is the truth was picked, where it was not the row's own way. */
    pickedBy: pickedBySchema.optional(),
    /** Weight of that label, in place of the row's. */
    weight: weightSchema.optional(),
  }),
  verdictSchema,
)

/** A verdict in a run, with the truth where known. */
export type RunVerdict = z.infer<typeof runVerdictSchema>

/** One row of a suite: what was asked, what was answered, what each judge said. */
export const runRowSchema = z.object({
  id: z.string().min(1),
  sampleId: z.string().min(1).optional(),
  split: z.enum(['align', 'heldout']),
  group: z.string().optional(),
  tags: z.array(z.string()),
  repeat: z.int().min(0),
  /** The inverse of the chance with which the row was picked; default 1. */
  weight: weightSchema.optional(),
  pickedBy: pickedBySchema.optional(),
  inputs: json,
  outputs: json.optional(),
  expectations: json.optional(),
  conversation: json.optional(),
  trace: json.optional(),
  /** Why there are no outputs: `predict` threw. */
  error: z.string().optional(),
  /** The first reason for which a call of `predict` had no answer, where it is known. */
  errorReason: z.enum(unscoredReasons).optional(),
  /** What `predict` called by `createClient` or `createFetch`, by model; absent where it called nothing. */
  app: z.array(callUsageSchema).optional(),
  verdicts: z.array(runVerdictSchema),
})

/** One row of a suite in a run. */
export type RunRow = z.infer<typeof runRowSchema>

/** One suite of a run. */
export const runSuiteSchema = z.object({
  name: z.string().min(1),
  /** The eval file, relative to the project's root. */
  file: z.string().min(1),
  maxUnscored: z.number().min(0).max(1).optional(),
  judges: z.array(runJudgeSchema),
  /** Rows of the suite that this run did not start (filtered out, skipped, interrupted). */
  rowsNotRun: z.int().min(0),
  rows: z.array(runRowSchema),
})

/** One suite of a run. */
export type RunSuite = z.infer<typeof runSuiteSchema>

/** A run file: all that one Vitest run recorded. */
export const runSchema = z.object({
  schema: z.literal('vitest-judge/run@1'),
  id: z.string().min(1),
  /** When the run ended, ISO 8601 in UTC. */
  time: z.iso.datetime(),
  /** False when rows are missing: filtered, sharded, interrupted. */
  complete: z.boolean(),
  /** Why the run is not complete, in words. */
  partial: z.array(z.string()),
  /** True when the offline stand-in gave verdicts in this run. */
  offline: z.boolean(),
  /** The part of a sharded run that this file holds; all of them make one run. */
  shard: z.object({ index: z.int().min(1), count: z.int().min(1) }).optional(),
  /** All eval files of the project, relative to its root, whether this run ran them or not. */
  evalFiles: z.array(z.string()).optional(),
  /** The share of rows that may enter memory. */
  alignShare: z.number().min(0).max(1),
  gate: z.object({
    requireComplete: z.boolean(),
    inconclusive: z.enum(['fail', 'warn']),
    allowOffline: z.boolean(),
    /** Hold the chance of any wrong pass or wrong block among all gates at 5 %, after Holm; default false. */
    holm: z.boolean().optional(),
    thresholds: z.record(z.string(), gateThresholdsSchema),
  }),
  /** The known prices of the models of this run. */
  prices: pricesSchema.optional(),
  /** What the calls to models met, a line each. */
  notices: z.array(z.string()).optional(),
  suites: z.array(runSuiteSchema),
  /** Audits of judges; absent where the run made none. */
  audits: z.array(runAuditSchema).optional(),
})

/** A run file: all that one Vitest run recorded. */
export type Run = z.infer<typeof runSchema>

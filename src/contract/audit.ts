import { z } from 'zod'
import { judgeDefinitionSchema } from './judge.ts'
import { judgeValueSchema, notAskedReasons, unscoredReasons } from './verdict.ts'

/** What a judge said in one trial of an audit: a value, or why there is none. */
export const auditAnswerSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('scored'), value: judgeValueSchema }),
  z.object({ outcome: z.literal('unscored'), reason: z.enum(unscoredReasons) }),
  z.object({ outcome: z.literal('not-asked'), reason: z.enum(notAskedReasons) }),
])

/** What a judge said in one trial of an audit. */
export type AuditAnswer = z.infer<typeof auditAnswerSchema>

/** One sample as it is, the same again, and changed by a probe; each judged by itself. */
export const auditTrialSchema = z.object({
  rowId: z.string().min(1),
  /** Trials of one group are one cluster; the row where absent. */
  group: z.string().optional(),
  /** From 0 on, where a sample is tried several times. */
  repeat: z.int().min(0),
  /** What is true of the sample as it is, where known. */
  truth: judgeValueSchema.optional(),
  base: auditAnswerSchema,
  /** The sample as it is, judged again. */
  placebo: auditAnswerSchema,
  changed: auditAnswerSchema,
  /**
   * What `changed` would be if the judge did not mind, where that is not what `base` is: the other place, of a judge
   * that says which of two answers is better.
   */
  expected: judgeValueSchema.optional(),
  /** What was changed, in words or as the changed text; at most 300 characters. */
  change: z.string(),
})

/** One sample as it is, the same again, and changed. */
export type AuditTrial = z.infer<typeof auditTrialSchema>

/** Why a probe did not run whose test was filtered out, skipped, or cut off before it began. */
export const probeNotStarted = 'its test was not started'

/** What one probe tried on one judge. */
export const auditProbeSchema = z.object({
  /** Such as `verbosity`. */
  name: z.string().min(1),
  /** What it changes, a sentence. */
  description: z.string(),
  /** From this share of verdicts changed beyond the placebo's on, the judge is biased, in [0, 1]. */
  limit: z.number().min(0).max(1),
  /** Why the probe did not run, or not on all samples; it never counts as clear then. */
  notRun: z.string().optional(),
  /** Samples in which the probe has nothing to change; absent without any. */
  inapplicable: z.int().positive().optional(),
  trials: z.array(auditTrialSchema),
})

/** What one probe tried on one judge. */
export type AuditProbe = z.infer<typeof auditProbeSchema>

/** An audit of one judge in a run. */
export const runAuditSchema = z.object({
  /** The judge id. */
  judge: z.string().min(1),
  /** The judge's fingerprint, and that of its memory where it has one. */
  fingerprint: z.string().min(1),
  memory: z.string().optional(),
  /** The name of the audit in its eval file, and that file. */
  name: z.string().min(1),
  file: z.string().min(1),
  definition: judgeDefinitionSchema,
  probes: z.array(auditProbeSchema),
  /** Calls to models: those that were asked and those that were recorded. */
  calls: z.object({ asked: z.int().min(0), recorded: z.int().min(0) }),
})

/** An audit of one judge in a run. */
export type RunAudit = z.infer<typeof runAuditSchema>

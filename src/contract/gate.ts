import { z } from 'zod'

const share = z.number().min(0).max(1)

const boundedShape = {
  /** The lower bound of accuracy must reach this share. */
  accuracy: share.optional(),
  /** The same of pass-recall: passing verdicts among the rows whose truth passes. */
  passRecall: share.optional(),
  /** The same of fail-recall: failing verdicts among the rows whose truth fails. */
  failRecall: share.optional(),
  /** The same of balanced accuracy, the mean of the recalls. */
  balancedAccuracy: share.optional(),
  /** The same of Cohen's kappa, from -1 to 1. */
  kappa: z.number().min(-1).max(1).optional(),
  /** Fewer held-out rows than this cannot pass. */
  minRows: z.int().min(1).optional(),
  /** Fewer held-out rows of any truth than this cannot pass. */
  minRowsPerClass: z.int().min(1).optional(),
}

/** Thresholds on one slice of the held-out rows: what a one-sided 95 % lower bound must reach. */
export const sliceThresholdsSchema = z.strictObject(boundedShape)

/** Thresholds on one slice of the held-out rows. */
export type SliceThresholds = z.infer<typeof sliceThresholdsSchema>

/** Where an earlier measurement comes from, and how large a drop against it may be. */
export const baselineSchema = z.union([
  z.string().min(1),
  z.strictObject({
    /** A run file, a run id, or a git revision whose calibration file counts. */
    from: z.string().min(1),
    /** The largest drop in accuracy that is let through, significant or not; default 0.02. */
    tolerance: share.optional(),
  }),
])

/** Where an earlier measurement comes from. */
export type BaselineOption = z.infer<typeof baselineSchema>

const noLimit = {
  error: ({ input }: { input?: unknown }) =>
    `expected a share between 0 and 1, such as 0.05 for 5 points, received ${JSON.stringify(input)}`,
}
const probeLimitSchema = z.number(noLimit).gt(0, noLimit).lt(1, noLimit)

/**
 * Thresholds on one judge's agreement with the truth on held-out rows. Each of `accuracy`, `passRecall`,
 * `failRecall`, `balancedAccuracy` and `kappa` is what a one-sided 95 % lower bound must reach.
 */
export const gateThresholdsSchema = z.strictObject({
  ...boundedShape,
  /** The largest share of unscored verdicts; default 0.05. */
  maxUnscored: share.optional(),
  /** An earlier measurement of the judge on the same rows, against which it must not have become worse. */
  baseline: baselineSchema.optional(),
  /** Thresholds by slice: a tag, or `field=value` such as `inputs.language=de`. */
  slices: z.record(z.string().min(1), sliceThresholdsSchema).optional(),
  /** By probe of the judge's audit: from this share of verdicts changed beyond the placebo's on it fails, in (0, 1). */
  audit: z.record(z.string().min(1), probeLimitSchema).optional(),
})

/** Thresholds on one judge's agreement with the truth on held-out rows. */
export type GateThresholds = z.infer<typeof gateThresholdsSchema>

/** What holds for all gates of a run. */
export interface GateSettings {
  /** A run of part of the rows ends with 3; default false: it is not gated, and says so. */
  requireComplete?: boolean
  /** Whether a gate that cannot be decided fails the run; default `'fail'`. */
  inconclusive?: 'fail' | 'warn'
  /** Gate the verdicts of the offline stand-in too; default false. */
  allowOffline?: boolean
  /** Hold the chance of any wrong decision among all gates at 5 %; default false. */
  holm?: boolean
}

/** Gates by judge id or `suite > judge id`, and the settings that hold for all of them. */
export const gateOptionsSchema = z
  .object({
    requireComplete: z.boolean().optional(),
    inconclusive: z.enum(['fail', 'warn']).optional(),
    allowOffline: z.boolean().optional(),
    holm: z.boolean().optional(),
  })
  .catchall(gateThresholdsSchema)

/** What the `gate` option of the plugin takes. */
export type GateOptions = GateSettings & {
  [judgeId: string]: GateThresholds | boolean | 'fail' | 'warn' | undefined
}

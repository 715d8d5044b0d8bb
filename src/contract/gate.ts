import { z } from 'zod'

const share = z.number().min(0).max(1)

/** Thresholds on one judge's agreement with the truth on held-out rows. */
export const gateThresholdsSchema = z.strictObject({
  /** The one-sided 95 % lower bound of accuracy must reach this share. */
  accuracy: share.optional(),
  /** The largest share of unscored verdicts; default 0.05. */
  maxUnscored: share.optional(),
  /** Fewer held-out rows than this cannot pass. */
  minRows: z.int().min(1).optional(),
})

/** Thresholds on one judge's agreement with the truth on held-out rows. */
export type GateThresholds = z.infer<typeof gateThresholdsSchema>

/**
 * Gates by judge id or `suite > judge id`, and three settings: `requireComplete` (a partial run is exit 3),
 * `inconclusive` (`'fail'`, the default, or `'warn'`), `allowOffline` (let the offline stand-in be gated).
 */
export const gateOptionsSchema = z
  .object({
    requireComplete: z.boolean().optional(),
    inconclusive: z.enum(['fail', 'warn']).optional(),
    allowOffline: z.boolean().optional(),
  })
  .catchall(gateThresholdsSchema)

/** What the `gate` option of the plugin takes. */
export type GateOptions = {
  requireComplete?: boolean
  inconclusive?: 'fail' | 'warn'
  allowOffline?: boolean
} & { [judgeId: string]: GateThresholds | boolean | 'fail' | 'warn' | undefined }

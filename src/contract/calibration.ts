import { z } from 'zod'
import { judgeDefinitionSchema } from './judge.ts'
import { weightSchema } from './row.ts'
import { judgeValueSchema } from './verdict.ts'

/** A figure as a calibration file holds it: estimate and two-sided 95 % interval. */
export const measuredFigureSchema = z.object({
  /** Null where it does not exist; `reason` then says why. */
  estimate: z.number().nullable(),
  reason: z.string().optional(),
  low: z.number(),
  high: z.number(),
})

/** A figure as a calibration file holds it. */
export type MeasuredFigure = z.infer<typeof measuredFigureSchema>

/** A share as a calibration file holds it: how often out of how many rows, estimate and interval, in [0, 1]. */
export const measuredShareSchema = z.object({
  successes: z.number().min(0),
  n: z.number().min(0),
  ...measuredFigureSchema.shape,
})

/** A share as a calibration file holds it. */
export type MeasuredShare = z.infer<typeof measuredShareSchema>

/** One held-out judgement: which sample, what is true, what the judge said; without `verdict`, unscored. */
export const calibrationRowSchema = z.object({
  id: z.string().min(1),
  sampleId: z.string().optional(),
  group: z.string().optional(),
  /** Repeat index, absent for 0. */
  repeat: z.int().min(1).optional(),
  weight: weightSchema.optional(),
  truth: judgeValueSchema,
  verdict: judgeValueSchema.optional(),
})

/** One held-out judgement in a calibration file. */
export type CalibrationRow = z.infer<typeof calibrationRowSchema>

/** What an audit said of one probe, in a calibration file. */
export const calibrationProbeSchema = z.object({
  name: z.string().min(1),
  outcome: z.enum(['biased', 'clear', 'cannot tell', 'not run']),
  /** From this effect on the judge was called biased, in [0, 1]. */
  limit: z.number().min(0).max(1),
  /** Trials with three verdicts. */
  trials: z.int().min(0),
  /** The share of verdicts changed beyond the placebo's, with Newcombe's 95 % interval. */
  effect: measuredFigureSchema,
})

/** The audit of a judge in a calibration file; it holds for that very judge and memory. */
export const calibrationAuditSchema = z.object({
  /** Its name, and the run that made it and when that ended. */
  name: z.string().min(1),
  run: z.string().min(1),
  time: z.iso.datetime(),
  /** The judge and the memory that it holds for, as in `fingerprints`. */
  fingerprints: z.object({ judge: z.string(), memory: z.string().optional() }),
  rows: z.int().min(0),
  probes: z.array(calibrationProbeSchema),
})

/** The audit of a judge in a calibration file. */
export type CalibrationAudit = z.infer<typeof calibrationAuditSchema>

/** What a calibration holds for: a change of any of these makes it stale. */
const calibrationFingerprintsSchema = z.object({
  /** Instructions, model, parameters and values. */
  judge: z.string(),
  /** Of the memory; absent for a plain judge. */
  memory: z.string().optional(),
  /** The held-out rows: ids, answers, repeats, groups, weights. */
  rows: z.string(),
  /** The truth of each of them. */
  truth: z.string(),
})

/** One look at the same held-out rows: a version of the judge, and the run that measured it last. */
export const measurementSchema = z.object({
  /** Id of the run that measured it, the last one where it was measured again. */
  run: z.string().min(1),
  /** When that run ended. */
  time: z.iso.datetime(),
  /** Fingerprint of the judge and its memory as they were: no two measurements have the same. */
  judge: z.string(),
  /** What was seen, so that versions of a memory can be told apart where the run is gone; absent in older files. */
  found: z
    .object({
      offline: z.boolean(),
      fingerprints: calibrationFingerprintsSchema,
      accuracy: measuredShareSchema,
    })
    .optional(),
})

/** `calibration/<judge id>.json`: what a judge reached on its held-out rows, bound to all that it depends on. */
export const calibrationSchema = z.object({
  schema: z.literal('vitest-judge/calibration@1'),
  /** The judge id, `name` or `name@aligned`. */
  judge: z.string().min(1),
  suite: z.string().min(1),
  /** Id and end of the run that was measured. */
  run: z.string().min(1),
  time: z.iso.datetime(),
  offline: z.boolean(),
  definition: judgeDefinitionSchema,
  /** What the figures hold for. */
  fingerprints: calibrationFingerprintsSchema,
  figures: z.object({
    rows: z.number().min(0),
    unscored: z.number().min(0),
    accuracy: measuredShareSchema,
    passRecall: measuredShareSchema,
    failRecall: measuredShareSchema,
    /** Cohen's kappa, in [-1, 1]. */
    kappa: measuredFigureSchema,
    /** Always giving the most frequent truth. */
    majority: measuredShareSchema,
  }),
  /** The largest share of unscored verdicts that was allowed; default 0.05. */
  maxUnscored: z.number().min(0).max(1).optional(),
  /** After how many versions of the judge the held-out rows are worn. */
  wornAfter: z.int().min(1),
  /** Every version of the judge that these held-out rows, or most of them, have measured, this one last: after a few, a set is worn. */
  measurements: z.array(measurementSchema).min(1),
  /** The latest audit of this judge with this memory; absent where there was none. */
  audit: calibrationAuditSchema.optional(),
  /** The held-out judgements, in the order of the run: what a later run is compared with. */
  rows: z.array(calibrationRowSchema),
})

/** `calibration/<judge id>.json`, as `calibrate` writes it. */
export type Calibration = z.infer<typeof calibrationSchema>

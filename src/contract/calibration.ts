import { z } from 'zod'
import { judgeDefinitionSchema } from './judge.ts'
import { weightSchema } from './row.ts'
import { judgeValueSchema } from './verdict.ts'

/** A share as a calibration file holds it: counts, estimate and two-sided 95 % interval; estimate null where none exists. */
export const measuredShareSchema = z.object({
  successes: z.number().min(0),
  n: z.number().min(0),
  /** Null where there is nothing to measure; `reason` then says why. */
  estimate: z.number().nullable(),
  reason: z.string().optional(),
  low: z.number(),
  high: z.number(),
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

/** One earlier look at the same held-out rows. */
export const measurementSchema = z.object({
  /** Id of the run that was measured. */
  run: z.string().min(1),
  time: z.iso.datetime(),
  /** Fingerprint of the judge and its memory as they were. */
  judge: z.string(),
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
  /** What the figures hold for: a change of any of these makes them stale. */
  fingerprints: z.object({
    /** Instructions, model, parameters and values. */
    judge: z.string(),
    /** Of the memory; absent for a plain judge. */
    memory: z.string().optional(),
    /** The held-out rows: ids, answers, repeats, groups, weights. */
    rows: z.string(),
    /** The truth of each of them. */
    truth: z.string(),
  }),
  figures: z.object({
    rows: z.number().min(0),
    unscored: z.number().min(0),
    accuracy: measuredShareSchema,
    passRecall: measuredShareSchema,
    failRecall: measuredShareSchema,
    /** Null where it does not exist. */
    kappa: z.number().nullable(),
    /** Always giving the most frequent truth. */
    majority: measuredShareSchema,
  }),
  /** Every measurement on these held-out rows, this one last: after a few, a set is worn. */
  measurements: z.array(measurementSchema).min(1),
  /** The held-out judgements, in the order of the run: what a later run is compared with. */
  rows: z.array(calibrationRowSchema),
})

/** `calibration/<judge id>.json`, as `calibrate` writes it. */
export type Calibration = z.infer<typeof calibrationSchema>

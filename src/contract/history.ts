import { z } from 'zod'
import { measuredShareSchema } from './calibration.ts'
import { judgeDefinitionSchema } from './judge.ts'

/** What a run measured of one judge on held-out rows. */
export const historyJudgeSchema = z.object({
  suite: z.string().min(1),
  /** The eval file, relative to the project's root. */
  file: z.string().min(1),
  /** The judge id, `name` or `name@aligned`. */
  judge: z.string().min(1),
  /** As it was in that run. */
  definition: judgeDefinitionSchema,
  /** Fingerprint of the memory that it used; absent without one. */
  memory: z.string().optional(),
  /** Rows with a known truth about which it was asked. */
  rows: z.number().min(0),
  unscored: z.number().min(0),
  accuracy: measuredShareSchema,
  /** Hash of which held-out rows there were: figures of other rows are no fair comparison. */
  rowsHash: z.string(),
  /** Of an aligned judge: its base on the same rows, and by how much it is better, with Tango's 95 % interval. */
  base: z
    .object({
      judge: z.string().min(1),
      rows: z.number().positive(),
      accuracy: z.number().min(0).max(1),
      difference: z.number().min(-1).max(1),
      low: z.number().min(-1).max(1),
      high: z.number().min(-1).max(1),
    })
    .optional(),
  /** Held-out rows that its memory knows: its figures count for nothing then; absent where it knows none. */
  leaked: z.int().positive().optional(),
})

/** What a run measured of one judge on held-out rows. */
export type HistoryJudge = z.infer<typeof historyJudgeSchema>

/** One run of a history: what it measured of each judge. */
export const historyRunSchema = z.object({
  /** Its id. */
  run: z.string().min(1),
  /** When it ended, ISO 8601 in UTC. */
  time: z.iso.datetime(),
  complete: z.boolean(),
  /** Why it is not complete, in words. */
  partial: z.array(z.string()),
  offline: z.boolean(),
  judges: z.array(historyJudgeSchema),
})

/** One run of a history. */
export type HistoryRun = z.infer<typeof historyRunSchema>

/** A judge in a run, and what has changed of it since the run before that had it. */
export const changedHistoryJudgeSchema = historyJudgeSchema.extend({
  /** `instructions`, `model`, `parameters`, `values`, `memory`, `rows`; empty where nothing has, or there is no run before. */
  changes: z.array(z.string()),
})

/** A judge in a run, and what has changed of it since the run before that had it. */
export type ChangedHistoryJudge = z.infer<typeof changedHistoryJudgeSchema>

/** What `report --history --json` prints: the runs of a project, oldest first. */
export const historySchema = z.object({
  schema: z.literal('vitest-judge/history@1'),
  runs: z.array(historyRunSchema.extend({ judges: z.array(changedHistoryJudgeSchema) })),
  /** Run files that could not be read, and why. */
  leftOut: z.array(z.object({ file: z.string(), reason: z.string() })),
})

/** What `report --history --json` prints. */
export type History = z.infer<typeof historySchema>

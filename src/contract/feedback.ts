import { z } from 'zod'
import { pickedBySchema, weightSchema } from './row.ts'
import { judgeValueSchema } from './verdict.ts'

/** Who or what gave a piece of feedback. */
export const feedbackSourceSchema = z.object({
  type: z.enum(['HUMAN', 'CODE', 'LLM_JUDGE']),
  /** The person's or program's name. */
  name: z.string().min(1),
})

/** Who or what gave a piece of feedback. */
export type FeedbackSource = z.infer<typeof feedbackSourceSchema>

/**
 * One line of a feedback log: a value and rationale for one sample and one judge. The log is append-only; the
 * latest line per source and sample counts.
 */
export const feedbackSchema = z.object({
  id: z.string().min(1),
  sampleId: z.string().min(1),
  rowId: z.string().min(1),
  /** The judge's name, without `@aligned`. */
  judge: z.string().min(1),
  value: judgeValueSchema,
  rationale: z.string().optional(),
  source: feedbackSourceSchema,
  /** When it was given, ISO 8601 in UTC. */
  time: z.iso.datetime(),
  supersedes: z.string().optional(),
  retracted: z.boolean().optional(),
  /** True in the line that stands for what `unalign` removed: it holds neither text nor value nor the row's id. */
  forgotten: z.boolean().optional(),
  /** CODE only: hash of the truth it was made from; a corrected truth supersedes the line. */
  truthHash: z.string().optional(),
  /** How the sample was picked for this label; `'verdict'` and `'hard'` may teach, and measure only with a weight. */
  pickedBy: pickedBySchema.optional(),
  weight: weightSchema.optional(),
  /** True where the person was shown neither a verdict nor the truth. */
  blind: z.boolean().optional(),
  /** Where the sample was drawn to measure the judge (`feedback --measure`): what `weight` was made of. */
  draw: z
    .object({
      /** Id of the run whose verdicts made the strata. */
      run: z.string().min(1),
      /** What the judge said of it there: `pass`, `fail`, `unscored`, a label, or `scored`. */
      stratum: z.string().min(1),
      /** How many labels the draw was to have in all. */
      labels: z.int().min(1),
    })
    .optional(),
  /** When it was last changed, where it comes from a system that lets people change theirs; ISO 8601 in UTC. */
  updated: z.iso.datetime().optional(),
  /** What such a system notes beside it. */
  metadata: z.record(z.string(), z.string()).optional(),
})

/** One line of a feedback log. */
export type Feedback = z.infer<typeof feedbackSchema>

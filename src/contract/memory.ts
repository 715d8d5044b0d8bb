import { z } from 'zod'
import type { JsonValue } from './json.ts'
import { feedbackSourceSchema } from './feedback.ts'
import { judgeDefinitionSchema } from './judge.ts'
import { judgeValueSchema } from './verdict.ts'

const json = z.json() as z.ZodType<JsonValue>

/** One sentence distilled from feedback, or written by a person, with the samples it came from. */
export const guidelineSchema = z.object({
  id: z.string().min(1),
  text: z.string().min(1),
  origin: z.enum(['distilled', 'person']),
  /** Ids of the samples whose feedback it was distilled from. */
  sources: z.array(z.string()),
  pinned: z.boolean(),
  muted: z.boolean(),
})

/** One sentence distilled from feedback, or written by a person. */
export type Guideline = z.infer<typeof guidelineSchema>

/** One sample with its resolved feedback, stored with the hash of its embedded text. */
export const episodeSchema = z.object({
  sampleId: z.string().min(1),
  rowId: z.string().min(1),
  group: z.string().optional(),
  inputs: json,
  outputs: json,
  expectations: json.optional(),
  value: judgeValueSchema,
  rationale: z.string(),
  /** Who taught it. */
  sources: z.array(feedbackSourceSchema).min(1),
  /** Changes when value, rationale, source or the sample changes: what `align` compares. */
  fingerprint: z.string().min(1),
  /** Hash of the text that was embedded: the key into `vectors.jsonl`. */
  vector: z.string().min(1),
})

/** One sample with its resolved feedback, as a memory keeps it. */
export type Episode = z.infer<typeof episodeSchema>

/** Which model made the vectors: a memory is always queried with the embedder that filled it. */
export const embedderIdentitySchema = z.object({
  model: z.string().min(1),
  dimensions: z.int().positive(),
  /** The base URL, or `offline`. */
  endpoint: z.string().min(1),
})

/** Which model made the vectors of a memory. */
export type EmbedderIdentity = z.infer<typeof embedderIdentitySchema>

/** `memory.json`: an aligned judge, self-contained. */
export const memorySchema = z.object({
  schema: z.literal('vitest-judge/memory@1'),
  judge: judgeDefinitionSchema,
  /** Hash of judge, guidelines, episodes and settings; a file whose content does not match is damaged. */
  fingerprint: z.string().min(1),
  reflectionModel: z.string(),
  embedder: embedderIdentitySchema,
  /** How many examples are shown per verdict. */
  k: z.int().min(0),
  guidelines: z.array(guidelineSchema),
  episodes: z.array(episodeSchema),
})

/** `memory.json`: an aligned judge, self-contained. */
export type Memory = z.infer<typeof memorySchema>

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
  /** Kept whatever becomes of its sources; shown before all others. */
  pinned: z.boolean(),
  /** Not shown to the judge. */
  muted: z.boolean(),
  /** Which model distilled it. */
  model: z.string().optional(),
  /** Which version of our prompt it was distilled with. */
  promptVersion: z.string().optional(),
  /** When it was made, ISO 8601 in UTC; of one that a person wrote, when it was first held against the others. */
  date: z.iso.datetime().optional(),
  /** Ids of the guidelines that it was merged from. */
  replaces: z.array(z.string()).optional(),
  /** True where the model failed that was to hold it against the others: the next `align` asks again. */
  unchecked: z.boolean().optional(),
  /** What a person has to decide before it is shown, in words: it is muted until then. */
  concern: z.string().optional(),
})

/** One sentence distilled from feedback, or written by a person. */
export type Guideline = z.infer<typeof guidelineSchema>

/** A guideline as a person may write it: text and origin do, the id is made of the words. */
export const writtenGuidelineSchema = guidelineSchema
  .extend({
    id: z.string().min(1).optional(),
    sources: z.array(z.string()).default([]),
    pinned: z.boolean().default(false),
    muted: z.boolean().default(false),
  })
  .transform(({ id, text, ...others }): Guideline => ({ id: id ?? idOfWords(text), text, ...others }))

function idOfWords(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return ['p', ...words].join('-').slice(0, 40)
}

/** One sample with its resolved feedback, stored with the hash of its embedded text. */
export const episodeSchema = z.object({
  sampleId: z.string().min(1),
  rowId: z.string().min(1),
  group: z.string().optional(),
  inputs: json,
  outputs: json,
  expectations: json.optional(),
  /** Of judges of conversations and traces. */
  conversation: json.optional(),
  trace: json.optional(),
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
  /** The base URL; `offline`; `local`; or `module:` and the module's path from the project's root. */
  endpoint: z.string().min(1),
})

/** Which model made the vectors of a memory. */
export type EmbedderIdentity = z.infer<typeof embedderIdentitySchema>

/** How examples are chosen beside nearness. */
export const recallSettingsSchema = z.object({
  /** Least cosine similarity of an example, in [-1, 1]; default none. */
  floor: z.number().min(-1).max(1).optional(),
  /** True where examples of every value are shown as far as there are some; default false. */
  balance: z.boolean().optional(),
  /** How much unlikeness among the examples counts beside nearness, in [0, 1]; default 0. */
  diversity: z.number().min(0).max(1).optional(),
})

/** How examples are chosen beside nearness. */
export type RecallSettings = z.infer<typeof recallSettingsSchema>

/** `memory.json`: an aligned judge, self-contained. */
export const memorySchema = z.object({
  schema: z.literal('vitest-judge/memory@1'),
  judge: judgeDefinitionSchema,
  /** Hash of judge, guidelines, episodes and settings; a file whose content does not match is damaged. */
  fingerprint: z.string().min(1),
  /** Content hash of all but the guidelines, which a person may edit; absent in files that were written before it was. */
  checksum: z.string().optional(),
  reflectionModel: z.string(),
  embedder: embedderIdentitySchema,
  /** How many examples are shown per verdict. */
  k: z.int().min(0),
  recall: recallSettingsSchema.optional(),
  /** At most so many tokens of guidelines are shown per verdict; default 1500. */
  guidelineTokens: z.int().positive().optional(),
  guidelines: z.array(writtenGuidelineSchema),
  episodes: z.array(episodeSchema),
})

/** `memory.json`: an aligned judge, self-contained. */
export type Memory = z.infer<typeof memorySchema>

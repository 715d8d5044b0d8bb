import { z } from 'zod'
import { judgeValueSchema } from '../contract/index.ts'
import { refusal } from './refusal.ts'

const key = z.string().min(1).max(1000)
const sampleId = z.string().min(1).max(200)
const annotator = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}+$/u, 'expected a name on one line')
const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .default('')
  .transform((text) => text === 'true' || text === '1')

/** What `GET /api/queue` takes. */
export const queueQuery = z.strictObject({
  judge: key,
  annotator,
  show: z.enum(['open', 'mismatches', 'uncertain', 'unlabelled', 'labelled', 'all']).default('open'),
  slice: z.string().max(1000).default(''),
  by: z.string().trim().max(200).default(''),
  search: z.string().max(500).default(''),
  blind: flag,
})

/** What a queue is asked for. */
export type QueueQuery = z.infer<typeof queueQuery>

/** What `GET /api/sample` takes. */
export const sampleQuery = z.strictObject({ judge: key, sample: sampleId, annotator, blind: flag })

/** What `GET /api/standing` takes. */
export const standingQuery = z.strictObject({
  judge: key,
  annotator,
  since: z.string().max(100).default(''),
  blind: flag,
})

/** What `GET /api/memory` takes. */
export const memoryQuery = z.strictObject({ judge: key })

/** What `GET /api/memory/diff` takes. */
export const diffQuery = z.strictObject({ judge: key, from: z.string().max(100), to: z.string().max(100) })

/** What `POST /api/feedback` takes. */
export const feedbackBody = z.strictObject({
  judge: key,
  sampleId,
  annotator,
  value: judgeValueSchema,
  rationale: z.string().max(20_000).optional(),
  blind: z.boolean(),
})

/** What `POST /api/undo` takes. */
export const undoBody = z.strictObject({ judge: key, sampleId, annotator, blind: z.boolean() })

const change = {
  judge: key,
  fingerprint: z.string().min(1).max(100),
  annotator: annotator.optional(),
}
const guidelineId = z.string().min(1).max(200)
const guidelineText = z.string().trim().min(1).max(2000)

/** What `POST /api/memory` takes. */
export const memoryBody = z.discriminatedUnion('kind', [
  z.strictObject({ ...change, kind: z.literal('edit'), id: guidelineId, text: guidelineText }),
  z.strictObject({ ...change, kind: z.literal('pin'), id: guidelineId, pinned: z.boolean() }),
  z.strictObject({ ...change, kind: z.literal('mute'), id: guidelineId, muted: z.boolean() }),
  z.strictObject({ ...change, kind: z.literal('add'), text: guidelineText }),
])

/** Reads a query or a body against its schema; refused with 400, naming the first field that does not fit. */
export function fitting<Output>(schema: z.ZodType<Output>, what: string, given: unknown): Output {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refusal(
    400,
    `The ${what} does not fit: at ${issue?.path.join('.') || 'the top'}, ${issue?.message ?? 'unknown'}.`,
    'Reload the page: it may be that of another version.',
  )
}

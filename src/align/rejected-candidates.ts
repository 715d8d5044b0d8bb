import { join } from 'node:path'
import { z } from 'zod'
import { parseJsonFile, prettyJson, readTextIfAny, writeWhole } from '../io/index.ts'

/** How many rejected candidates are remembered: the latest. */
const mostRemembered = 20

const rejectedSchema = z.object({
  /** Hash of all that the candidate was to be made of. */
  candidate: z.string().min(1),
  /** When it was rejected, ISO 8601 in UTC. */
  time: z.iso.datetime(),
  /** By which rule. */
  rule: z.enum(['if-not-worse', 'if-better']),
  /** Why, in words. */
  words: z.string(),
  candidateAccuracy: z.number(),
  presentAccuracy: z.number(),
  rows: z.int(),
  /** What it was compared with. */
  against: z.enum(['present memory', 'plain judge']).optional(),
})

const fileSchema = z.object({
  schema: z.literal('vitest-judge/rejected@1'),
  rejected: z.array(rejectedSchema),
})

/** A candidate memory that was compared and not installed. */
export type RejectedCandidate = z.infer<typeof rejectedSchema>

/** Where the rejected candidates of a memory are noted. */
export function rejectedPath(folder: string): string {
  return join(folder, 'rejected.json')
}

/**
 * The candidates that were rejected in the place of a memory, oldest first; none without a file.
 *
 * @throws VitestJudgeError `damaged-file`
 */
export async function readRejected(folder: string): Promise<RejectedCandidate[]> {
  const path = rejectedPath(folder)
  const text = await readTextIfAny(path)
  if (text === undefined) return []
  const hint = `Remove ${path}: the candidates that it names are compared again then.`
  return parseJsonFile(path, text, fileSchema, hint).rejected
}

/** Notes a rejected candidate, and forgets the oldest above 20. */
export async function rememberRejected(folder: string, candidate: RejectedCandidate): Promise<void> {
  const others = (await readRejected(folder)).filter(
    (known) => known.candidate !== candidate.candidate || known.rule !== candidate.rule,
  )
  const rejected = [...others, candidate].slice(-mostRemembered)
  await writeWhole(rejectedPath(folder), prettyJson({ schema: 'vitest-judge/rejected@1', rejected }))
}

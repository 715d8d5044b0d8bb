import { z } from 'zod'
import {
  judgeValueSchema,
  pickedBySchema,
  VitestJudgeError,
  weightSchema,
  type JudgeDefinition,
  type RunRow,
} from '../contract/index.ts'
import { contentHash, isoTime, readLines, readText, type Clock } from '../io/index.ts'
import type { NewFeedback } from './log.ts'
import type { ToValue } from './resolve.ts'

const lineSchema = z
  .object({
    sampleId: z.string().optional(),
    rowId: z.union([z.string(), z.number().transform(String)]).optional(),
    value: judgeValueSchema,
    rationale: z.string().optional(),
    annotator: z.string().min(1),
    pickedBy: pickedBySchema.optional(),
    weight: weightSchema.optional(),
  })
  .refine(
    ({ sampleId, rowId }) => sampleId !== undefined || rowId !== undefined,
    'expected sampleId or rowId',
  )

/** People's feedback from a file, for the rows of a run. */
export interface ImportedFeedback {
  given: NewFeedback[]
  /** Line numbers whose sample or row is not in the run. */
  unmatched: number[]
}

/**
 * Reads people's feedback from a JSONL file of `sampleId` or `rowId`, `value`, `rationale?`, `annotator`, `pickedBy?`,
 * `weight?`.
 *
 * @throws VitestJudgeError `damaged-file` for a bad line, `invalid-feedback` for a value the judge cannot give
 */
export async function importFeedback(
  path: string,
  definition: JudgeDefinition,
  rows: readonly RunRow[],
  toValue: ToValue,
  clock: Clock,
): Promise<ImportedFeedback> {
  const text = await readText(path)
  const numbers = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [index + 1]))
  const lines = await readLines(path, lineSchema)
  const time = isoTime(clock)
  const given: NewFeedback[] = []
  const unmatched: number[] = []
  for (const [index, line] of lines.entries()) {
    const number = numbers[index] ?? index + 1
    const row = rows.find(({ id, sampleId }) =>
      line.sampleId === undefined ? id === line.rowId : sampleId === line.sampleId,
    )
    const value = toValue(line.value)
    if (value === undefined) {
      throw new VitestJudgeError('invalid-feedback', {
        message: `${path}:${number} gives ${JSON.stringify(line.value)}; the judge ${definition.name} expects ${JSON.stringify(definition.valueType)}.`,
        hint: `Correct line ${number}; nothing was stored.`,
      })
    }
    if (row?.sampleId === undefined) unmatched.push(number)
    else {
      given.push({
        sampleId: row.sampleId,
        rowId: row.id,
        judge: definition.name,
        value,
        ...(line.rationale !== undefined && { rationale: line.rationale }),
        source: { type: 'HUMAN', name: line.annotator },
        time,
        ...(line.pickedBy !== undefined && { pickedBy: line.pickedBy }),
        ...(line.weight !== undefined && { weight: line.weight }),
      })
    }
  }
  return { given, unmatched }
}

/**
 * True when a second piece of feedback says nothing that the first one does not, whatever their time. One that does
 * not say how its sample was picked leaves standing what the first one says of that.
 */
export function sameFeedback(left: NewFeedback, right: NewFeedback): boolean {
  const facts = ({ sampleId, judge, value, rationale, source, truthHash }: NewFeedback) =>
    contentHash({ sampleId, judge, value, rationale: rationale ?? '', source, truthHash })
  return (
    facts(left) === facts(right) &&
    (right.pickedBy === undefined || right.pickedBy === left.pickedBy) &&
    (right.weight === undefined || right.weight === left.weight)
  )
}

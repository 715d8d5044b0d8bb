import {
  type Feedback,
  isMismatch,
  type JudgeDefinition,
  type JudgeValue,
  type RunRow,
  truthOf,
} from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import {
  forgottenTest,
  plainRationale,
  standingFeedback,
  truthSource,
  writeRationale,
  type NewFeedback,
} from '../feedback/index.ts'
import { usedVariables } from '../judge/index.ts'
import type { ChatModel, ModelCallError } from '../model/index.ts'
import type { LeftOut } from './align.ts'
import { isAboutTheText } from './refused-text.ts'

/** Which align rows the truth teaches from: those a judge got wrong, or all. */
export type Teach = 'mismatches' | 'all'

/** Feedback that the truth gives, and how many rationales no model wrote. */
export interface AutomaticFeedback {
  given: NewFeedback[]
  plainRationales: number
  mismatches: number
  /** Samples whose rationale a later attempt may well write: they teach nothing yet, and are new the next time. */
  leftOut: LeftOut[]
}

/**
 * Feedback made from the truth, source CODE: for each align row where the base or the aligned verdict differs
 * from it (or for all rows), unless a person has spoken, the log says so already, or the row was forgotten. A
 * corrected truth supersedes the line made from the old one. Where the model cannot be had, the sample is left out: a
 * plain rationale would stay in the log for good. One that the model refuses, or has no usable answer for, gets it.
 */
export async function automaticFeedback(
  definition: JudgeDefinition,
  rows: readonly RunRow[],
  log: readonly Feedback[],
  options: { teach: Teach; model: ChatModel; time: string; write: boolean },
): Promise<AutomaticFeedback> {
  const standing = standingFeedback(log)
  const isForgotten = forgottenTest(log)
  const byPeople = new Set(
    standing.filter(({ source }) => source.type === 'HUMAN').map(({ sampleId }) => sampleId),
  )
  const byTruth = new Map(
    standing
      .filter(({ source }) => source.type === 'CODE' && source.name === truthSource.name)
      .map((line) => [line.sampleId, line]),
  )
  const variables =
    definition.kind === 'guidelines'
      ? (['inputs', 'outputs'] as const)
      : usedVariables(definition.instructions)
  const outcome: AutomaticFeedback = { given: [], plainRationales: 0, mismatches: 0, leftOut: [] }
  // Repeats and suites may share a sample.
  const mismatched = new Set<string>()
  const wanted = rows.flatMap((row) => {
    const truth = truthOf(row, definition.name)
    if (row.split !== 'align' || row.sampleId === undefined || truth === undefined) return []
    if (isForgotten(row)) return []
    const mismatch = isMismatch(row, definition.name, truth)
    if (mismatch) mismatched.add(row.sampleId)
    const before = byTruth.get(row.sampleId)
    const corrected = before !== undefined && before.truthHash !== truthHash(truth)
    const fresh = before === undefined && (mismatch || options.teach === 'all')
    return !byPeople.has(row.sampleId) && (fresh || corrected)
      ? [{ row, truth, before, sampleId: row.sampleId }]
      : []
  })
  outcome.mismatches = mismatched.size
  const once = [...Map.groupBy(wanted, ({ sampleId }) => sampleId).values()].flatMap(([first]) => first ?? [])
  const written = await Promise.all(
    once.map(async (one) => ({
      ...one,
      ...(options.write
        ? await writeRationale(definition, variables, one.row, one.truth, options.model)
        : { rationale: plainRationale(one.truth), written: true, failure: undefined }),
    })),
  )
  outcome.given = written.flatMap(({ row, truth, before, sampleId, rationale, ...one }) => {
    // A line that stands for an old truth cannot wait.
    if (one.failure !== undefined && before === undefined && isOfService(one.failure)) {
      const { reason, detail } = one.failure
      outcome.leftOut.push({ sampleId, rowId: row.id, reason: `no rationale: ${reason}: ${detail}` })
      return []
    }
    if (!one.written) outcome.plainRationales++
    return [
      {
        sampleId,
        rowId: row.id,
        judge: definition.name,
        value: truth,
        rationale,
        source: truthSource,
        time: options.time,
        truthHash: truthHash(truth),
        ...(before !== undefined && { supersedes: before.id }),
      },
    ]
  })
  return outcome
}

/** True where the service is at fault, and not what it was asked about. */
function isOfService(failure: ModelCallError): boolean {
  return failure.reason !== 'malformed' && !isAboutTheText(failure)
}

function truthHash(truth: JudgeValue): string {
  return contentHash({ truth })
}

import {
  alignMemory,
  candidateFingerprint,
  contestRows,
  holdContest,
  readRejected,
  rememberRejected,
  type AlignInput,
  type AlignOutcome,
  type AlignPlan,
  type Announcement,
  type PromotionDecision,
} from '../../align/index.ts'
import { isoTime } from '../../io/index.ts'
import { rebuildJudge } from '../../judge/index.ts'
import { embedderFor } from '../../model/index.ts'

/** A candidate memory that is to be compared with the present one. */
interface Candidate {
  folder: string
  input: AlignInput
  plan: AlignPlan
  rule: PromotionDecision['rule']
  /** The model that stands in for a judge's function. */
  model: string | undefined
  dryRun: boolean
  notify: (notice: string) => void
}

/** What came of a comparison; of one that was made before, its figures are a part of these. */
export type Promotion = Partial<PromotionDecision> &
  Pick<
    PromotionDecision,
    'rule' | 'promoted' | 'words' | 'rows' | 'candidateAccuracy' | 'presentAccuracy'
  > & {
    /** Hash of all that the candidate was made of. */
    candidate: string
    against?: Announcement['against']
    folds?: number
    /** When the candidate was rejected, where that was earlier: nobody was asked again. */
    rejectedBefore?: string
  }

/**
 * Makes a candidate and compares it with the present memory. One that was rejected before is neither made nor compared
 * again; one that changes nothing is not compared. One that lacks what could not be distilled is not remembered: the
 * next is another.
 *
 * @throws VitestJudgeError `not-measured` where nothing can be compared, before anything is paid for
 */
export async function promote(
  candidate: Candidate,
): Promise<{ outcome?: AlignOutcome; promotion?: Promotion }> {
  const { folder, input, plan, rule, dryRun } = candidate
  const fingerprint = candidateFingerprint(input, plan)
  const before = (await readRejected(folder)).find(
    (known) => known.candidate === fingerprint && known.rule === rule,
  )
  if (before !== undefined) {
    const { time, against, ...figures } = before
    const promotion = { ...figures, ...(against && { against }), promoted: false, rejectedBefore: time }
    return { promotion }
  }
  if (plan.distilled.length > 0) contestRows(input)
  const outcome = await alignMemory(input, plan)
  const isEmpty = input.stored === undefined && outcome.memory.episodes.length === 0
  if (!outcome.changed || isEmpty) return { outcome }
  const promotion = { ...(await compare(candidate, outcome)), candidate: fingerprint }
  const { words, rows, candidateAccuracy, presentAccuracy, against } = promotion
  if (!promotion.promoted && !dryRun && outcome.failed.length === 0) {
    const time = isoTime(input.clock)
    const figures = { rule, words, rows, candidateAccuracy, presentAccuracy, ...(against && { against }) }
    await rememberRejected(folder, { candidate: fingerprint, time, ...figures })
  }
  return { outcome, promotion }
}

async function compare(
  { input, rule, model, notify }: Candidate,
  { memory, table }: AlignOutcome,
): Promise<Omit<Promotion, 'candidate'>> {
  const { definition, stored } = input
  const isFunction = definition.model.startsWith('function:')
  let announced: Announcement | undefined
  const decision = await holdContest({
    ...input,
    rule,
    base: rebuildJudge(definition, isFunction ? model : undefined),
    candidate: { memory, table, embedder: input.embedder },
    present: stored && {
      memory: stored.memory,
      table: stored.table,
      embedder: embedderFor(stored.memory.embedder) ?? input.embedder,
    },
    isBaseOfRun: !isFunction,
    announce: (announcement) => {
      announced = announcement
      notify(announcementText(announcement))
    },
  })
  return { ...decision, ...(announced && { against: announced.against, folds: announced.folds }) }
}

function announcementText({ rows, folds, against, cost }: Announcement): string {
  const calls = [
    [cost.judgements, 'judge call'],
    [cost.distillations, 'distillation'],
    [cost.embeddings.size, 'embedded text'],
  ] as const
  const parts = calls.map(
    ([number, noun]) => `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`,
  )
  return `the candidate is compared with the ${against} on ${rows} align rows in ${folds} folds: about ${parts.slice(0, 2).join(', ')} and ${parts[2]}, less what is recorded`
}

import type { VerdictPair } from '../agreement/index.ts'
import {
  VitestJudgeError,
  type Episode,
  type Feedback,
  type RunRow,
  type Verdict,
} from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import type { AlignInput } from './align.ts'
import type { AlignPlan } from './align-plan.ts'
import {
  crossValidate,
  judgePlainly,
  trialCost,
  type FoldVerdicts,
  type Trial,
  type TrialCost,
  type TriedMemory,
} from './cross-validate.ts'
import { decidePromotion, notMeasured, type PromotionDecision } from './promotion-decision.ts'
import { clusterOf, promotionRows, type PromotionRow } from './promotion-rows.ts'

/** Folds and resamples are drawn from it, so that the same memories are always compared alike. */
const seed = 1

/** A comparison in which more verdicts than this share are unscored decides nothing. */
const mostUnscored = 0.05

/** What a comparison of a candidate memory with the present one works from. */
export interface Contest extends Omit<Trial, 'rows'> {
  rule: PromotionDecision['rule']
  rows: readonly RunRow[]
  feedback: readonly Feedback[]
  candidate: TriedMemory
  /** Undefined where there is no memory: then the candidate is compared with the plain judge. */
  present: TriedMemory | undefined
  /** True where the run's verdicts of the plain judge are the `base` judge's own, and need not be asked for. */
  isBaseOfRun: boolean
  /** Is told, before any call, what will be compared and what it costs. */
  announce: (contest: Announcement) => void
}

/** What is compared, and what that takes. */
export interface Announcement {
  rows: number
  folds: number
  against: 'present memory' | 'plain judge'
  cost: TrialCost
}

/**
 * Compares a candidate memory with the present one, or with the plain judge, by cross-validation within the align rows
 * whose truth is known, and decides by the rule. Held-out rows take no part.
 *
 * @throws VitestJudgeError `not-measured` where fewer than two folds have rows, `model-failed` where models fail
 */
export async function holdContest(contest: Contest): Promise<PromotionDecision> {
  const { rule, definition, candidate, present } = contest
  const { rows, folds } = contestRows(contest)
  const trial: Trial = { ...contest, rows }
  const known = contest.isBaseOfRun ? plainVerdicts(definition.name, rows) : new Map<string, Verdict>()
  const costs = [
    trialCost(trial, candidate),
    present === undefined
      ? { judgements: rows.length - known.size, distillations: 0, embeddings: new Set<string>() }
      : trialCost(trial, present),
  ]
  contest.announce({
    rows: rows.length,
    folds,
    against: present === undefined ? 'plain judge' : 'present memory',
    cost: costs.reduce((sum, cost) => ({
      judgements: sum.judgements + cost.judgements,
      distillations: sum.distillations + cost.distillations,
      embeddings: new Set([...sum.embeddings, ...cost.embeddings]),
    })),
  })
  const first = await crossValidate(trial, candidate)
  const second =
    present === undefined ? await judgePlainly(trial, known) : await crossValidate(trial, present)
  checkScored(definition.name, [...first.values(), ...second.values()])
  return decidePromotion(rule, definition, pairsOf(rows, first, second), seed)
}

/**
 * The rows that decide, and how many folds they make: to be known before a candidate is paid for.
 *
 * @throws VitestJudgeError `not-measured` where fewer than two folds have rows
 */
export function contestRows({
  definition,
  rows,
  feedback,
}: Pick<Contest, 'definition' | 'rows' | 'feedback'>): { rows: PromotionRow[]; folds: number } {
  const found = promotionRows(definition, rows, feedback, seed)
  const folds = new Set(found.map(({ fold }) => fold)).size
  if (folds >= 2) return { rows: found, folds }
  const reason = `${found.length} align ${found.length === 1 ? 'row has' : 'rows have'} a known truth, in fewer than two groups`
  throw notMeasured(definition.name, reason)
}

/**
 * Hash of all that a candidate memory is made of and compared by, before a model is asked: the present memory, what is
 * taught, the models and settings, and the truths of the rows that decide.
 */
export function candidateFingerprint(input: AlignInput, plan: AlignPlan): string {
  const { definition, stored, reflection, embedder, k, recall, guidelineTokens } = input
  const facts = ({ sampleId, fingerprint, group, expectations }: Episode) => [
    sampleId,
    fingerprint,
    group ?? null,
    expectations ?? null,
  ]
  return contentHash([
    stored?.memory.fingerprint ?? null,
    definition,
    plan.lessons.kept.map(({ sampleId }) => sampleId).toSorted(),
    plan.taught.map(facts),
    plan.dropped.map(({ id }) => id),
    plan.distilled.length === 0 ? null : reflection.name,
    [embedder.identity, k, recall ?? null, guidelineTokens ?? null],
    promotionRows(definition, input.rows, input.feedback, seed).map(({ row, truth, fold, weight }) => [
      row.sampleId,
      truth,
      fold,
      weight ?? null,
    ]),
  ])
}

/** What the run knows of the plain judge. */
function plainVerdicts(name: string, rows: readonly PromotionRow[]): FoldVerdicts {
  return new Map(
    rows.flatMap(({ row: { sampleId, verdicts } }) => {
      const verdict = verdicts.find(({ judge, outcome }) => judge === name && outcome === 'scored')
      return verdict === undefined ? [] : [[sampleId, verdict]]
    }),
  )
}

function pairsOf(rows: readonly PromotionRow[], first: FoldVerdicts, second: FoldVerdicts): VerdictPair[] {
  const sizes = Map.groupBy(rows, ({ row }) => clusterOf(row))
  const isClustered = [...sizes.values()].some(({ length }) => length > 1)
  return rows.flatMap(({ row, truth, weight }) => {
    const [one, other] = [first.get(row.sampleId), second.get(row.sampleId)]
    if (one === undefined || other === undefined) return []
    if (one.outcome === 'not-asked' || other.outcome === 'not-asked') return []
    return [
      {
        truth,
        first: one.outcome === 'scored' ? one.value : undefined,
        second: other.outcome === 'scored' ? other.value : undefined,
        ...(weight !== undefined && { weight }),
        ...(isClustered && { cluster: clusterOf(row) }),
      },
    ]
  })
}

function checkScored(name: string, verdicts: readonly Verdict[]): void {
  const unscored = verdicts.filter((verdict) => verdict.outcome === 'unscored')
  const [first] = unscored
  if (first === undefined || unscored.length <= mostUnscored * verdicts.length) return
  throw new VitestJudgeError('model-failed', {
    message: `The memories of ${name} could not be compared: ${unscored.length} of ${verdicts.length} verdicts are unscored (${first.reason}: ${first.detail}). The memory stays as it was.`,
    hint: 'Run npx vitest-judge align again: what was answered is not asked again. Or install it without a comparison: --promote always.',
  })
}

import type { AnnotatorAgreement, ModelCalls } from '../../agreement/index.ts'
import type { Guideline } from '../../contract/index.ts'
import {
  alignedInstructions,
  type AlignInput,
  type AlignOutcome,
  type AlignPlan,
  type LeftOut,
  type Lessons,
} from '../../align/index.ts'
import { standingFeedback } from '../../feedback/index.ts'
import type { GatheredFeedback } from './feedback.ts'
import type { Promotion } from './promotion.ts'
import { doubtfulPeople, peopleAgreement, type DoubtfulPerson } from '../people-agreement.ts'
import type { Target } from '../targets.ts'

/** What aligning one judge came to. */
export interface AlignResult {
  judge: string
  memory: string
  /** False when the memory stays as it was: nothing was new, or the candidate was rejected. */
  changed: boolean
  lessons: Lessons
  /** Lines of feedback written by this call, and standing ones by who gave them. */
  feedback: Omit<GatheredFeedback, 'log' | 'mismatches' | 'leftOut'> & { people: number; truth: number }
  /** How people agree among themselves, where two or more spoke of one sample. */
  people?: AnnotatorAgreement
  /** People who say the opposite of the others, as far as one can tell. */
  doubtful: DoubtfulPerson[]
  mismatches: number
  guidelines: {
    added: Guideline[]
    dropped: Guideline[]
    /** Those that stand in place of others now. */
    merged: Guideline[]
    /** Those that a person has to decide about, as of now. */
    concerns: Guideline[]
    total: number
  }
  /** All guidelines of the memory: a concern names others of them by their ids. */
  allGuidelines: Guideline[]
  /** Why guidelines were not held against each other. */
  tidyFault?: string
  /**
   * Samples that a service refused, those without a rationale as no model could be had, and with --allow-partial those
   * that were not distilled.
   */
  leftOut: LeftOut[]
  episodes: number
  reflectionModel: string
  /** What a comparison with the present memory came to; absent where none was made. */
  promotion?: Promotion
  /** What was asked of models and embedders, by model; none of the offline stand-in and of functions. */
  calls: ModelCalls[]
  /** The id of the version that was installed. */
  version?: string
  /** What was said before models were asked. */
  notices: string[]
  before: string
  after: string
}

/** How the memory was made, or why it was not. */
interface Made {
  outcome?: AlignOutcome | undefined
  promotion?: Promotion | undefined
  changed: boolean
  /** True where there was no memory and nothing teaches. */
  isEmpty: boolean
  version: string | undefined
  notices: string[]
}

/** Gathers what is told of aligning one judge. */
export function resultOf(
  target: Target,
  { definition, rows, stored }: AlignInput,
  { lessons }: AlignPlan,
  { log, mismatches, leftOut, ...counts }: GatheredFeedback,
  { outcome, promotion, changed, isEmpty, version, notices }: Made,
): Omit<AlignResult, 'calls'> {
  const standing = standingFeedback(log)
  const people = peopleAgreement(log)
  const memory = outcome?.memory ?? stored?.memory
  const isThere = memory !== undefined && !isEmpty
  return {
    judge: definition.name,
    memory: target.shownFolder,
    changed,
    lessons,
    feedback: {
      ...counts,
      people: standing.filter(({ source }) => source.type === 'HUMAN').length,
      truth: standing.filter(({ source }) => source.type === 'CODE').length,
    },
    ...(people !== undefined && { people }),
    doubtful: doubtfulPeople(definition, rows, log),
    mismatches,
    guidelines: {
      added: outcome?.guidelinesAdded ?? [],
      dropped: outcome?.guidelinesDropped ?? [],
      merged: outcome?.guidelinesMerged ?? [],
      concerns: outcome?.concerns ?? [],
      total: memory?.guidelines.length ?? 0,
    },
    allGuidelines: memory?.guidelines ?? [],
    ...(outcome?.tidyFault !== undefined && { tidyFault: outcome.tidyFault }),
    leftOut: [...leftOut, ...(outcome === undefined ? [] : leftOutOf(outcome))],
    episodes: memory?.episodes.length ?? 0,
    reflectionModel: isThere ? memory.reflectionModel : 'none',
    ...(promotion !== undefined && { promotion }),
    ...(version !== undefined && { version }),
    notices,
    before: stored === undefined ? '' : alignedInstructions(stored.memory.judge, stored.memory),
    after: isThere ? alignedInstructions(definition, memory) : '',
  }
}

function leftOutOf({ leftOut, failed }: AlignOutcome): LeftOut[] {
  return [
    ...leftOut,
    ...failed.flatMap(({ episodes, fault }) =>
      episodes.map(({ sampleId, rowId }) => ({ sampleId, rowId, reason: `not distilled: ${fault}` })),
    ),
  ]
}

import { VitestJudgeError, type RecallSettings } from '../../contract/index.ts'
import {
  alignMemory,
  defaultExamples,
  distillationCalls,
  planAlignment,
  type AlignInput,
  type AlignPlan,
  type PromotionRule,
  type Teach,
} from '../../align/index.ts'
import { contentHash, isoTime, removeLeftovers } from '../../io/index.ts'
import { rebuildJudge } from '../../judge/index.ts'
import { installMemory, loadMemory, type StoredMemory } from '../../memory/index.ts'
import { gatherFeedback, type FeedbackSourceFlags } from './feedback.ts'
import { embedderNotice, lazyChatModel, memoryEmbedder, reflectionModel } from './models.ts'
import { promote } from './promotion.ts'
import { resultOf, type AlignResult } from './result.ts'
import type { CommandContext } from '../context.ts'
import type { Target } from '../targets.ts'

/** The flags of `align`. */
export interface AlignFlags extends Omit<FeedbackSourceFlags, 'teach'> {
  teach?: Teach
  judge?: string
  run?: string
  promote: PromotionRule
  allowPartial?: boolean
  /** False with `--no-redistil`. */
  redistil: boolean
  model?: string
  embeddingModel?: string
  k?: number
  floor?: number
  balance?: boolean
  diversity?: number
  guidelineTokens?: number
  json?: boolean
}

/**
 * Aligns one judge: gathers its feedback, makes the memory, compares it where that is asked for, and writes both
 * unless it is a dry run. `notify` is told what is worth knowing before it is paid for.
 *
 * @throws VitestJudgeError `unknown-judge` when the run's judge cannot be rebuilt, `memory-conflict` when the memory
 * is another judge's or changes meanwhile, `model-failed` when a model fails, `not-measured` when nothing can be
 * compared: the memory then stays as it was
 */
export async function alignTarget(
  target: Target,
  flags: AlignFlags,
  context: CommandContext,
  notify: (notice: string) => void,
): Promise<Omit<AlignResult, 'calls'>> {
  const { definition, folder } = target
  rebuildJudge(definition, flags.model)
  if (flags.dryRun !== true) await removeLeftovers(folder)
  const stored = await loadMemory(folder)
  checkOwner(target, stored)
  const reflection = lazyChatModel(() => reflectionModel(definition, flags.model))
  const notices: string[] = []
  const say = (notice: string) => {
    notices.push(notice)
    notify(notice)
  }
  const teach = flags.teach ?? teachByDefault(flags, stored)
  if (teach !== flags.teach && teach === 'all' && flags.feedback === 'auto') say(allTeach)
  const gathered = await gatherFeedback(target, { ...flags, teach }, reflection, context.clock)
  const input: AlignInput = {
    definition,
    rows: target.suites.flatMap(({ rows }) => rows),
    feedback: gathered.log,
    stored,
    reflection,
    embedder: memoryEmbedder(definition, stored, flags.embeddingModel, context.root),
    k: flags.k ?? stored?.memory.k ?? defaultExamples,
    recall: recallSettings(flags, stored),
    guidelineTokens: flags.guidelineTokens,
    allowPartial: flags.allowPartial === true,
    keepGuidelines: !flags.redistil,
    clock: context.clock,
  }
  const plan = planAlignment({ ...input, memory: stored?.memory })
  for (const notice of noticesOf(input, plan)) say(notice)
  const { outcome, promotion } =
    flags.promote === 'always'
      ? { outcome: await alignMemory(input, plan) }
      : await promote({
          folder,
          input,
          plan,
          rule: flags.promote,
          model: flags.model,
          dryRun: flags.dryRun === true,
          notify: say,
        })
  const isEmpty = stored === undefined && (outcome?.memory.episodes.length ?? 0) === 0
  const changed = outcome?.changed === true && !isEmpty && promotion?.promoted !== false
  const installed =
    changed && flags.dryRun !== true
      ? await installMemory(folder, outcome.memory, outcome.table, {
          time: isoTime(context.clock),
          note: { promotion: { ...(promotion ?? { rule: flags.promote }) } },
          madeFrom: stored?.memory.fingerprint ?? 'none',
        })
      : undefined
  const made = { outcome, promotion, changed, isEmpty, version: installed?.id, notices }
  return resultOf(target, input, plan, gathered, made)
}

const allTeach =
  'all align rows with a known truth teach, not mismatches alone: a first memory has to show its worth at once; --teach mismatches keeps to these'

function checkOwner({ definition, shownFolder }: Target, stored: StoredMemory | undefined): void {
  const owner = stored?.memory.judge
  if (
    owner === undefined ||
    contentHash([owner.name, owner.valueType]) === contentHash([definition.name, definition.valueType])
  )
    return
  throw new VitestJudgeError('memory-conflict', {
    message: `The memory ${shownFolder} belongs to ${owner.name} with ${JSON.stringify(owner.valueType)}; the judge ${definition.name} has ${JSON.stringify(definition.valueType)}.`,
    hint: 'A judge with other values needs a memory of its own: rename it, or remove the folder and align anew.',
  })
}

/**
 * Mismatches of the plain judge alone make a one-sided first memory, which shows its worth after several rounds. Where it
 * has to show it at once, all rows teach.
 */
function teachByDefault({ promote }: AlignFlags, stored: StoredMemory | undefined): Teach {
  return promote !== 'always' && stored === undefined ? 'all' : 'mismatches'
}

/** What flags say of how examples are chosen, over what the memory says. */
function recallSettings(
  { floor, balance, diversity }: AlignFlags,
  stored: StoredMemory | undefined,
): RecallSettings | undefined {
  const settings = {
    ...stored?.memory.recall,
    ...(floor !== undefined && { floor }),
    ...(balance !== undefined && { balance }),
    ...(diversity !== undefined && { diversity }),
  }
  return Object.keys(settings).length === 0 ? undefined : settings
}

/** What is worth knowing before models are asked. */
function noticesOf({ definition, stored, embedder }: AlignInput, plan: AlignPlan): string[] {
  const { lessons, taught, distilled, isRetold } = plan
  const calls = distillationCalls(distilled)
  const kept = lessons.kept.length + lessons.changed.length
  const retold = isRetold
    ? `the judge is told something else than when its memory was made: guidelines are distilled again from ${taught.length === 1 ? '1 sample' : `${taught.length} samples`}, in about ${calls === 1 ? '1 call' : `${calls} calls`}; --no-redistil keeps those of the earlier instructions`
    : undefined
  return [embedderNotice(definition, stored, embedder, kept), retold].filter((notice) => notice !== undefined)
}

import type { AnnotatorAgreement } from '../agreement/index.ts'
import { VitestJudgeError, type Feedback, type Guideline } from '../contract/index.ts'
import {
  alignedInstructions,
  alignMemory,
  automaticFeedback,
  defaultExamples,
  type Lessons,
  type Teach,
} from '../align/index.ts'
import {
  appendFeedback,
  importFeedback,
  readFeedback,
  sameFeedback,
  standingFeedback,
  type NewFeedback,
} from '../feedback/index.ts'
import { contentHash, isoTime } from '../io/index.ts'
import { rebuildJudge, toJudgeValue } from '../judge/index.ts'
import { loadMemory, saveMemory } from '../memory/index.ts'
import { lazyChatModel, memoryEmbedder, reflectionModel } from './align-models.ts'
import type { CommandContext } from './context.ts'
import { peopleAgreement } from './people-agreement.ts'
import type { Target } from './targets.ts'

/** The flags of `align`. */
export interface AlignFlags {
  judge?: string
  run?: string
  feedback: string
  teach: Teach
  model?: string
  embeddingModel?: string
  k?: number
  dryRun?: boolean
  json?: boolean
}

/** What aligning one judge came to. */
export interface AlignResult {
  judge: string
  memory: string
  changed: boolean
  lessons: Lessons
  /** Lines of feedback written by this call, and standing ones by who gave them. */
  feedback: {
    imported: number
    unmatchedLines: number[]
    automatic: number
    plainRationales: number
    people: number
    truth: number
  }
  /** How people agree among themselves, where two or more spoke of one sample. */
  people?: AnnotatorAgreement
  mismatches: number
  guidelines: { added: Guideline[]; dropped: Guideline[]; total: number }
  episodes: number
  reflectionModel: string
  before: string
  after: string
}

/**
 * Aligns one judge: gathers its feedback, makes the memory, and writes both unless it is a dry run.
 *
 * @throws VitestJudgeError `unknown-judge` when the run's judge cannot be rebuilt, `memory-conflict` when the memory
 * is another judge's, `model-failed` when a model fails: the memory then stays as it was
 */
export async function alignTarget(
  target: Target,
  flags: AlignFlags,
  context: CommandContext,
): Promise<AlignResult> {
  const { definition, folder } = target
  rebuildJudge(definition, flags.model)
  const stored = await loadMemory(folder)
  const owner = stored?.memory.judge
  if (
    owner !== undefined &&
    contentHash([owner.name, owner.valueType]) !== contentHash([definition.name, definition.valueType])
  ) {
    throw new VitestJudgeError('memory-conflict', {
      message: `The memory ${target.shownFolder} belongs to ${owner.name} with ${JSON.stringify(owner.valueType)}; the judge ${definition.name} has ${JSON.stringify(definition.valueType)}.`,
      hint: 'A judge with other values needs a memory of its own: rename it, or remove the folder and align anew.',
    })
  }
  const reflection = lazyChatModel(() => reflectionModel(definition, flags.model))
  const log: Feedback[] = []
  const counts = { imported: 0, automatic: 0, plainRationales: 0 }
  let mismatches = 0
  let unmatchedLines: number[] | undefined
  for (const suite of target.suites) {
    const lines = await readFeedback(suite.log)
    const add = async (given: readonly NewFeedback[]) => {
      const fresh = given.filter(
        (line) => !standingFeedback(lines).some((known) => sameFeedback(known, line)),
      )
      lines.push(
        ...(flags.dryRun
          ? fresh.map((line) => ({ id: 'dry-run', ...line }))
          : await appendFeedback(suite.log, fresh)),
      )
      return fresh.length
    }
    if (flags.feedback !== 'auto' && flags.feedback !== 'none') {
      const toValue = (value: unknown) => toJudgeValue(definition.valueType, value)
      const imported = await importFeedback(flags.feedback, definition, suite.rows, toValue, context.clock)
      counts.imported += await add(imported.given)
      unmatchedLines = (unmatchedLines ?? imported.unmatched).filter((line) =>
        imported.unmatched.includes(line),
      )
    }
    if (flags.feedback === 'auto') {
      const options = { teach: flags.teach, model: reflection, time: isoTime(context.clock), write: true }
      const automatic = await automaticFeedback(definition, suite.rows, lines, options)
      counts.automatic += await add(automatic.given)
      counts.plainRationales += automatic.plainRationales
      mismatches += automatic.mismatches
    }
    log.push(...lines)
  }
  const outcome = await alignMemory({
    definition,
    rows: target.suites.flatMap(({ rows }) => rows),
    feedback: log,
    stored,
    reflection,
    embedder: memoryEmbedder(definition, stored, flags.embeddingModel),
    k: flags.k ?? stored?.memory.k ?? defaultExamples,
  })
  const isEmpty = stored === undefined && outcome.memory.episodes.length === 0
  const changed = outcome.changed && !isEmpty
  if (changed && !flags.dryRun) await saveMemory(folder, outcome.memory, outcome.table)
  const { memory, lessons, guidelinesAdded, guidelinesDropped } = outcome
  const standing = standingFeedback(log)
  const people = peopleAgreement(log)
  return {
    judge: definition.name,
    memory: target.shownFolder,
    changed,
    lessons,
    feedback: {
      ...counts,
      unmatchedLines: unmatchedLines ?? [],
      people: standing.filter(({ source }) => source.type === 'HUMAN').length,
      truth: standing.filter(({ source }) => source.type === 'CODE').length,
    },
    ...(people !== undefined && { people }),
    mismatches,
    guidelines: { added: guidelinesAdded, dropped: guidelinesDropped, total: memory.guidelines.length },
    episodes: memory.episodes.length,
    reflectionModel: isEmpty ? 'none' : memory.reflectionModel,
    before: stored === undefined ? '' : alignedInstructions(stored.memory.judge, stored.memory),
    after: isEmpty ? '' : alignedInstructions(definition, memory),
  }
}

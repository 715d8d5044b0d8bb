import { dirname, join, resolve } from 'node:path'
import { VitestJudgeError, type RunRow, type RunSuite } from '../../contract/index.ts'
import {
  distilEpisodes,
  forgetsSamples,
  guidelineWording,
  memoryAfter,
  planForgetting,
  rationaleWording,
  type ForgetCriteria,
  type ToForget,
} from '../../align/index.ts'
import { projectPath, withLock } from '../../io/index.ts'
import { lazyChatModel, reflectionModel } from '../align/models.ts'
import type { CommandContext } from '../context.ts'
import { checksFor } from './checks.ts'
import { filesWith, purgeFiles, type PurgedFiles } from './files.ts'
import { forgetInMemory, type ForgottenMemory, type MemoryPlan } from './memory.ts'
import { forgetInLogs, markInLogs, planLogs, type ForgottenLog } from './logs.ts'
import { findPlaces, type MemoryPlace, type Places } from './places.ts'
import { excludeOthers, select, type Selection } from './selection.ts'

/** How to forget. */
export interface ForgetOptions {
  judge?: string | undefined
  memory?: string | undefined
  /** Which model distils again. */
  model?: string | undefined
  distil: boolean
  dryRun: boolean
}

/** What forgetting came to, or would come to. */
export interface Forgotten {
  dryRun: boolean
  isLimited: boolean
  /** Samples that were forgotten whole, by row id and sample id. */
  samples: { rowId: string; sampleId: string }[]
  logs: ForgottenLog[]
  memories: ForgottenMemory[]
  files: PurgedFiles
  /** Files of ours that hold some of it still. */
  left: string[]
  /** Commands that say whether any file holds it. */
  check: string[]
}

/**
 * Forgets what fits the criteria below the root of a project. Models are asked before anything is written; then logs
 * note what the truth must not teach again, recordings and runs go, memories with their versions, and the feedback
 * itself last: what was interrupted is completed by the same command.
 *
 * @throws VitestJudgeError `invalid-usage` where nothing fits, `model-failed` where guidelines cannot be distilled
 *   again (nothing is written then), `locked` while another process writes, `damaged-file`
 */
export async function forget(
  criteria: ForgetCriteria,
  context: CommandContext,
  options: ForgetOptions,
): Promise<Forgotten> {
  if (options.dryRun) return forgetBelow(context, criteria, options)
  return withLock(join(context.root, '.vitest-judge-unalign.lock'), () =>
    forgetBelow(context, criteria, options),
  )
}

async function forgetBelow(
  context: CommandContext,
  criteria: ForgetCriteria,
  options: ForgetOptions,
): Promise<Forgotten> {
  const { root } = context
  const { dryRun } = options
  const places = await findPlaces(root, options)
  const selection = await select(root, criteria, places)
  const plans = places.memories.map((place) => planFor(place, criteria, selection))
  if (!forgetsSamples(criteria) && !hasAny(selection, plans)) refuseNothing(criteria, places)
  if (options.distil && !dryRun) for (const each of plans) await distilAgain(each, options.model, context)
  const texts = await textsOf(root, places, selection, plans)
  const finder = texts.finder()
  const finders = { finder, recordFinder: texts.recordFinder() }
  const logPlans = planLogs(places, selection, context.clock)
  // First: what runs alone know is not known any more once they have forgotten it.
  if (!dryRun) await markInLogs(logPlans)
  const files = await purgeFiles(root, finders, rowTest(root, selection), dryRun)
  const memories: ForgottenMemory[] = []
  for (const each of plans) {
    const forgotten = await forgetInMemory(root, each, finder, context.clock, dryRun)
    if (forgotten !== undefined) memories.push(forgotten)
  }
  if (!dryRun) await forgetInLogs(logPlans, selection)
  const folders = places.memories.map(({ folder }) => folder)
  return {
    dryRun,
    isLimited: places.isLimited,
    samples: [...selection.samples].map(([sampleId, rowId]) => ({ rowId, sampleId })).toSorted(byIds),
    logs: logPlans.map(({ path, judge, removed, marks }) => ({
      judge,
      path: projectPath(root, path),
      lines: removed.length,
      remembered: marks.length,
    })),
    memories,
    files,
    left: dryRun ? [] : await filesWith(root, finder, folders),
    check: checksFor(finder.texts),
  }
}

function planFor(place: MemoryPlace, criteria: ForgetCriteria, selection: Selection): MemoryPlan {
  const lines = place.logs.flatMap((log) => log.lines)
  const removed = lines.filter(selection.isRemoved)
  const isOnlyPeople =
    criteria.samples.length + criteria.feedback.length === 0 &&
    criteria.before === undefined &&
    criteria.after === undefined
  const toForget: ToForget = {
    isForgotten: selection.isForgotten,
    removed,
    left: lines.filter((line) => !selection.isRemoved(line)),
    annotators: isOnlyPeople ? criteria.annotators : [],
  }
  return { place, toForget, plan: planForgetting(place.stored.memory, toForget), learnt: [] }
}

function hasAny({ removed }: Selection, plans: readonly MemoryPlan[]): boolean {
  return removed.size > 0 || plans.some(({ plan }) => plan.gone.length + plan.changed.length > 0)
}

/** @throws VitestJudgeError `model-failed`, `no-model` */
async function distilAgain(
  each: MemoryPlan,
  model: string | undefined,
  { clock }: CommandContext,
): Promise<void> {
  const { judge } = each.place.stored.memory
  const { relearn, remaining } = each.plan
  if (relearn.length === 0) return
  const hint = 'Run it again; or drop these guidelines and ask no model: --no-distil.'
  const reflection = lazyChatModel(() => reflectionModel(judge, model))
  const { guidelines, failed } = await distilEpisodes(judge, relearn, remaining, reflection, { clock })
  if (failed[0] !== undefined) {
    throw new VitestJudgeError('model-failed', {
      message: `Distilling guidelines of ${judge.name} again from ${relearn.length} other samples failed (${failed[0].fault.slice(0, 300)}). Nothing was forgotten yet, and nothing written.`,
      hint,
    })
  }
  each.learnt = guidelines
  each.reflectionModel = reflection.name
}

/** The texts that are to be gone: of samples, of rationales, of guidelines that leaned on them. */
async function textsOf(root: string, places: Places, selection: Selection, plans: readonly MemoryPlan[]) {
  const left = { episodes: [] as MemoryPlan['plan']['episodes'], guidelines: [] as string[] }
  for (const { place, plan, learnt, toForget } of plans) {
    const after = memoryAfter(place.stored.memory, plan, learnt)
    left.episodes.push(...after.episodes)
    left.guidelines.push(...after.guidelines.map(({ text }) => text))
    selection.texts.add(guidelineWording(plan.dropped.map(({ text }) => text)))
    for (const { before } of plan.changed) selection.texts.add(rationaleWording(before.rationale))
    for (const version of place.versions) {
      const earlier = planForgetting(version, toForget)
      const changed = new Set(earlier.changed.map(({ after: { sampleId } }) => sampleId))
      selection.texts.add(guidelineWording(earlier.dropped.map(({ text }) => text)))
      left.episodes.push(...earlier.episodes.filter(({ sampleId }) => !changed.has(sampleId)))
      left.guidelines.push(...earlier.remaining.map(({ text }) => text))
    }
  }
  await excludeOthers(root, places, selection, left)
  return selection.texts
}

/** Tells of a row of a run whether it is forgotten, or holds what a person said of it and is forgotten. */
function rowTest(root: string, { samples, homes, removed, isForgotten }: Selection) {
  const said = new Set(
    [...removed.values()].flat().map(({ sampleId, source }) => JSON.stringify([sampleId, source.name])),
  )
  return (
    { id, sampleId, verdicts }: Pick<RunRow, 'id' | 'sampleId' | 'verdicts'>,
    { file }: Pick<RunSuite, 'file'>,
  ): boolean => {
    if (sampleId !== undefined && samples.has(sampleId)) return true
    if (homes.has(resolve(root, dirname(file))) && isForgotten({ sampleId, rowId: id })) return true
    return verdicts.some(({ annotations = [] }) =>
      annotations.some(({ annotator }) => said.has(JSON.stringify([sampleId, annotator]))),
    )
  }
}

/** @throws VitestJudgeError `invalid-usage` where no feedback fits the criteria */
function refuseNothing(criteria: ForgetCriteria, { logs, memories }: Places): never {
  const names = new Set([
    ...logs.flatMap(({ lines }) => lines.map(({ source }) => source.name)),
    ...memories.flatMap(({ stored }) =>
      stored.memory.episodes.flatMap(({ sources }) => sources.map(({ name }) => name)),
    ),
  ])
  const missing = criteria.annotators.filter((name) => !names.has(name))
  throw new VitestJudgeError('invalid-usage', {
    message:
      missing.length > 0
        ? `Nobody called ${missing.join(', ')} gave feedback here; those who did: ${[...names].toSorted().join(', ') || 'none'}.`
        : 'No feedback here is of that id or that time; expected one line at least. Nothing was written.',
    hint: 'Feedback stands in feedback/<judge>.jsonl beside the eval file, with its id, its time and who gave it.',
  })
}

function byIds(
  left: { rowId: string; sampleId: string },
  right: { rowId: string; sampleId: string },
): number {
  const [one, other] = [
    JSON.stringify([left.rowId, left.sampleId]),
    JSON.stringify([right.rowId, right.sampleId]),
  ]
  return one < other ? -1 : one > other ? 1 : 0
}

import { join } from 'node:path'
import { VitestJudgeError, type Guideline } from '../../contract/index.ts'
import {
  forgottenEpisodeTest,
  memoryAfter,
  snapshotAfter,
  type ForgetPlan,
  type TextFinder,
  type ToForget,
} from '../../align/index.ts'
import { isoTime, projectPath, readTextIfAny, writeWhole, type Clock } from '../../io/index.ts'
import { forgetInVersions, loadMemory, saveMemory, saveVersion } from '../../memory/index.ts'
import type { MemoryPlace } from './places.ts'

/** A memory with what it forgets. */
export interface MemoryPlan {
  place: MemoryPlace
  toForget: ToForget
  plan: ForgetPlan
  /** Guidelines distilled again. */
  learnt: Guideline[]
  /** The model that distilled them. */
  reflectionModel?: string
}

/** What was forgotten in a memory. */
export interface ForgottenMemory {
  judge: string
  /** Relative to the root. */
  folder: string
  /** Examples that went, and those that stay by what others said. */
  examples: { gone: number; changed: number }
  guidelines: {
    /** Those that leaned on nothing else. */
    dropped: number
    /** Those that leaned on other samples too. */
    mixed: number
    /** Distilled again from the others. */
    again: number
    /** Ids of those among them that a person had pinned or edited. */
    kept: string[]
  }
  /** Versions that held some of it, or that are damaged, so that nobody can say. */
  versions: number
  /** Relative to the root. */
  snapshots: string[]
}

/**
 * Forgets in one memory: the memory itself, its index, its versions, its snapshots. Undefined where there was nothing.
 *
 * @throws VitestJudgeError `locked` where the memory has changed since it was read
 */
export async function forgetInMemory(
  root: string,
  { place, toForget, plan, learnt, reflectionModel }: MemoryPlan,
  finder: TextFinder,
  clock: Clock,
  dryRun: boolean,
): Promise<ForgottenMemory | undefined> {
  const { folder, judge, stored, versions } = place
  const isForgotten = forgottenEpisodeTest(toForget, plan)
  const before = stored.memory
  const after = {
    ...memoryAfter(before, plan, learnt),
    ...(reflectionModel !== undefined && { reflectionModel }),
  }
  const holding = versions.filter(({ episodes }) => episodes.some(isForgotten)).length
  const snapshots = await changedSnapshots(place, finder, (text) => snapshotAfter(text, before, after))
  const changes = plan.gone.length + plan.changed.length + plan.dropped.length + holding + snapshots.size
  if (changes + toForget.removed.length === 0) return undefined
  let damaged = 0
  if (!dryRun) {
    // From the outside in: as long as the memory stands, the command finds all of it again when it is interrupted.
    for (const [path, text] of snapshots) await writeWhole(path, text)
    if ((await loadMemory(folder))?.memory.fingerprint !== before.fingerprint)
      throw changedMeanwhile(root, folder)
    await saveMemory(folder, after, stored.table)
    const { dropped } = await forgetInVersions(folder, {
      isForgotten,
      isForgottenGuideline: ({ origin, text }) => origin === 'distilled' && finder.isIn(text),
      keptNote: (note) => (finder.isIn(JSON.stringify(note)) ? undefined : note),
    })
    damaged = dropped.length
    await saveVersion(folder, after, { time: isoTime(clock), note: { by: 'unalign' } })
  }
  const gone = new Set(plan.gone.map(({ sampleId }) => sampleId))
  const isAlone = ({ sources }: Guideline) => sources.every((source) => gone.has(source))
  const alone = plan.dropped.filter(isAlone).length
  if (changes === 0) return undefined
  return {
    judge,
    folder: projectPath(root, folder),
    examples: { gone: plan.gone.length, changed: plan.changed.length },
    guidelines: {
      dropped: alone,
      mixed: plan.dropped.length - alone,
      again: learnt.length,
      kept: plan.dropped.filter(({ pinned }) => pinned).map(({ id }) => id),
    },
    versions: holding + damaged,
    snapshots: [...snapshots.keys()].map((path) => projectPath(root, path)),
  }
}

/** The snapshots of a judge beside its logs that become others, with their new texts. */
async function changedSnapshots(
  { home, judge, logs }: MemoryPlan['place'],
  finder: TextFinder,
  change: (text: string) => string,
): Promise<Map<string, string>> {
  const changed = new Map<string, string>()
  for (const folder of new Set([home, ...logs.map((log) => log.home)])) {
    const path = join(folder, '__snapshots__', `${judge}.aligned.md`)
    const text = await readTextIfAny(path)
    if (text === undefined) continue
    const next = change(text)
    const clean = finder.isIn(next)
      ? next
          .split('\n')
          .filter((line) => !finder.isIn(line))
          .join('\n')
      : next
    if (clean !== text) changed.set(path, clean)
  }
  return changed
}

function changedMeanwhile(root: string, folder: string): VitestJudgeError {
  return new VitestJudgeError('locked', {
    message: `The memory ${projectPath(root, folder)} changed while it was to forget; expected no other writer.`,
    hint: 'Run the command again: it goes on where it stopped.',
  })
}

import { Chalk } from 'chalk'
import { VitestJudgeError, type JsonObject } from '../../contract/index.ts'
import { isoTime } from '../../io/index.ts'
import {
  compareMemories,
  isUnchanged,
  listVersions,
  loadMemory,
  loadVersion,
  restoreVersion,
  versionId,
  type LoadedVersion,
  type VersionListing,
} from '../../memory/index.ts'
import { embedderFor, ModelCallError } from '../../model/index.ts'
import { say, type CommandContext } from '../context.ts'
import { chooseMemory, type ChosenMemory, type MemoryFlags } from './choice.ts'
import { describeChanges } from './diff.ts'
import { count } from '../count.ts'
import { day, print } from './print.ts'

/** `memory versions`: lists what was installed, the last first; ends with 3 where one is damaged. */
export async function showVersions(flags: MemoryFlags, context: CommandContext): Promise<void> {
  const chosen = await chooseMemory(flags, context)
  const { versions, damaged } = await listVersions(chosen.folder)
  const present = await presentVersion(chosen)
  if (damaged.length > 0) context.exit(3)
  if (flags.json) {
    const list = { folder: chosen.shown, present, versions, damaged: damaged.map(({ id }) => id) }
    return say(context, JSON.stringify(list, null, 2))
  }
  print(context, `${chosen.judge} ${chosen.shown}`)
  for (const version of versions.toReversed()) describeVersion(version, present, context)
  for (const { id } of damaged) print(context, `${id}  damaged: npx vitest-judge memory verify says how`, 2)
  if (versions.length + damaged.length === 0)
    print(context, 'no version yet; align keeps one whenever it installs a memory', 2)
  else if (present !== undefined && ![...versions, ...damaged].some(({ id }) => id === present)) {
    print(
      context,
      `The memory was changed by hand since (${present}); the next align or rollback keeps it as a version.`,
      2,
    )
  }
}

/** `memory diff`: what differs between two versions, or between one and the memory as it stands. */
export async function showDiff(
  [before, after]: readonly [string, string | undefined],
  flags: MemoryFlags,
  context: CommandContext,
): Promise<void> {
  const { folder, shown } = await chooseMemory(flags, context)
  const old = await loadVersion(folder, before)
  const now =
    after === undefined ? (await loadMemory(folder))?.memory : (await loadVersion(folder, after)).memory
  if (now === undefined) {
    throw new VitestJudgeError('missing-file', {
      message: `${shown} holds versions and no memory.json; expected one, or a second version.`,
      hint: `Name a second version, or bring one back: npx vitest-judge memory rollback ${old.id} --memory ${shown}.`,
    })
  }
  const changes = compareMemories(old.memory, now)
  const ids = { from: old.id, to: versionId(now) }
  if (flags.json) return say(context, JSON.stringify({ ...ids, ...changes }, null, 2))
  print(context, `${ids.from} → ${ids.to}${after === undefined ? ', the memory as it stands' : ''}`)
  if (isUnchanged(changes)) return print(context, 'Nothing differs.')
  describeChanges(changes, context)
}

/** `memory rollback`: makes a version the memory again. */
export async function rollBack(id: string, flags: MemoryFlags, context: CommandContext): Promise<void> {
  const { folder, shown, judge } = await chooseMemory(flags, context)
  const restored = await restoreVersion(folder, id, {
    time: isoTime(context.clock),
    embed: (texts, version) => embedTexts(texts, version),
  })
  const { version, left, embedded, outcome } = restored
  if (flags.json) {
    const { memory: _, ...facts } = version
    return say(context, JSON.stringify({ folder: shown, ...facts, left, embedded, outcome }, null, 2))
  }
  if (outcome === 'unchanged')
    return print(context, `${judge} is at ${version.id} already; nothing was written.`)
  print(
    context,
    `${judge} is at ${version.id} again, number ${version.number} of ${day(version.time)}: ${contentText(version)}.`,
  )
  if (embedded > 0)
    print(context, `${count(embedded, 'vector')} ${embedded === 1 ? 'was' : 'were'} embedded again.`)
  if (left !== undefined && left !== version.id) {
    print(
      context,
      `What it left is kept: npx vitest-judge memory rollback ${left} --memory ${shown} brings it back.`,
    )
  }
  print(
    context,
    'The feedback log is as it was: the next align learns from it what this version does not hold. To forget feedback: npx vitest-judge unalign.',
  )
}

async function embedTexts(texts: readonly string[], { memory }: LoadedVersion): Promise<number[][]> {
  const embedder = embedderFor(memory.embedder)
  const { model, endpoint } = memory.embedder
  if (embedder !== undefined) {
    return embedder.embed(texts).catch((error: unknown) => {
      if (!(error instanceof ModelCallError)) throw error
      throw new VitestJudgeError('model-failed', {
        message: `Embedding ${count(texts.length, 'sample')} with ${model} failed (${error.reason}: ${error.detail}). The memory stays as it was.`,
        hint: 'Check VITEST_JUDGE_EMBEDDING_BASE_URL and _API_KEY, then run the command again.',
        cause: error,
      })
    })
  }
  throw new VitestJudgeError('no-model', {
    message: `${count(texts.length, 'vector')} of that version must be embedded again by ${model} at ${endpoint}, for which there is no key.`,
    hint: 'Set OPENAI_API_KEY or VITEST_JUDGE_EMBEDDING_API_KEY, then run the command again; nothing was written.',
  })
}

async function presentVersion({ folder }: ChosenMemory): Promise<string | undefined> {
  const stored = await loadMemory(folder)
  return stored && versionId(stored.memory)
}

function describeVersion(
  version: VersionListing,
  present: string | undefined,
  context: CommandContext,
): void {
  const paint = new Chalk({ level: context.color ? 1 : 0 })
  const { id, number, time, note } = version
  const facts = `${id}  ${String(number).padStart(3)}  ${day(time, 'minute')}  ${contentText(version)}`
  const text = id === present ? `${facts}  installed` : facts
  if (text.length + 2 > context.width) print(context, text, 2)
  else say(context, `  ${id === present ? paint.bold(text) : text}`)
  const words = note === undefined ? undefined : noteText(note)
  if (words !== undefined) print(context, words, 19)
}

function contentText({ guidelines, episodes }: VersionListing): string {
  return `${count(guidelines, 'guideline')}, ${count(episodes, 'example')}`
}

/** What a note says in words; undefined where it says nothing that a reader of the list wants. */
function noteText(note: JsonObject): string | undefined {
  const { promotion, by, ...rest } = note
  const { words } = (typeof promotion === 'object' && promotion !== null ? promotion : {}) as JsonObject
  const parts = [
    ...(typeof by === 'string' ? [`by ${by}`] : []),
    ...(typeof words === 'string' ? [words] : []),
    ...(Object.keys(rest).length === 0 ? [] : [JSON.stringify(rest)]),
  ]
  return parts.length === 0 ? undefined : parts.join('; ')
}

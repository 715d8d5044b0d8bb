import { Chalk } from 'chalk'
import { concernText } from '../../align/index.ts'
import type { Guideline, Memory } from '../../contract/index.ts'
import { listVersions, loadMemory, versionId, type VersionList } from '../../memory/index.ts'
import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'
import type { ChosenMemory } from './choice.ts'
import { effectText, heldOutEffects, type HeldOutEffect } from './effect.ts'
import { count } from '../count.ts'
import { day, print, printFact, some } from './print.ts'

/** All that is shown of a memory. */
export interface ShownMemory {
  judge: string
  folder: string
  memory: Memory
  vectors: number
  missing: string[]
  /** Id of the memory as a version; `isKept` says whether it is one already. */
  version: string
  isKept: boolean
  /** True where its version is there and the version's file is damaged. */
  isKeptDamaged: boolean
  versions: VersionList['versions']
  effects: HeldOutEffect[]
}

/** Gathers what is shown of a memory; undefined where its folder has versions alone. */
export async function shownMemory(
  chosen: ChosenMemory,
  context: CommandContext,
): Promise<ShownMemory | undefined> {
  const stored = await loadMemory(chosen.folder)
  if (stored === undefined) return undefined
  const { memory, table, missing } = stored
  const version = versionId(memory)
  const { versions, damaged } = await listVersions(chosen.folder)
  return {
    judge: chosen.judge,
    folder: chosen.shown,
    memory,
    vectors: table.vectors.size,
    missing,
    version,
    isKept: versions.some(({ id }) => id === version),
    isKeptDamaged: damaged.some(({ id }) => id === version),
    versions,
    effects: await heldOutEffects(chosen, context),
  }
}

/** Prints one memory whole: its settings, its examples in numbers, every guideline. */
export function describeMemory(shown: ShownMemory, context: CommandContext): void {
  const { memory, effects } = shown
  const paint = new Chalk({ level: context.color ? 1 : 0 })
  printHeading(shown, context)
  const fact = (name: string, text: string) => printFact(context, name, text)
  fact('judge', `${memory.judge.model}; answers ${valuesText(memory)}`)
  fact('version', versionText(shown))
  fact('examples', `${examplesText(memory)}; ${memory.k} per verdict${recallText(memory)}`)
  fact('vectors', vectorsText(shown))
  for (const effect of effects) fact('held out', effectText(effect, memory.fingerprint))
  fact('guidelines', guidelinesText(memory))
  const rowIds = new Map(memory.episodes.map(({ sampleId, rowId }) => [sampleId, rowId]))
  for (const guideline of memory.guidelines) {
    say(context)
    const rows = guideline.sources.map((source) => rowIds.get(source) ?? source)
    print(context, `${guideline.id}  ${aboutGuideline(guideline, rows)}`, 2)
    for (const line of fit(guideline.text, context.width - 4)) {
      say(context, `    ${guideline.muted ? paint.dim(line) : line}`)
    }
    if (guideline.concern !== undefined)
      print(context, `to decide: ${concernText(guideline.concern, memory.guidelines)}`, 4)
  }
}

/** Prints one memory in a few lines. */
export function summariseMemory(shown: ShownMemory, context: CommandContext): void {
  printHeading(shown, context)
  const { memory, effects } = shown
  printFact(context, 'holds', `${guidelinesText(memory)}; ${examplesText(memory)}`)
  printFact(context, 'version', versionText(shown))
  for (const effect of effects) printFact(context, 'held out', effectText(effect, memory.fingerprint))
}

function printHeading({ judge, folder }: ShownMemory, context: CommandContext): void {
  const paint = new Chalk({ level: context.color ? 1 : 0 })
  const heading = `${judge} ${folder}`
  if (heading.length <= context.width) say(context, `${paint.bold(judge)} ${paint.dim(folder)}`)
  else for (const line of fit(heading, context.width)) say(context, paint.bold(line))
}

function valuesText({ judge: { valueType } }: Memory): string {
  if (valueType.type === 'label') return some(valueType.values, 8)
  if (valueType.type === 'number') return `a number from ${valueType.min} to ${valueType.max}`
  return valueType.type === 'boolean' ? 'true, false' : 'in words'
}

function versionText({ version, isKept, isKeptDamaged, versions }: ShownMemory): string {
  if (isKeptDamaged) return `${version}, whose file is damaged: npx vitest-judge memory verify says how`
  const place = versions.findIndex(({ id }) => id === version)
  const own = versions[place]
  if (isKept && own !== undefined)
    return `${version}, number ${own.number} of ${versions.length}, of ${day(own.time)}`
  const last = versions.at(-1)
  return last === undefined
    ? `${version}, not kept as a version yet`
    : `${version}, changed by hand; the last that was installed is ${last.id} of ${day(last.time)}`
}

function examplesText({ episodes }: Memory): string {
  const byValue = Map.groupBy(episodes, ({ value }) => String(value))
  const parts = [...byValue]
    .toSorted(([left, some_], [right, others]) => others.length - some_.length || (left < right ? -1 : 1))
    .map(([value, { length }]) => `${value} ${length.toLocaleString('en-US')}`)
  return `${count(episodes.length, 'example')}${parts.length === 0 ? '' : ` (${some(parts, 6)})`}`
}

function recallText({ recall = {} }: Memory): string {
  const { floor, balance, diversity } = recall
  return [
    ...(floor === undefined ? [] : [`similarity of at least ${floor}`]),
    ...(balance === true ? ['every value'] : []),
    ...(diversity === undefined || diversity === 0 ? [] : [`diversity ${diversity}`]),
  ]
    .map((text) => `, ${text}`)
    .join('')
}

function vectorsText({ memory: { embedder }, vectors, missing }: ShownMemory): string {
  const { model, dimensions, endpoint } = embedder
  const by = `${count(vectors, 'vector')} of ${dimensions} dimensions by ${model}${endpoint === 'offline' ? '' : ` at ${endpoint}`}`
  return missing.length === 0 ? by : `${by}; ${missing.length} missing, which align embeds again`
}

function guidelinesText({ guidelines, guidelineTokens = 1500 }: Memory): string {
  const number = (test: (guideline: Guideline) => boolean) => guidelines.filter(test).length
  const kinds = [
    [number(({ origin }) => origin === 'person'), 'by a person'],
    [number(({ pinned }) => pinned), 'pinned'],
    [number(({ muted }) => muted), 'muted'],
    [number(({ concern }) => concern !== undefined), 'to decide about'],
  ] as const
  const parts = kinds.filter(([many]) => many > 0).map(([many, name]) => `${many} ${name}`)
  const budget = guidelineTokens === 1500 ? '' : `; at most ${guidelineTokens} tokens per verdict`
  return `${count(guidelines.length, 'guideline')}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}${budget}`
}

/** `rows` are those of its sources, or a source's own id where the memory has no episode of it. */
function aboutGuideline(guideline: Guideline, rows: readonly string[]): string {
  const { origin, model, date, pinned, muted, unchecked, concern } = guideline
  const from = rows.length === 0 ? '' : ` from ${count(rows.length, 'sample')}: ${some(rows, 3)}`
  return [
    `${origin === 'person' ? 'by a person' : 'distilled'}${from}`,
    ...(model === undefined ? [] : [`by ${model}`]),
    ...(date === undefined ? [] : [`on ${day(date)}`]),
    ...(pinned ? ['pinned'] : []),
    ...(muted ? ['muted'] : []),
    ...(unchecked === true ? ['not held against the others yet'] : []),
    ...(concern === undefined ? [] : ['to decide about']),
  ].join(', ')
}

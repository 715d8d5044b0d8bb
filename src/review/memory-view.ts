import { alignedInstructions, concernText } from '../align/index.ts'
import { type JsonObject, type Memory, VitestJudgeError } from '../contract/index.ts'
import { diffLines } from 'diff'
import {
  listVersions,
  loadMemory,
  loadVersion,
  type StoredMemory,
  type VersionListing,
  versionId,
} from '../memory/index.ts'
import type { MemoryDiff, ReviewGuideline, ReviewMemory } from './api.ts'
import type { ReviewTarget } from './reviewed-judge.ts'
import { snippetOf } from './shown-text.ts'

/** A judge's memory as a person looks at it: guidelines with what they came from, examples in numbers, versions. */
export async function memoryView(target: ReviewTarget): Promise<ReviewMemory> {
  const { memory } = await requiredMemory(target)
  const { versions } = await listVersions(target.folder)
  const byValue = Map.groupBy(memory.episodes, ({ value }) => value)
  const standing = versionId(memory)
  const isKept = versions.some(({ id }) => id === standing)
  return {
    folder: target.shownFolder,
    fingerprint: memory.fingerprint,
    guidelines: guidelinesOf(memory),
    examples: [...byValue]
      .map(([value, { length: count }]) => ({ value, count }))
      .toSorted(
        (left, right) => right.count - left.count || (String(left.value) < String(right.value) ? -1 : 1),
      ),
    versions: [
      ...(isKept
        ? []
        : [
            {
              id: standing,
              summary: `${sizeOf(memory)}; as it stands, kept as a version with the next change`,
            },
          ]),
      ...versions.toReversed().map((version) => ({
        id: version.id,
        time: version.time,
        summary: [
          ...noteText(version),
          `${count(version.guidelines, 'guideline')}, ${count(version.episodes, 'example')}`,
        ].join('; '),
      })),
    ],
  }
}

/**
 * The aligned instructions of two versions, line by line. The memory as it stands may be named by its id too.
 *
 * @throws VitestJudgeError `unknown-version`, `damaged-file`, `missing-file`
 */
export async function memoryDiff(target: ReviewTarget, from: string, to: string): Promise<MemoryDiff> {
  const [before, after] = [await versionText(target, from), await versionText(target, to)]
  const lines = diffLines(before, after).flatMap(({ value, added, removed }) => {
    const kind = added ? 'added' : removed ? 'removed' : 'same'
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ kind, text }) as const)
  })
  return { from, to, lines }
}

/** The memory of a target as it stands; `missing-file` where there is none. */
export async function requiredMemory({ folder, shownFolder, name }: ReviewTarget): Promise<StoredMemory> {
  const stored = await loadMemory(folder)
  if (stored !== undefined) return stored
  throw new VitestJudgeError('missing-file', {
    message: `${shownFolder}/memory.json does not exist: ${name} has no memory yet.`,
    hint: `Make it: npx vitest-judge align --judge ${name}.`,
  })
}

async function versionText(target: ReviewTarget, id: string): Promise<string> {
  const { memory } = await requiredMemory(target)
  const named = id === versionId(memory) ? memory : (await loadVersion(target.folder, id)).memory
  return alignedInstructions(named.judge, named)
}

function guidelinesOf({ guidelines, episodes }: Memory): ReviewGuideline[] {
  const bySample = new Map(episodes.map((episode) => [episode.sampleId, episode]))
  return guidelines.map(({ id, text, origin, pinned, muted, concern, sources }) => ({
    id,
    text,
    origin,
    pinned,
    muted,
    ...(concern !== undefined && { concern: concernText(concern, guidelines) }),
    sources: sources.map((sampleId) => {
      const episode = bySample.get(sampleId)
      if (episode === undefined) return { sampleId }
      const { rowId, inputs, value, rationale } = episode
      return { sampleId, rowId, snippet: snippetOf(inputs), value, rationale }
    }),
  }))
}

function sizeOf({ guidelines, episodes }: Memory): string {
  return `${count(guidelines.length, 'guideline')}, ${count(episodes.length, 'example')}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** What a change by the page noted of itself. */
function noteText({ note }: VersionListing): string[] {
  const review = note?.['review'] as JsonObject | undefined
  return typeof review?.['change'] === 'string' ? [review['change']] : []
}

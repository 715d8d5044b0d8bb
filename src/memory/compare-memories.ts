import type { Episode, Guideline, JsonValue, Memory } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'

/** What of two memories is in one alone, or is not the same in both. */
export interface PartChanges<Part> {
  added: Part[]
  removed: Part[]
  changed: { before: Part; after: Part }[]
  /** How many are the same in both. */
  same: number
}

/** What differs between two memories. */
export interface MemoryChanges {
  /** Settings by their names, with dots; undefined where one has none. */
  settings: { name: string; before: JsonValue | undefined; after: JsonValue | undefined }[]
  /** By id. */
  guidelines: PartChanges<Guideline>
  /** By sample. */
  episodes: PartChanges<Episode>
  /** True where the guidelines of both stand in another order. */
  isReordered: boolean
}

/** What is different in the second of two memories, in its order, what was removed in that of the first. */
export function compareMemories(before: Memory, after: Memory): MemoryChanges {
  const guidelines = partChanges(before.guidelines, after.guidelines, ({ id }) => id)
  const order = (one: Memory, other: Memory) => {
    const ids = new Set(other.guidelines.map(({ id }) => id))
    return one.guidelines.map(({ id }) => id).filter((id) => ids.has(id))
  }
  return {
    settings: settingChanges(before, after),
    guidelines,
    episodes: partChanges(before.episodes, after.episodes, ({ sampleId }) => sampleId),
    isReordered: contentHash(order(before, after)) !== contentHash(order(after, before)),
  }
}

/** True where nothing differs. */
export function isUnchanged({ settings, guidelines, episodes, isReordered }: MemoryChanges): boolean {
  const number = ({ added, removed, changed }: PartChanges<unknown>) =>
    added.length + removed.length + changed.length
  return settings.length + number(guidelines) + number(episodes) === 0 && !isReordered
}

function partChanges<Part>(
  before: readonly Part[],
  after: readonly Part[],
  idOf: (part: Part) => string,
): PartChanges<Part> {
  const old = new Map(before.map((part) => [idOf(part), part]))
  const ids = new Set(after.map(idOf))
  const changes: PartChanges<Part> = {
    added: [],
    removed: before.filter((part) => !ids.has(idOf(part))),
    changed: [],
    same: 0,
  }
  for (const part of after) {
    const earlier = old.get(idOf(part))
    if (earlier === undefined) changes.added.push(part)
    else if (contentHash(earlier) === contentHash(part)) changes.same++
    else changes.changed.push({ before: earlier, after: part })
  }
  return changes
}

function settingChanges(before: Memory, after: Memory): MemoryChanges['settings'] {
  const [old, now] = [settingsOf(before), settingsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .toSorted()
    .map((name) => ({ name, before: old.get(name), after: now.get(name) }))
    .filter((change) => contentHash(change.before ?? null) !== contentHash(change.after ?? null))
}

/** All but guidelines, episodes and what is computed of them; the fields of objects one by one. */
function settingsOf(memory: Memory): Map<string, JsonValue> {
  const { guidelines: _, episodes: __, fingerprint: ___, ...settings } = memory
  const flat = new Map<string, JsonValue>()
  const add = (name: string, value: JsonValue) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) flat.set(name, value)
    else for (const [key, entry] of Object.entries(value)) add(name === '' ? key : `${name}.${key}`, entry)
  }
  add('', JSON.parse(JSON.stringify(settings)) as JsonValue)
  return flat
}

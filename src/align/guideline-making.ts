import type { Guideline } from '../contract/index.ts'
import { contentHash, isoTime, type Clock } from '../io/index.ts'
import { guidelineConcern } from './guideline-guard.ts'

/** Where a guideline made by a model comes from. */
export interface GuidelineOrigin {
  /** Ids of the samples that it leans on. */
  sources: string[]
  /** The model's name. */
  model: string
  promptVersion: string
  clock: Clock
}

/** The texts of guidelines by their ids. */
export type TakenIds = ReadonlyMap<string, string>

const shortestHash = 8

/**
 * A guideline as a model worded it: white space joined, an id that no other has, and with a concern and muted where
 * it tells the judge what to do rather than how to judge. Undefined for an empty text, for one that `taken` has, and
 * for one that `taken` had before a person put it in other words.
 */
export function makeGuideline(text: string, origin: GuidelineOrigin, taken: TakenIds): Guideline | undefined {
  const trimmed = text.trim().replaceAll(/\s+/g, ' ')
  const id = trimmed === '' ? undefined : freeId(trimmed, taken)
  if (id === undefined) return undefined
  const { sources, model, promptVersion, clock } = origin
  const concern = guidelineConcern(text)
  return {
    id,
    text: trimmed,
    origin: 'distilled',
    sources,
    pinned: false,
    muted: concern !== undefined,
    model,
    promptVersion,
    date: isoTime(clock),
    ...(concern !== undefined && { concern }),
  }
}

/** True for a guideline whose text, pin or making is a person's doing: nothing is done to it behind their back. */
export function isPersons({ id, text, origin, pinned }: Guideline): boolean {
  return origin === 'person' || pinned || !isIdOf(id, text)
}

/** Guidelines that are equal in this form of their text say the same: case, spaces and a full stop aside. */
export function normalGuideline(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replace(/[\s.]+$/, '')
    .trim()
}

/** The shortest beginning of the text's hash, of 8 digits or more, that no other text has as its id. */
function freeId(text: string, taken: TakenIds): string | undefined {
  const hash = contentHash(text)
  for (let length = shortestHash; length <= hash.length; length++) {
    const id = `g-${hash.slice(0, length)}`
    const holder = taken.get(id)
    if (holder === undefined) return id
    if (holder === text || !isIdOf(id, holder)) return undefined
  }
  return undefined
}

function isIdOf(id: string, text: string): boolean {
  return id.length >= 2 + shortestHash && `g-${contentHash(text)}`.startsWith(id)
}

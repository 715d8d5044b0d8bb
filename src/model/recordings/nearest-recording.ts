import type { RecordedRequest } from './recording-key.ts'
import { outlineOf, type RequestOutline } from './request-outline.ts'
import { firstDifference } from './request-difference.ts'

/** The recorded requests of one path, in groups. */
interface PathRequests {
  /** By what they say. */
  byWords: Map<string, RequestOutline[]>
  /** By endpoint, model, parameters and repeat; in each, sorted by what they say. */
  byFields: Map<string, RequestOutline[]>
}

/**
 * Finds, for requests that nothing answers, the recorded request of the same path that differs least, and gives the
 * difference in words of at most 200 characters; undefined where nothing of that path is recorded. Nearest is one that
 * says the same and differs in the fewest of endpoint, model, parameters and repeat; else, of those that differ in the
 * fewest of these, one that begins with the most characters of the same. All requests are read once; a look-up then
 * takes microseconds, whatever their number.
 */
export function nearestRecordings(
  requests: Iterable<RecordedRequest>,
): (request: RecordedRequest) => string | undefined {
  const paths = new Map<string, PathRequests>()
  for (const request of requests) {
    const known = paths.get(request.path) ?? { byWords: new Map(), byFields: new Map() }
    paths.set(request.path, known)
    const outline = outlineOf(request)
    enter(known.byWords, outline.words, outline)
    enter(known.byFields, outline.fieldsText, outline)
  }
  for (const { byWords, byFields } of paths.values()) {
    for (const group of byWords.values()) group.sort((a, b) => order(a.fieldsText, b.fieldsText))
    for (const group of byFields.values()) group.sort((a, b) => order(a.words, b.words))
  }
  return (request) => {
    const recorded = paths.get(request.path)
    if (recorded === undefined) return undefined
    const here = outlineOf(request)
    return firstDifference(here, nearest(here, recorded))
  }
}

function nearest(here: RequestOutline, { byWords, byFields }: PathRequests): RequestOutline {
  const saysTheSame = byWords.get(here.words)
  if (saysTheSame !== undefined) return fewestFieldsApart(here, saysTheSame)
  const like = fewestFieldsApart(
    here,
    Array.from(byFields.values(), ([first]) => first as RequestOutline),
  )
  const group = byFields.get(like.fieldsText) as RequestOutline[]
  // Among sorted texts, a neighbour of the place where a text would stand begins with the most of it.
  const place = firstNotBefore(group, here.words)
  const neighbours = group.slice(Math.max(0, place - 1), place + 1)
  return neighbours.reduce((best, other) =>
    sharedLength(here.words, other.words) > sharedLength(here.words, best.words) ? other : best,
  )
}

/** Of equally near ones that whose fields sort first. */
function fewestFieldsApart(here: RequestOutline, others: readonly RequestOutline[]): RequestOutline {
  let best = others[0] as RequestOutline
  let least = Infinity
  for (const other of others) {
    const apart = fieldsApart(here, other)
    if (apart > least || (apart === least && other.fieldsText >= best.fieldsText)) continue
    best = other
    least = apart
  }
  return best
}

function fieldsApart({ fields }: RequestOutline, other: RequestOutline): number {
  const names = new Set([...fields.keys(), ...other.fields.keys()])
  return [...names].filter((name) => fields.get(name) !== other.fields.get(name)).length
}

function firstNotBefore(sorted: readonly RequestOutline[], words: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as RequestOutline).words < words) low = middle + 1
    else high = middle
  }
  return low
}

/** How many characters two texts share from their beginnings. */
function sharedLength(one: string, other: string): number {
  const most = Math.min(one.length, other.length)
  for (let index = 0; index < most; index++) if (one[index] !== other[index]) return index
  return most
}

function enter(groups: Map<string, RequestOutline[]>, key: string, outline: RequestOutline): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [outline])
  else group.push(outline)
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

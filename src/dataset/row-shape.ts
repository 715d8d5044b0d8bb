import {
  nearestName,
  pickedBySchema,
  weightSchema,
  type JsonValue,
  type Row,
  type RowInput,
} from '../contract/index.ts'
import { brief, invalidRow, isObject } from './invalid-row.ts'

const recordedKeys = ['outputs', 'conversation', 'trace'] as const
const rowKeys = ['id', 'inputs', 'expectations', 'group', 'tags', 'weight', 'pickedBy']
const optionalWeight = weightSchema.nullish()
const optionalPicking = pickedBySchema.nullish()
const shapeHint =
  'A row is `{ id?, inputs, expectations?, group?, tags?, weight?, pickedBy?, outputs?, conversation?, trace? }`; for another shape use `fields` or `map`.'

/**
 * Checks that a value has the shape of a row and holds only what JSON can hold. Numbers as id or group become
 * strings; null in place of anything but inputs and expectations counts as absent; other keys are left out, but for
 * one that is a known key misspelt.
 *
 * @throws VitestJudgeError `invalid-rows` naming place and path
 */
export function rowShape(value: unknown, place: string): RowInput {
  const fault = (path: string, received: unknown, expected: string) =>
    invalidRow({ place, path, received: brief(received), expected, hint: shapeHint })
  if (!isObject(value)) throw fault('', value, 'an object with `inputs`')
  refuseMisspelt(value, place)
  const { inputs, expectations, tags } = value
  if (inputs === undefined || inputs === null) throw fault('inputs', inputs, 'a value')
  if (tags !== undefined && tags !== null && !isTextList(tags)) {
    throw fault('tags', tags, 'an array of strings')
  }
  const id = name(value['id'])
  if (id === false) throw fault('id', value['id'], 'a string that is not empty')
  const group = name(value['group'])
  if (group === false) throw fault('group', value['group'], 'a string that is not empty')
  const weight = optionalWeight.safeParse(value['weight'])
  if (!weight.success) throw fault('weight', value['weight'], 'a number from 1e-9 to 1e9')
  const pickedBy = optionalPicking.safeParse(value['pickedBy'])
  if (!pickedBy.success) throw fault('pickedBy', value['pickedBy'], '"random", "verdict" or "hard"')
  for (const [path, part] of [
    ['inputs', inputs],
    ['expectations', expectations],
    ...recordedKeys.map((key) => [key, value[key]] as const),
  ] as const) {
    const bad = notJson(part, path)
    if (bad !== undefined) throw fault(bad.path, bad.value, 'a value that JSON can hold')
  }
  return {
    ...(id !== undefined && { id }),
    inputs: inputs as JsonValue,
    ...(expectations !== undefined && { expectations: expectations as JsonValue }),
    ...(group !== undefined && { group }),
    ...(isTextList(tags) && { tags: [...tags] }),
    ...(weight.data && { weight: weight.data }),
    ...(pickedBy.data && { pickedBy: pickedBy.data }),
    ...recordedOf(value),
  }
}

/** What was recorded; null is an answer like any other. */
function recordedOf(value: Record<string, unknown>): Pick<Row, (typeof recordedKeys)[number]> {
  const given = recordedKeys.filter((key) => value[key] !== undefined)
  return Object.fromEntries(given.map((key) => [key, value[key] as JsonValue]))
}

/** What is left out in silence would be missed, such as a weight. */
function refuseMisspelt(value: Record<string, unknown>, place: string): void {
  for (const key of Object.keys(value)) {
    const meant = rowKeys.includes(key) ? undefined : nearestName(key, rowKeys)
    if (meant === undefined) continue
    throw invalidRow({
      place,
      path: key,
      received: brief(value[key]),
      expected: `no such key: ${meant} is one`,
      hint: `Write ${meant} in place of ${key}; what is no part of the row belongs into inputs, or is left out by \`fields\` or \`map\`.`,
    })
  }
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** False for a value that cannot be a name. */
function name(value: unknown): string | undefined | false {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value !== '' && value
}

interface Bad {
  path: string
  value: unknown
}

/** The first part that JSON cannot hold. Objects with `toJSON` (dates) pass: they are written as that says. */
function notJson(value: unknown, path: string, above: readonly unknown[] = []): Bad | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' || typeof value === 'boolean') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { path, value }
  if (typeof value !== 'object' || above.includes(value)) return { path, value }
  if ('toJSON' in value && typeof value.toJSON === 'function') return undefined
  if (!Array.isArray(value) && !isPlain(value)) return { path, value }
  for (const [key, part] of Object.entries(value)) {
    const bad = notJson(part, `${path}.${key}`, [...above, value])
    if (bad !== undefined) return bad
  }
  return undefined
}

/** Plain in this or another realm: test runners give each file its own `Object`. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

import { VitestJudgeError, type JsonValue } from '../contract/index.ts'
import { brief, isObject } from '../dataset/index.ts'

/** One part of an exported trace, which knows where it stands: its faults name the place and the path of keys. */
export class Cursor {
  readonly value: unknown
  /** Where the trace stands: `traces.jsonl:3`. */
  readonly place: string
  /** The keys that lead here from the trace: `info.assessments.0.source`. */
  readonly path: string

  constructor(value: unknown, place: string, path = '') {
    this.value = value
    this.place = place
    this.path = path
  }

  /** True for a part that is not there, or null. */
  get isAbsent(): boolean {
    return this.value === undefined || this.value === null
  }

  /** The part under a key; absent where this is no object or has no such key of its own. */
  at(key: string | number): Cursor {
    const holder = this.value
    const isThere = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
    const value = isThere ? (holder as Record<string | number, unknown>)[key] : undefined
    return new Cursor(value, this.place, this.path === '' ? String(key) : `${this.path}.${key}`)
  }

  /** The first part that is there under one of several names; under the first name where none is. */
  first(...keys: readonly [string, ...string[]]): Cursor {
    return keys.map((key) => this.at(key)).find((part) => !part.isAbsent) ?? this.at(keys[0])
  }

  /** @throws VitestJudgeError `damaged-file` for anything but an object */
  object(): Record<string, JsonValue> {
    if (isObject(this.value)) return this.value as Record<string, JsonValue>
    throw this.fault('an object')
  }

  /**
   * The items of a list; none where it is absent.
   * @throws VitestJudgeError `damaged-file` for anything else
   */
  list(): Cursor[] {
    if (this.isAbsent) return []
    if (Array.isArray(this.value)) return this.value.map((_item, index) => this.at(index))
    throw this.fault('a list')
  }

  /** @throws VitestJudgeError `damaged-file` for anything but a text that is not empty */
  text(): string {
    if (typeof this.value === 'string' && this.value !== '') return this.value
    throw this.fault('a text that is not empty')
  }

  /**
   * An object of texts; other values are written as JSON, nulls left out, and an absent one is empty.
   * @throws VitestJudgeError `damaged-file` for anything else
   */
  textMap(): Record<string, string> {
    if (this.isAbsent) return {}
    return Object.fromEntries(
      Object.entries(this.object())
        .filter(([, value]) => value !== null)
        .map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
    )
  }

  /** The `damaged-file` error that names place, path, what stands there and what should. */
  fault(expected: string): VitestJudgeError {
    const where = this.path === '' ? '' : ` at ${this.path}`
    return new VitestJudgeError('damaged-file', {
      message: `${this.place} is no trace of MLflow:${where} received ${brief(this.value)}; expected ${expected}.`,
      hint: 'Export it again, or correct it; nothing was imported.',
    })
  }
}

import type {
  AuditProbe,
  CallUsage,
  JsonValue,
  PickedBy,
  RunAudit,
  RunJudge,
  RunVerdict,
  Split,
  UnscoredReason,
} from '../contract/index.ts'

/** The one key of Vitest's `task.meta` that this project writes. */
export const metaKey = 'vitestJudge'

/** What a row's test carries from the worker to the reporter, under `task.meta.vitestJudge`. JSON-safe. */
export interface RowRecord {
  /** A line per judge and repeat: what stands first in Vitest's UI and JSON, for people alone. */
  shown?: string[]
  suite: string
  row: {
    id: string
    split: Split
    group?: string
    tags: string[]
    weight?: number
    pickedBy?: PickedBy
    inputs: JsonValue
    expectations?: JsonValue
    conversation?: JsonValue
    trace?: JsonValue
  }
  /** Ids of the judges that are to be asked, so that a row that never ends is missed by name. */
  judges: string[]
  /** By Vitest's repeat index: the last attempt's record. */
  attempts: { [repeat: string]: AttemptRecord }
}

/** What one attempt at a row recorded. */
export interface AttemptRecord {
  /** Vitest's retry count at the attempt's start. */
  retry: number
  sampleId?: string
  outputs?: JsonValue
  error?: string
  errorReason?: UnscoredReason
  app?: CallUsage[]
  verdicts: RunVerdict[]
}

/** What the test of one probe carries, under `task.meta.vitestJudge`. JSON-safe. */
export interface ProbeRecord {
  /** The name of the audit. */
  audit: string
  /** What the probe found so far; at first without trials. */
  probe: AuditProbe
  /** Calls to models that the test made. */
  calls: RunAudit['calls']
  /**
   * Calls to models that it makes at most, where nothing is recorded: about changed samples, to have texts written, and
   * about samples as they are, which all probes share; and, in words, those whose number nobody knows beforehand.
   */
  mostCalls: { changed: number; written: number; shared: number; besides: string[] }
}

/** What an eval file carries, under `file.meta.vitestJudge`: its suites and audits and their judges. */
export interface FileRecord {
  suites: { [suite: string]: SuiteRecord }
  /** The judge of each audit by the audit's name. */
  audits?: { [audit: string]: RunJudge }
  /** What the calls to models met that a report should say. */
  notice?: string
}

/** What a suite declares once. */
export interface SuiteRecord {
  maxUnscored?: number
  judges: RunJudge[]
}

/** An eval file as the reporter saw it. */
export interface RecordedFile {
  /** Relative to the project's root, with `/`. */
  file: string
  record?: FileRecord
  tests: RecordedTest[]
  /** Tests of probes, in their order. */
  probes?: RecordedProbe[]
}

/** A test with the record of a probe, as the reporter saw it end. */
export interface RecordedProbe {
  record: ProbeRecord
  /** False for a test that was filtered out, skipped or never started. */
  started: boolean
  /** Vitest's first error message, if the test failed. */
  error?: string
}

/** A test with a row record, as the reporter saw it end. */
export interface RecordedTest {
  record: RowRecord
  /** False for a test that was filtered out, skipped or never started. */
  started: boolean
  /** Vitest's retry count at the end. */
  retry: number
  /** How often the test was to run, first time included; default 1. */
  repeats?: number
  /** Vitest's first error message, if the test failed. */
  error?: string
}

/** A copy that every transport keeps as it is: JSON values only; what JSON cannot hold becomes text or is left out. */
export function toJson(value: unknown): JsonValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  const path: { source: object; shown: unknown }[] = []
  const text = JSON.stringify(value, function (this: { [key: string]: unknown }, key, entry: unknown) {
    if (typeof entry === 'bigint') return String(entry)
    if (typeof entry === 'number' && !Number.isFinite(entry)) return String(entry)
    if (typeof entry !== 'object' || entry === null) return entry
    while (path.length > 0 && path.at(-1)?.shown !== this) path.pop()
    const given = this[key]
    const source = typeof given === 'object' && given !== null ? given : entry
    if (path.some((ancestor) => ancestor.source === source)) return '[circular]'
    const shown = jsonObject(entry)
    path.push({ source, shown })
    return shown
  })
  return text === undefined ? null : (JSON.parse(text) as JsonValue)
}

function jsonObject(entry: object): object {
  if (entry instanceof Map) return [...entry.keys()].every(isPlain) ? Object.fromEntries(entry) : [...entry]
  if (entry instanceof Set) return [...entry]
  return entry instanceof Error ? { name: entry.name, message: entry.message } : entry
}

/** A key that an object can have; a map with any other becomes a list of pairs. */
function isPlain(key: unknown): boolean {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof key)
}

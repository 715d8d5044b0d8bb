import type { JsonObject } from '../../contract/index.ts'
import { type Clock, openRecordLog, type RecordLog } from '../../io/index.ts'
import { ModelCallError } from '../model-call-error.ts'
import { SharedCall } from '../shared-call.ts'
import { maskText, maskValue } from './mask-secrets.ts'
import { nearestRecordings } from './nearest-recording.ts'
import type { RecordingMode } from './recording-mode.ts'
import { type RecordedRequest, recordingKey } from './recording-key.ts'
import { outlineOf } from './request-outline.ts'

export type { RecordingMode } from './recording-mode.ts'
export type { RecordedRequest } from './recording-key.ts'

/** An answer as it is recorded. */
export interface RecordedAnswer {
  /** The body as text. */
  text: string
  contentType: string
  /** How long it took when it was asked. */
  latencyMs: number
}

/** The stored answers of models, as one process uses them. */
export interface Recordings {
  readonly mode: RecordingMode
  /**
   * A stored answer where the mode looks for one.
   *
   * @throws ModelCallError `not-recorded` in `replay` where there is none: it names the request and how the nearest
   * recorded one differs
   */
  find(request: RecordedRequest): RecordedAnswer | undefined
  /**
   * Stores an answer where the mode records. Secrets that occur in request or answer are stored as `[key]`. Never
   * throws: what could not be written is told by `notice`.
   */
  add(request: RecordedRequest, answer: RecordedAnswer, secrets: readonly string[]): void
  /** Runs `ask` once for equal requests that are in flight at the same time, which share how it ends; not in `off`. */
  share<Result>(request: RecordedRequest, ask: () => Promise<Result>): Promise<Result>
  /** Notes which recordings were used, so that they are not pruned. */
  flush(): Promise<void>
  /** What is wrong, on one line: over the size limit, writes failed, damaged lines; undefined where nothing is. */
  notice(): string | undefined
}

/** How large all recordings may grow where nothing else is said: 500 MB. */
const defaultMaxBytes = 500e6

/** How recordings are opened. */
export interface RecordingsOptions {
  mode: RecordingMode
  folder: string
  /** What the files of one run have in common in their names. */
  runToken: string
  clock: Clock
  /** From this size of all files on, nothing more is recorded; default 500 MB. */
  maxBytes?: number
}

/** Opens the recordings of a folder. Nothing is read before it is needed, and nothing at all in `off`. */
export function openRecordings(options: RecordingsOptions): Recordings {
  return new FolderRecordings({ maxBytes: defaultMaxBytes, ...options })
}

class FolderRecordings implements Recordings {
  readonly mode: RecordingMode
  readonly #options: RecordingsOptions & { maxBytes: number }
  readonly #log: RecordLog
  readonly #inFlight = new Map<string, SharedCall<unknown>>()
  #nearest: ((request: RecordedRequest) => string | undefined) | undefined

  constructor(options: RecordingsOptions & { maxBytes: number }) {
    this.mode = options.mode
    this.#options = options
    this.#log = openRecordLog(options.folder, options)
  }

  find(request: RecordedRequest): RecordedAnswer | undefined {
    if (this.mode === 'off' || this.mode === 'refresh') return undefined
    const answer = this.#log.find(recordingKey(request))?.['answer']
    if (answer === undefined && this.mode === 'replay') throw this.#notRecorded(request)
    return answer as RecordedAnswer | undefined
  }

  add(request: RecordedRequest, answer: RecordedAnswer, secrets: readonly string[]): void {
    if (this.mode === 'off' || this.mode === 'replay') return
    const { endpoint, path, body, repeat } = request
    const { text, contentType, latencyMs } = answer
    this.#log.add(recordingKey(request), {
      request: maskValue({ endpoint, path, body, repeat }, secrets),
      answer: { text: maskText(text, secrets), contentType, latencyMs },
    })
  }

  async share<Result>(request: RecordedRequest, ask: () => Promise<Result>): Promise<Result> {
    if (this.mode === 'off') return ask()
    const key = recordingKey(request)
    const running = this.#inFlight.get(key)
    if (running !== undefined) return (running as SharedCall<Result>).join()
    const call = new SharedCall(ask)
    this.#inFlight.set(key, call)
    try {
      return await call.answer
    } finally {
      this.#inFlight.delete(key)
    }
  }

  flush(): Promise<void> {
    return this.#log.flush()
  }

  notice(): string | undefined {
    const { leftOut, fault, damaged } = this.#log
    const { folder, maxBytes } = this.#options
    const parts = [
      leftOut > 0 &&
        `recordings in ${folder} have ${megabytes(this.#log.bytes)}, the limit is ${megabytes(maxBytes)}: ${count(leftOut, 'answer was', 'answers were')} not recorded; npx vitest-judge recordings prune --unused-for 30d makes room`,
      fault !== undefined && `answers could not be recorded in ${folder}: ${fault}`,
      damaged.length > 0 &&
        `${count(damaged.length, 'damaged line', 'damaged lines')} of the recordings in ${folder} passed over; npx vitest-judge recordings verify names them`,
    ].filter((part) => part !== false)
    return parts.length === 0 ? undefined : parts.join('; ')
  }

  #notRecorded(request: RecordedRequest): ModelCallError {
    this.#nearest ??= nearestRecordings(recordedRequests(this.#log))
    const nearest = this.#nearest(request) ?? 'nothing of this path is recorded'
    const { fields, texts } = outlineOf(request)
    const model = fields.has('model') ? ` of ${fields.get('model')}` : ''
    const last = texts.at(-1)?.text.trim().replaceAll(/\s+/g, ' ') ?? ''
    const words = last.length > 40 ? `${last.slice(0, 39)}…` : last
    const detail = `no recording of ${request.path}${model} with ${JSON.stringify(words)}: ${nearest}`
    return new ModelCallError({ reason: 'not-recorded', detail })
  }
}

function* recordedRequests(log: RecordLog): Generator<RecordedRequest> {
  for (const { record } of log.records()) {
    const request = record['request'] as JsonObject | undefined
    if (typeof request?.['path'] === 'string') yield request as unknown as RecordedRequest
  }
}

function megabytes(bytes: number): string {
  return `${Number((bytes / 1e6).toPrecision(3))} MB`
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

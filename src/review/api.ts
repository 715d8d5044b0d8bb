import type { FeedbackSource, GuidelineVerdict, JsonValue, JudgeValue, ValueType } from '../contract/index.ts'

/**
 * What the page and the server of `review` tell each other, as JSON over loopback:
 *
 * - `GET  /api/session` -> ReviewSession
 * - `GET  /api/queue?judge=&annotator=&show=&slice=&by=&search=&blind=` -> ReviewQueue
 * - `GET  /api/sample?judge=&sample=&annotator=&blind=` -> ReviewSample
 * - `POST /api/feedback` GivenFeedback -> StoredFeedback
 * - `POST /api/undo` UndoneFeedback -> StoredFeedback
 * - `GET  /api/standing?judge=&annotator=&since=&blind=` -> ReviewStanding, or 204 where nothing is new
 * - `GET  /api/memory?judge=` -> ReviewMemory
 * - `POST /api/memory` GuidelineChange -> ReviewMemory
 * - `GET  /api/memory/diff?judge=&from=&to=` -> MemoryDiff
 *
 * Everything that is refused comes as ReviewError with a status of 4xx.
 */

/** What the page needs once. */
export interface ReviewSession {
  /** The name of the project's folder. */
  project: string
  run: { id: string; time: string; offline: boolean; partial: string[] }
  /** Who gives feedback unless the page says otherwise. */
  annotator: string
  /** True where `--blind` was given: the page cannot switch it off. */
  blind: boolean
  judges: ReviewJudge[]
}

/** One judge in one suite. */
export interface ReviewJudge {
  /** Names it in requests. */
  key: string
  name: string
  suite: string
  valueType: ValueType
  /** One key for each value; none for numbers and text, which are typed. */
  keys: { key: string; value: JudgeValue }[]
  instructions: string
  hasMemory: boolean
  /** How many different align samples there are to look at. */
  samples: number
  /** Tags and `field=value` that some of them have, for the filter `slice`; the most frequent first, at most 100. */
  slices: string[]
}

/** Which samples a queue shows. */
export type QueueFilter = 'open' | 'mismatches' | 'uncertain' | 'unlabelled' | 'labelled' | 'all'

/** Why a sample is asked about: the judge got it wrong, was unsure of it, or it is one of the seeded rest. */
export type QueueReason = 'mismatch' | 'uncertain' | 'sample'

/** Align samples in the order in which they are asked about. */
export interface ReviewQueue {
  items: QueueItem[]
  /** Of all samples of the judge, whatever the filter: how many this person has labelled. */
  labelled: number
  samples: number
}

/** One sample of a queue, short. Blind, neither reason, verdict nor truth is told. */
export interface QueueItem {
  sampleId: string
  rowId: string
  /** The beginning of the inputs, on one line. */
  snippet: string
  reason?: QueueReason
  /** What the aligned judge, else the judge, said; absent where it said nothing. */
  verdict?: JudgeValue
  truth?: JudgeValue
  /** What this person said of it. */
  mine?: JudgeValue
  /** How many others have spoken. */
  others: number
}

/** One sample whole. */
export interface ReviewSample {
  sampleId: string
  rowId: string
  group?: string
  tags: string[]
  inputs: JsonValue
  outputs: JsonValue
  /** Only where the judge is shown them too, or not blind. */
  expectations?: JsonValue
  conversation?: JsonValue
  trace?: JsonValue
  /** What each form of the judge said, repeats included; blind, none. */
  verdicts: ReviewVerdict[]
  truth?: JudgeValue
  /** Standing feedback on it; blind, this person's alone. */
  feedback: GivenLabel[]
}

/** One verdict as a reader needs it. */
export interface ReviewVerdict {
  /** `name` or `name@aligned`. */
  judge: string
  repeat: number
  /** Absent where it is unscored. */
  value?: JudgeValue
  rationale?: string
  /** Why there is no value, in words. */
  unscored?: string
  /** Of a guidelines judge: what it said of each. */
  guidelineVerdicts?: GuidelineVerdict[]
  /** What an aligned judge was shown, where its memory can be read. */
  guidelines: string[]
  examples: ShownExample[]
  /** Why guidelines and examples cannot be had, where an aligned judge was shown some. */
  notShown?: string
}

/** One example that a judge was shown. */
export interface ShownExample {
  sampleId: string
  inputs: JsonValue
  outputs: JsonValue
  value: JudgeValue
  rationale: string
}

/** One standing line of a feedback log. */
export interface GivenLabel {
  id: string
  sampleId: string
  source: FeedbackSource
  value: JudgeValue
  rationale?: string
  time: string
}

/** What a person says of a sample. */
export interface GivenFeedback {
  judge: string
  sampleId: string
  annotator: string
  value: JudgeValue
  rationale?: string | undefined
  /** True where neither verdict nor truth was on the screen. */
  blind: boolean
}

/** Takes a person's standing feedback on a sample back: what they had said of it before, if anything, stands again. */
export interface UndoneFeedback {
  judge: string
  sampleId: string
  annotator: string
  /** True where neither verdict nor truth is on the screen: then the answer tells of neither. */
  blind: boolean
}

/** The sample after what was said of it or taken back, and what stands. */
export interface StoredFeedback {
  sampleId: string
  /** This person's standing label on it. */
  mine?: GivenLabel
  standing: ReviewStanding
}

/** What stands in a judge's log, whoever wrote it. */
export interface ReviewStanding {
  /** Changes with the log: give it as `since`. */
  revision: string
  /** Samples that this person has labelled. */
  labelled: number
  /** Labels of each person, by name in order. */
  people: { name: string; labels: number }[]
  /** This person's label and the number of others, of every sample that somebody has labelled. */
  labels: { sampleId: string; mine?: JudgeValue; others: number }[]
  /** How the forms of the judge agree with the people so far; blind, none. No measurement: the rows were chosen. */
  agreement: { judge: string; agree: number; labels: number; low: number; high: number }[]
}

/** A judge's memory as a person looks at it. */
export interface ReviewMemory {
  folder: string
  /** Give it with a change: it is refused where the memory has moved on. */
  fingerprint: string
  guidelines: ReviewGuideline[]
  examples: { value: JudgeValue; count: number }[]
  /** The last first. */
  versions: { id: string; time?: string; summary: string }[]
}

/** One guideline with the samples it came from. */
export interface ReviewGuideline {
  id: string
  text: string
  origin: 'distilled' | 'person'
  pinned: boolean
  muted: boolean
  concern?: string
  sources: { sampleId: string; rowId?: string; snippet?: string; value?: JudgeValue; rationale?: string }[]
}

/** What a person changes of a memory. */
export type GuidelineChange = { judge: string; fingerprint: string; annotator?: string | undefined } & (
  | { kind: 'edit'; id: string; text: string }
  | { kind: 'pin'; id: string; pinned: boolean }
  | { kind: 'mute'; id: string; muted: boolean }
  | { kind: 'add'; text: string }
)

/** The aligned instructions of two versions, line by line. */
export interface MemoryDiff {
  from: string
  to: string
  lines: { kind: 'same' | 'added' | 'removed'; text: string }[]
}

/** What was refused, and what to do. */
export interface ReviewError {
  code: string
  message: string
  hint?: string
}

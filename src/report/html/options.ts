import type { GateLine } from '../../agreement/index.ts'
import type { Calibration, Memory } from '../../contract/index.ts'

/** What a report as a page holds besides the run: what is on disk about its judges comes from whoever reads that. */
export interface HtmlOptions {
  /** As `decideRun` gives them. */
  gates: readonly GateLine[]
  /** Its `note`. */
  gateNote?: string
  /** The commands to go on with; default none. */
  nextCommand?: readonly string[]
  /**
   * Fields by which rows are sliced besides tags: dotted paths such as `inputs.language`; default those that slice the
   * rows well.
   */
  sliceBy?: readonly string[]
  /** What must be said first, such as that this is one shard of several. */
  warning?: string | undefined
  /** The calibration files of the run's judges, in the order of the run; default none. */
  calibrations?: readonly CalibrationFact[]
  /** The memories of its aligned judges, in the order of the run; default none. */
  memories?: readonly MemoryFact[]
}

/** A judge's calibration file, and whether it fits the run. */
export interface CalibrationFact {
  suite: string
  judge: string
  /** Relative to the project's root. */
  file: string
  state: 'fits' | 'changed' | 'not-compared' | 'missing' | 'damaged'
  /** What has changed since, where it no longer fits: as a sentence ends, `the memory has changed`. */
  detail?: string
  worn: boolean
  /** Of the judge and the rows of the run; absent where it measures nothing, or a part. */
  current?: Calibration['fingerprints']
  /** Absent where there is no file, or a damaged one. */
  calibration?: Calibration
}

/** An aligned judge's memory as it is on disk. */
export interface MemoryFact {
  suite: string
  judge: string
  /** Relative to the project's root. */
  folder: string
  /** The memory that the run used; absent where the disk no longer has it. */
  memory?: Memory
  /** Why the memory of the run is not shown, as a clause. */
  missing?: string
  /** Every version that is kept, oldest first. */
  versions: readonly MemoryVersion[]
}

/** A version of a memory, with what the runs on disk measured of it. */
export interface MemoryVersion {
  id: string
  number: number
  /** When it was installed, ISO 8601. */
  time: string
  guidelines: number
  episodes: number
  /** True for the one that the run used. */
  isUsed: boolean
  /**
   * What the last complete run on disk that used it measured, else what the judge's calibration keeps of one; absent
   * where neither knows it.
   */
  effect?: VersionEffect
}

/** What a run measured of a version of a memory, on held-out rows. */
export interface VersionEffect {
  run: string
  /** Where that is known from. */
  from: 'run' | 'calibration'
  /** True where the offline stand-in judged, and a model in the run of the page. */
  offline: boolean
  /**
   * What was another thing than in the run of the page: `instructions`, `model`, `parameters`, `values`, `rows`, and
   * `judge` where no more is known of the first four.
   */
  others: readonly string[]
  rows: number
  /** Accuracy with the memory and its 95 % interval, in [0, 1]. */
  accuracy: number
  low: number
  high: number
  /** Accuracy of the judge without it on the same rows, and the difference with its 95 % interval. */
  base?: { accuracy: number; difference: number; low: number; high: number }
}

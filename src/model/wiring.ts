import type { Prices } from '../contract/index.ts'
import type { Budget } from './pacing/coordinator.ts'
import type { PacerOptions } from './pacing/pacer.ts'
import type { RecordingMode } from './recordings/recordings.ts'

/** How the models of a process are recorded, paced and counted. JSON-safe: the plugin tells it to its workers. */
export interface ModelWiring {
  recordings: {
    mode: RecordingMode
    /** Absolute path. */
    folder: string
    /** What the files of one run have in common in their names. */
    runToken: string
    maxMegabytes?: number
  }
  /** For each provider and key. */
  pacing?: Partial<PacerOptions>
  /** Of the whole run. */
  budget?: Budget
  /** Prices that count before, or in place of, the built-in ones. */
  prices?: Prices
  /** Where the coordinator of all workers listens; without it, this process coordinates itself. */
  coordinator?: string
}

/** A wiring in place, and what ends its work in this process. */
export interface PlacedWiring {
  wiring: ModelWiring
  /** Set once a model was called: stores what is still to be stored, and gives what a report should say of it. */
  flush?: () => Promise<string | undefined>
  /** What else a report should say, each once. */
  notes?: Set<string>
}

/**
 * Where the plugin's setup file puts the wiring: in a place of the process that needs no import, as that file runs
 * before every unit test too.
 */
export const wiringKey: unique symbol = Symbol.for('vitest-judge.models') as never

/** The wiring of this process; undefined in a script that has none. */
export function placedWiring(): PlacedWiring | undefined {
  return (globalThis as { [wiringKey]?: PlacedWiring })[wiringKey]
}

/** Wires the models of this process, or with undefined takes the wiring away. */
export function placeWiring(wiring: ModelWiring | undefined): void {
  const place = globalThis as { [wiringKey]?: PlacedWiring }
  if (wiring === undefined) delete place[wiringKey]
  else place[wiringKey] = { wiring }
}

/** Has the report of the run say something, once whatever the workers; false where this process is none of a run's. */
export function noteForRun(note: string): boolean {
  const placed = placedWiring()
  if (placed?.wiring.coordinator === undefined) return false
  placed.notes = (placed.notes ?? new Set()).add(note)
  return true
}

/** The ways of using stored answers. */
export const recordingModes = ['auto', 'replay', 'refresh', 'off'] as const

/**
 * `auto` uses a recording where there is one, else asks and records; `replay` never asks; `refresh` asks and records
 * anew; `off` does neither.
 */
export type RecordingMode = (typeof recordingModes)[number]

// What Vitest's main process wants of this room: nothing that calls a model, so that the client is not loaded where
// unit tests alone run.
export type { Budget } from './pacing/coordinator.ts'
export { type RecordingMode, recordingModes } from './recordings/recording-mode.ts'
export { recordingsOf } from './recordings-of.ts'
export { loadEnvironmentFile } from './environment-file.ts'
export { type ModelServer, serveModels } from './serve-models.ts'
export type { ModelWiring } from './wiring.ts'

export * from './record.ts'
export { collectRun, checkMemories, type RunFacts } from './collect.ts'
export { readRun, workFolder, writeRun } from './file.ts'

export { renderRun, type RenderOptions } from './render-run.ts'
export { summariseSuite, type SuiteSummary } from '../agreement/index.ts'

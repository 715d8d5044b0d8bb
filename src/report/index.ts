export { renderRun, type RenderOptions } from './render-run.ts'

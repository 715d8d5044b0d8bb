export { renderHtml } from './render-html.tsx'
export { renderHistoryHtml } from './render-history-html.tsx'
export type { CalibrationFact, HtmlOptions, MemoryFact, MemoryVersion, VersionEffect } from './options.ts'

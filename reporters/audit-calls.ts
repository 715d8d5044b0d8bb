import type { ProbeRecord } from '../src/run/index.ts'

/** What the audits of a file take, a line each: `audit of polite: at most 480 calls (...)`. */
export function auditCallTexts(probes: readonly ProbeRecord[]): string[] {
  return [...Map.groupBy(probes, ({ audit }) => audit)].map(([name, own]) => {
    const changed = own.reduce((sum, { mostCalls }) => sum + mostCalls.own, 0)
    const shared = Math.max(...own.map(({ mostCalls }) => mostCalls.shared))
    const number = (count: number) => count.toLocaleString('en-US')
    return `${name}: at most ${number(changed + shared)} calls (${number(shared)} about samples as they are, ${number(changed)} about changed ones), fewer where recordings answer`
  })
}

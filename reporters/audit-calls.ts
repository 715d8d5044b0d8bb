import type { ProbeRecord } from '../src/run/index.ts'

/** What the audits of a file take, a line each: `audit of polite: at most 480 calls (...)`. */
export function auditCallTexts(probes: readonly ProbeRecord[]): string[] {
  return [...Map.groupBy(probes, ({ audit }) => audit)].map(([name, own]) => {
    const calls = own.map(({ mostCalls }) => mostCalls)
    const sum = (part: 'changed' | 'written') => calls.reduce((total, each) => total + each[part], 0)
    const [changed, written] = [sum('changed'), sum('written')]
    const shared = Math.max(...calls.map((each) => each.shared))
    const besides = [...new Set(calls.flatMap((each) => each.besides))]
    const number = (count: number) => count.toLocaleString('en-US')
    const parts = [
      `${number(shared)} about samples as they are`,
      `${number(changed)} about changed ones`,
      ...(written > 0 ? [`${number(written)} to have texts written`] : []),
    ]
    return [
      `${name}: at most ${number(shared + changed + written)} calls (${parts.join(', ')})`,
      ...(besides.length > 0 ? [` besides ${besides.join(' and ')}`] : []),
      ', fewer where recordings answer',
    ].join('')
  })
}

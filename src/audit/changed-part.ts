import type { Sample } from '../contract/index.ts'

/** What differs between two samples: of texts what stands between their common beginning and end, of all else the whole. */
export function changedPart(before: Sample, after: Sample): string {
  const fields = ['outputs', 'inputs', 'expectations', 'conversation', 'trace'] as const
  for (const field of fields) {
    const [old, changed] = [before[field], after[field]].map((value) =>
      typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
    ) as [string, string]
    if (old !== changed) return `${field}: ${between(old, changed)}`
  }
  return 'nothing'
}

function between(old: string, changed: string): string {
  const [was, is] = [Array.from(old), Array.from(changed)]
  const most = Math.min(was.length, is.length)
  let [start, end] = [0, 0]
  while (start < most && was[start] === is[start]) start++
  while (end < most - start && was.at(-1 - end) === is.at(-1 - end)) end++
  const part = is.slice(start, is.length - end).join('')
  const [head, tail] = [start > 0 ? '…' : '', end > 0 ? '…' : '']
  return `${head}${part.trim()}${tail}`
}

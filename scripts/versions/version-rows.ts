import { toMarkdown } from '../../benchmarks/markdown.ts'
import type { Tried } from './pair.ts'

/** The table of all pairs: a line for each Node, a column for each Vitest. */
export function versionTable(tried: readonly Tried[]): string {
  const nodes = [...new Set(tried.map(({ node }) => node))]
  const vitests = [...new Set(tried.map(({ vitest }) => vitest))]
  const rows = nodes.map((node) => {
    const cells = vitests.map((vitest) => {
      const found = tried.find((each) => each.node === node && each.vitest === vitest)
      return found === undefined ? 'not tried' : cellOf(found)
    })
    return [node, ...cells]
  })
  return toMarkdown({ head: ['Node', ...vitests.map((vitest) => `Vitest ${vitest}`)], rows })
}

function cellOf(tried: Tried): string {
  if (tried.outcome === 'not installed') {
    return `could not be installed: ${tried.reason.replace(/^npm error /, '').replaceAll('|', String.raw`\|`)}`
  }
  const { failed, steps, search } = tried
  const scan = search === 'HNSW' ? '' : ', exact scan'
  if (failed.length === 0) return `✓ ${steps} of ${steps}${scan}`
  return `✗ ${steps - failed.length} of ${steps}${scan}: not ${failed.join(', ')}`
}

import { evaluateRunGates } from '../src/agreement/index.ts'
import { writeWhole } from '../src/io/index.ts'
import { renderRun } from '../src/report/index.ts'
import { readRun } from '../src/run/index.ts'

/** Draws the latest run's report, without its list of mismatches, as docs/report.svg: the picture of the README. */
const root = new URL('..', import.meta.url).pathname
const run = await readRun(root)
const { lines: gates } = evaluateRunGates(run)
const text = renderRun(run, { width: 96, color: true, gates, nextCommand: [] })
const blocks = text.split('\n\n').filter((block) => !/ worst of /.test(block))

const columnWidth = 8.43
const lineHeight = 18
const margin = 16
const colors: { [code: string]: string } = {
  31: '#ff7b72',
  32: '#56d364',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
}

const styled = new RegExp(String.raw`\x1B\[(\d+)m|([^\x1B]+)`, 'g')

function toSpans(line: string): string {
  let style: { fill?: string; bold?: boolean; dim?: boolean } = {}
  return line.replaceAll(styled, (_, code: string | undefined, words: string | undefined) => {
    if (code !== undefined) {
      if (code === '0' || code === '39') delete style.fill
      if (code === '0' || code === '22') style = { ...(style.fill !== undefined && { fill: style.fill }) }
      if (code === '1') style.bold = true
      if (code === '2') style.dim = true
      const fill = colors[code]
      if (fill !== undefined) style.fill = fill
      return ''
    }
    const escaped = (words ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    const attributes = [
      style.fill !== undefined && `fill="${style.fill}"`,
      style.bold && 'font-weight="bold"',
      style.dim && 'fill-opacity="0.65"',
    ].filter(Boolean)
    return `<tspan ${attributes.join(' ')}>${escaped}</tspan>`
  })
}

const lines = ['\u001B[90m$ npx vitest run evals\u001B[39m', '', ...blocks.join('\n\n').split('\n')]
const width = Math.ceil(96 * columnWidth + 2 * margin)
const height = lines.length * lineHeight + 2 * margin
const rows = lines.map(
  (line, index) =>
    `<text x="${margin}" y="${margin + (index + 0.8) * lineHeight}" xml:space="preserve">${toSpans(line)}</text>`,
)
await writeWhole(
  `${root}docs/report.svg`,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The report of npx vitest run evals">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g fill="#e6edf3" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">
${rows.join('\n')}
</g>
</svg>
`,
)

import type { Run, RunVerdict } from '../../src/contract/index.ts'

/** A run in lines: a heading per suite, then `row: judge=value/truth ...` in the order of the file. */
export function brief(run: Run | undefined): string[] {
  return (run?.suites ?? []).flatMap(({ name, file, rows, rowsNotRun }) => [
    `# ${file} > ${name}${rowsNotRun > 0 ? ` (${rowsNotRun} not run)` : ''}`,
    ...rows.map(({ id, repeat, error, verdicts }) => {
      const place = repeat > 0 ? `${id} (repeat ${repeat})` : id
      return `${place}: ${error ?? verdicts.map(briefVerdict).join(' ')}`
    }),
  ])
}

function briefVerdict(verdict: RunVerdict): string {
  const answer =
    verdict.outcome === 'scored' ? String(verdict.value) : `${verdict.outcome}(${verdict.reason})`
  return `${verdict.judge}=${answer}${verdict.truth === undefined ? '' : `/${String(verdict.truth)}`}`
}

/**
 * What Vitest printed of its failures: by test name, the message up to the code frame, without the paths of this
 * machine. Tests that failed alike share one message.
 */
export function failures(stderr: string, root: string): Record<string, string> {
  const blocks = stderr.split(/\n FAIL {2}/).slice(1)
  let shared = ''
  const entries = blocks.toReversed().map((block) => {
    const [heading = '', ...lines] = block.split('\n')
    const end = lines.findIndex((line) => /^(?: ❯ |⎯|Caused by)/.test(line))
    const text = lines
      .slice(0, end < 0 ? undefined : end)
      .join('\n')
      .trim()
    if (text !== '') shared = text.replaceAll(root, 'ROOT')
    return [heading.split(' > ').at(-1) ?? '', shared] as const
  })
  return Object.fromEntries(entries.toReversed())
}

/** What the bundler says where a machine is busy. */
const buildAdvice = /\[PLUGIN_TIMINGS\][^]*?for more details\.\n/

/** What Vitest advises below its summary where starting or importing took long: it comes and goes with the machine. */
const vitestAdvice =
  /^(?:\s*\n)?(?: {4,}(?:Isolate|Import|Transform|Setup|Environment) .*\n(?: {10,}.*\n)*\n?)+/

/** What our reporter printed, from the first line after Vitest's own summary; run ids, times and root masked. */
export function report(stdout: string, root: string): string {
  const start = stdout.search(/^ {3}Duration .*$/m)
  const text = start < 0 ? stdout : stdout.slice(stdout.indexOf('\n', start))
  return text
    .replace(vitestAdvice, '')
    .replace(buildAdvice, '')
    .replaceAll(root, 'ROOT')
    .replaceAll(/\d{8}T\d{9}Z-[\da-f]{8}/g, 'RUN')
    .trim()
}

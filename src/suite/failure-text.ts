import type { JsonValue, JudgeValue, Verdict } from '../contract/index.ts'
import type { PreparedSample } from './sample.ts'

/**
 * What a failed matcher tells: what was expected, then row, outputs, verdict, rationale, truth, and how right the
 * judge is known to be.
 */
export function failureText(
  headline: string,
  { sample }: PreparedSample,
  verdict: Verdict,
  truth: JudgeValue | undefined,
  calibration?: string,
): string {
  const facts: [string, string][] = [
    ['row', sample.rowId],
    ['inputs', shown(sample.inputs)],
    ['outputs', shown(sample.outputs)],
    ['verdict', verdictText(verdict)],
  ]
  if (verdict.outcome === 'scored' && verdict.rationale !== '') facts.push(['rationale', verdict.rationale])
  if (truth !== undefined) facts.push(['truth', JSON.stringify(truth)])
  if (calibration !== undefined) facts.push(['judge', calibration])
  return [
    headline,
    '',
    ...facts.map(([name, text]) => `  ${name.padEnd(9)} ${text.replaceAll('\n', '\n            ')}`),
  ].join('\n')
}

/** A verdict in a few words. */
export function verdictText(verdict: Verdict): string {
  if (verdict.outcome === 'scored') return JSON.stringify(verdict.value)
  if (verdict.outcome === 'unscored') return `unscored (${verdict.reason}): ${verdict.detail}`
  return `not asked (${verdict.reason}): ${verdict.detail}`
}

function shown(value: JsonValue | undefined): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none')
  return text.length <= 500 ? text : `${text.slice(0, 499)}…`
}

import { type JsonValue, type RunVerdict, verdictsOf } from '../../contract/index.ts'
import type { QueuedSample } from '../../feedback/index.ts'
import { usedVariables } from '../../judge/index.ts'
import type { Part, View } from './view.ts'
import { readable } from '../readable.ts'
import type { Target } from '../targets.ts'

/**
 * What there is to see of a sample: what the judge saw, then what it said and the truth; blind, without these, and
 * without expectations unless the judge is shown them, too.
 */
export function sampleParts(
  { definition, name }: Target,
  sample: Pick<QueuedSample, 'rows' | 'truth'>,
  view: View,
): Part[] {
  const [row] = sample.rows
  const { kind, instructions } = definition
  const used = kind === 'guidelines' ? [] : usedVariables(instructions)
  const long = Math.max(6, Math.floor((view.height - 10) / 2))
  const part = (label: string, value: JsonValue | undefined): Part => ({
    label,
    lines: readable(value),
    most: long,
  })
  const seen = [part('inputs', row.inputs), part('outputs', row.outputs)]
  for (const field of ['conversation', 'trace'] as const)
    if (used.includes(field)) seen.push(part(field, row[field]))
  if (used.includes('expectations') || (!view.isBlind && row.expectations !== undefined))
    seen.push(part('expectations', row.expectations))
  if (view.isBlind) return seen
  const verdicts = sample.rows.flatMap((one) =>
    verdictsOf(one, name).flatMap((verdict) =>
      verdictPart(
        verdict,
        verdict.judge === name ? 'verdict' : 'aligned',
        view,
        sample.rows.length > 1 ? one.repeat : undefined,
      ),
    ),
  )
  const { truth } = sample
  return [
    ...seen,
    ...verdicts,
    ...(truth === undefined ? [] : [{ label: 'truth', lines: [JSON.stringify(truth)] }]),
  ]
}

function verdictPart(verdict: RunVerdict, label: string, view: View, repeat: number | undefined): Part[] {
  if (verdict.outcome === 'not-asked') return []
  const dash = view.isPlain ? '.' : ' –'
  const time = repeat === undefined ? '' : ` (repeat ${repeat + 1})`
  if (verdict.outcome === 'unscored')
    return [
      { label, lines: [`none${time}${view.isPlain ? ',' : ' –'} ${verdict.reason}: ${verdict.detail}`] },
    ]
  const [first = '', ...others] = readable(verdict.rationale)
  const guidelines = (verdict.guidelines ?? []).flatMap(({ guideline, value, rationale }) => [
    `${value}: ${guideline}`,
    ...readable(rationale).map((line) => `  ${line}`),
  ])
  const lines = [`${JSON.stringify(verdict.value)}${time}${dash} ${first}`, ...others, ...guidelines]
  return [{ label, lines, most: Math.max(6, Math.floor(view.height / 3)) }]
}

import type { JudgeSummary, Mismatch } from '../agreement/index.ts'
import { oneLine, shorten } from './fit-text.ts'
import { formatJson, formatValue } from './format.ts'
import { type Paper, paragraph } from './paper.ts'

const shown = 3

/** The worst held-out mismatches of a judge, each with its rationale and sample cut to one line. */
export function renderMismatches(paper: Paper, { id, heldout }: JudgeSummary): string[] {
  const { mismatches } = heldout
  if (mismatches.length === 0) return []
  const number = mismatches.length > shown ? `${shown} worst of ${mismatches.length}` : `${mismatches.length}`
  const noun = mismatches.length === 1 ? 'mismatch' : 'mismatches'
  return [
    '',
    ...paragraph(paper, `${id} · ${number} ${noun}`, { style: paper.palette.strong }),
    ...mismatches.slice(0, shown).flatMap((mismatch) => renderMismatch(paper, mismatch)),
  ]
}

function renderMismatch(paper: Paper, mismatch: Mismatch): string[] {
  const { row, verdict, truth, rationale, wronglyPassed, repeats } = mismatch
  const { bad, doubtful, quiet } = paper.palette
  const style = wronglyPassed ? bad : doubtful
  const values = `verdict ${formatValue(verdict)}, truth ${formatValue(truth)}`
  const remarks = [
    ...(wronglyPassed ? ['wrongly passed'] : []),
    ...(repeats === undefined ? [] : [`wrong in ${repeats.wrong} of ${repeats.of} repeats`]),
  ]
  const facts = [
    ['why', oneLine(rationale)],
    ['inputs', formatJson(row.inputs)],
    ['outputs', formatJson(row.outputs)],
  ] as const
  return [
    ...paragraph(paper, [row.id, values, ...remarks].join(' · '), { mark: `  ${style('✗')} ` }),
    ...facts
      .filter(([, text]) => text !== '')
      .map(([name, text]) => {
        const label = `    ${name.padEnd(8)} `
        return quiet(label) + shorten(text, paper.width - label.length)
      }),
  ]
}

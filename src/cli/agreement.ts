import type { Command } from 'commander'
import { renderAgreement, renderAnnotators, renderComparison, renderSlices } from '../report/index.ts'
import { addAgreementFlags, type AgreementFlags, checkFlags } from './agreement/flags.ts'
import { comparisonNotes, judgeNotes, rowNotes, smallestDropNote } from './agreement/notes.ts'
import { type AgreementOutcome, agreementOutcome } from './agreement/outcome.ts'
import { say, type CommandContext } from './context.ts'
import { fit } from './fit.ts'
import { examples } from './help.ts'

/** Adds the command `agreement`. */
export function registerAgreement(root: Command, context: CommandContext): void {
  addAgreementFlags(
    root
      .command('agreement')
      .summary('measure verdicts that were recorded elsewhere')
      .description('agreement of any recorded verdicts with the truth, of people, of two judges')
      .argument('<file>', 'JSONL or CSV, one record a row')
      .addHelpText(
        'after',
        examples(
          context,
          ['verdicts against the truth', 'npx vitest-judge agreement v.csv --truth human --verdict llm'],
          ['do two people agree?', 'npx vitest-judge agreement v.csv --annotators ana,ben'],
        ),
      ),
  ).action((file: string, flags: AgreementFlags) => agreement(file, flags, context))
}

/** `agreement`: measures verdicts that stand in a file; ends with 3 where no figure may be given. */
async function agreement(file: string, flags: AgreementFlags, context: CommandContext): Promise<void> {
  checkFlags(file, flags)
  const outcome = await agreementOutcome(file, flags)
  const { judges, annotators } = outcome
  const isNothing = annotators !== undefined && (annotators.units === 0 || annotators.refusal !== undefined)
  if (isNothing || judges.some((judge) => judge.agreement.refusal !== undefined)) context.exit(3)
  say(context, flags.json ? JSON.stringify(outcome, null, 2) : outcomeText(outcome, flags, context))
}

function outcomeText(
  outcome: AgreementOutcome,
  flags: AgreementFlags,
  { width, color }: CommandContext,
): string {
  const explain = flags.explain === true
  const { truth, judges, annotators, comparison } = outcome
  const [first, second] = judges
  const notes = (sentences: readonly string[]) =>
    sentences.map((sentence) => `  ${fit(sentence, width - 4).join('\n    ')}`).join('\n')
  const ofJudge = (judge: AgreementOutcome['judges'][number]) => {
    // What the numbers mean is said once.
    const options = { width, color, explain: explain && judge === first }
    const { agreement, weightedKappa, slices } = judge
    const title = `${judge.name} against ${truth}`
    return [
      renderAgreement(agreement, { ...options, title, weightedKappa }),
      notes(judgeNotes(judge, outcome)),
      slices === undefined
        ? ''
        : renderSlices(slices.slices, {
            ...options,
            title: `${judge.name} by ${flags.slice}`,
            overall: agreement.accuracy,
          }),
    ]
  }
  const options = { width, color, explain }
  return [
    notes(rowNotes(outcome)),
    ...judges.flatMap(ofJudge),
    comparison === undefined || first === undefined || second === undefined
      ? ''
      : renderComparison(comparison.paired, first.name, second.name, {
          ...options,
          smallestDrop: smallestDropNote(outcome),
        }),
    notes(comparisonNotes(outcome)),
    annotators === undefined ? '' : renderAnnotators(annotators, options),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
}

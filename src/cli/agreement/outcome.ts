import {
  alternativeAnnotatorTest,
  type AlternativeAnnotatorTest,
  type AnnotatorAgreement,
  annotatorAgreement,
  compareVerdicts,
  distanceOf,
  refusalOf,
  refuseAnnotators,
  smallestDrop,
  type Statistic,
  type VerdictComparison,
} from '../../agreement/index.ts'
import { type AgreementFlags, isFile, policyText } from './flags.ts'
import { type FileCount, gather, type Gathered } from './gather.ts'
import { type JudgeFigures, measureJudge, measureOptions } from './measure.ts'
import type { RatingsTable } from './ratings-table.ts'
import { valueWarnings } from './value-warnings.ts'
import { bootstrap, seededDraw } from '../seeded-draw.ts'

/** All that `agreement` found, as `--json` prints it. */
export interface AgreementOutcome {
  files: FileCount[]
  truth?: string
  /** `wrong`, `drop` or `map:VALUE`. */
  unscored: string
  /** One, or with `--against` two; of two files on the rows that both have. */
  judges: (JudgeFigures & { name: string })[]
  annotators?: AnnotatorAgreement & { annotators: string[]; alternative?: AlternativeAnnotatorTest }
  comparison?: VerdictComparison & { smallestDrop: Statistic; leftOut: Gathered['leftOut'] }
  /** What in the values themselves may make figures wrong, a sentence each. */
  warnings: string[]
  /** How intervals by resampling were drawn. */
  bootstrap: { seed: number; resamples: number }
}

/**
 * Reads and measures what flags ask for.
 *
 * @throws VitestJudgeError what `gather` throws, and `invalid-usage` for values in flags that do not occur
 */
export async function agreementOutcome(file: string, flags: AgreementFlags): Promise<AgreementOutcome> {
  const gathered = await gather(file, flags)
  const { files, values, ratings, pairs, leftOut } = gathered
  const options = measureOptions(values, flags)
  const names = judgeNames(file, flags)
  const judges = gathered.judges.map((count, place) => ({
    name: names[place] ?? '',
    ...measureJudge(count, values, options, flags),
  }))
  return {
    files,
    ...(flags.truth !== undefined && { truth: flags.truth }),
    unscored: policyText(flags.unscored),
    judges,
    ...(ratings !== undefined && { annotators: measureAnnotators(ratings, gathered, flags) }),
    ...(judges.length > 1 && { comparison: { ...compared(pairs), leftOut } }),
    warnings: valueWarnings([...values.all(), ...(ratings?.ratings.flat() ?? [])]),
    bootstrap,
  }

  function compared(pairs: Gathered['pairs']) {
    const pickedByVerdict = flags.pickedByVerdict === true
    const comparison = compareVerdicts(
      pairs.map((pair) => ({ ...pair, pickedByVerdict })),
      options,
      seededDraw(),
    )
    const { paired } = comparison
    return {
      ...comparison,
      smallestDrop:
        paired.kind === 'undefined' ? paired : smallestDrop(paired.effectiveRows, paired.discordance),
    }
  }
}

/** The judges by their fields, or by their files where those differ. */
function judgeNames(file: string, { verdict, against }: AgreementFlags): string[] {
  if (verdict === undefined) return []
  if (against === undefined) return [verdict]
  return isFile(against) ? [`${verdict} in ${file}`, `${verdict} in ${against}`] : [verdict, against]
}

function measureAnnotators(
  { annotators, ratings, verdicts, clusters }: RatingsTable,
  { judges }: Gathered,
  { group, weight, pickedByVerdict = false }: AgreementFlags,
): NonNullable<AgreementOutcome['annotators']> {
  const agreement = annotatorAgreement(ratings, annotators)
  const refusal = pickedByVerdict && weight === undefined ? refusalOf(ratings.length) : undefined
  const alternative = (): AlternativeAnnotatorTest =>
    refusal === undefined
      ? alternativeAnnotatorTest(ratings, annotators, verdicts, {
          distance: distanceOf(ratings, verdicts),
          clusters: group === undefined ? undefined : clusters,
        })
      : { kind: 'undefined', reason: refusal }
  return {
    annotators,
    ...(refusal === undefined ? agreement : refuseAnnotators(agreement, refusal)),
    ...(judges.some(({ tally }) => tally.weighted) && { unweighted: true }),
    ...(judges.length > 0 && { alternative: alternative() }),
  }
}

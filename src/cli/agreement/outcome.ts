import {
  alternativeAnnotatorTest,
  type AlternativeAnnotatorTest,
  type AnnotatorAgreement,
  annotatorAgreement,
  compareVerdicts,
  smallestDrop,
  type Statistic,
  type VerdictComparison,
} from '../../agreement/index.ts'
import { type AgreementFlags, isFile, policyText } from './flags.ts'
import { type FileCount, gather, type Gathered } from './gather.ts'
import { type JudgeFigures, measureJudge, measureOptions } from './measure.ts'
import type { RatingsTable } from './ratings-table.ts'
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
    ...(ratings !== undefined && { annotators: measureAnnotators(ratings, judges.length > 0) }),
    ...(judges.length > 1 && { comparison: { ...compared(pairs), leftOut } }),
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
  { annotators, ratings, verdicts }: RatingsTable,
  isJudged: boolean,
): NonNullable<AgreementOutcome['annotators']> {
  return {
    annotators,
    ...annotatorAgreement(ratings, annotators),
    ...(isJudged && { alternative: alternativeAnnotatorTest(ratings, annotators, verdicts) }),
  }
}

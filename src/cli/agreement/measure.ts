import {
  type Agreement,
  type BootstrapInterval,
  type Estimate,
  type MeasureOptions,
  meanOf,
  measureTally,
  resampledIntervals,
  resampledTally,
  type SliceAgreement,
  smallSliceRows,
  type Statistic,
  type Tally,
  type Unit,
  weightedKappa,
  worstSlice,
} from '../../agreement/index.ts'
import { type JudgeValue, VitestJudgeError } from '../../contract/index.ts'
import type { AgreementFlags } from './flags.ts'
import type { JudgeCount } from './judge-count.ts'
import type { KnownValues } from './known-values.ts'
import { seededDraw } from '../seeded-draw.ts'

/** The figures of one judge. */
export interface JudgeFigures {
  /** Rows without a verdict; what became of them is the policy's business. */
  unscored: number
  agreement: Agreement
  /** Means over the labels, each label counting the same. */
  macroPrecision: Statistic
  macroRecall: Statistic
  /** Where the values have an order. */
  weightedKappa?: { scale: JudgeValue[]; linear: Estimate; quadratic: Estimate }
  /** Clusters resampled, where there are such: beside the intervals by an effective number of rows. */
  clusterBootstrap?: Record<'accuracy' | 'kappa', BootstrapInterval>
  slices?: { slices: SliceAgreement[]; worst?: string; withoutValue: number }
}

/** The longest scale that whole numbers make by themselves. */
const longestScale = 1000

/**
 * How flags ask for agreement to be measured.
 *
 * @throws VitestJudgeError `invalid-usage` for a value in `--positive` that does not occur, and for `--tolerance`
 * where values are no numbers
 */
export function measureOptions(values: KnownValues, { positive, tolerance }: AgreementFlags): MeasureOptions {
  const text = values.all().find((value) => typeof value !== 'number')
  if (tolerance !== undefined && text !== undefined) {
    throw new VitestJudgeError('invalid-usage', {
      message: `--tolerance ${tolerance} is about numbers, and ${JSON.stringify(text)} is among the values.`,
      hint: 'Leave it out, or add --numbers where numbers are written as text.',
    })
  }
  return { passes: values.passes(positive), tolerance }
}

/** Measures one judge. */
export function measureJudge(
  count: JudgeCount,
  values: KnownValues,
  options: MeasureOptions,
  flags: AgreementFlags,
): JudgeFigures {
  const { tally } = count
  const agreement = measureTally(tally, options)
  const scale = scaleOf(values.all(), flags.ordered)
  return {
    unscored: count.unscored,
    agreement,
    macroPrecision: macroMean(agreement, 'precision'),
    macroRecall: macroMean(agreement, 'recall'),
    ...(scale !== undefined && {
      weightedKappa: {
        scale,
        linear: weightedKappa(tally, scale, 'linear'),
        quadratic: weightedKappa(tally, scale, 'quadratic'),
      },
    }),
    ...(tally.clusters !== undefined && { clusterBootstrap: resampleClusters(tally) }),
    ...(flags.slice !== undefined && { slices: measureSlices(count, flags.slice, options) }),
  }
}

function resampleClusters(tally: Tally): NonNullable<JudgeFigures['clusterBootstrap']> {
  if (tally.refusal !== undefined) {
    const refused = { kind: 'undefined', reason: tally.refusal } as const
    return { accuracy: refused, kappa: refused }
  }
  const figures = (clusters: readonly Unit[]) => {
    const { accuracy, kappa } = measureTally(resampledTally(clusters, tally.cells))
    return { accuracy: accuracy.estimate, kappa: kappa.estimate }
  }
  const clusters = [...(tally.clusters?.values() ?? [])]
  return resampledIntervals(clusters, ['accuracy', 'kappa'], figures, seededDraw())
}

function macroMean({ labels, macroF1 }: Agreement, which: 'precision' | 'recall'): Statistic {
  if (macroF1.kind === 'undefined') return macroF1
  return meanOf(
    labels.map((label) => label[which].estimate),
    'there are no rows',
  )
}

/** The values in their order: as told, else whole numbers from the smallest to the largest. */
function scaleOf(
  values: readonly JudgeValue[],
  ordered: readonly string[] | undefined,
): JudgeValue[] | undefined {
  if (ordered !== undefined) {
    return ordered.map((text) => values.find((value) => String(value) === text) ?? text)
  }
  let [least, most] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isInteger(value)) return undefined
    least = Math.min(least, Number(value))
    most = Math.max(most, Number(value))
  }
  const length = most - least + 1
  if (!(length > 2 && length <= longestScale)) return undefined
  return Array.from({ length }, (_, step) => least + step)
}

function measureSlices(
  count: JudgeCount,
  field: string,
  options: MeasureOptions,
): NonNullable<JudgeFigures['slices']> {
  const slices = [...count.slices]
    .map(([value, tally]) => {
      const agreement = measureTally(tally, options)
      return { name: `${field}=${value}`, agreement, isSmall: agreement.rows < smallSliceRows }
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
  const worst = worstSlice(slices)
  return { slices, ...(worst !== undefined && { worst: worst.name }), withoutValue: count.unsliced }
}

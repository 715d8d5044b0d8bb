import type { Passing, RunRow } from '../../contract/index.ts'
import { correctedPassRate, type CorrectedPassRate } from '../correction/corrected-pass-rate.ts'
import type { GroupCounts } from '../correction/judged-counts.ts'
import type { Share } from '../share.ts'
import { undefinedStatistic, value } from '../statistic.ts'
import {
  areWeighted,
  partsOf,
  pickingOf,
  refusalOfPickings,
  teachingLabels,
  verdictOf,
} from './judgements.ts'

/** The corrected pass rate of a judge's rows. */
export interface PassRateSummary extends Omit<CorrectedPassRate, 'method'> {
  /** `weighted`: the labels were drawn with known chances from these rows, and their weighted pass rate stands for all. */
  method: CorrectedPassRate['method'] | 'weighted'
  /** Rows whose verdict is unscored, with and without a truth: left out of both sides. */
  unscored: { labelled: number; unlabelled: number }
}

/**
 * The pass rate of the system under test on rows whose truth nobody knows, with the judge's errors, as the rows with
 * a truth show them, taken out. Unscored rows are left out of both sides and counted; rows of one group widen the
 * interval. Where labels were drawn with known chances, the weighted pass rate of the truth, `truthPassRate`, is the
 * corrected one. With the reason, neither rate is defined where rows were picked by verdict or have weights of their
 * own: then rows with and without a truth are not alike. Undefined where every judged row has a truth, and where it is not
 * known which values pass. `rows` are the first repeats.
 */
export function summarisePassRate(
  rows: readonly RunRow[],
  judge: string,
  passes: Passing | undefined,
  truthPassRate: Share,
): PassRateSummary | undefined {
  if (passes === undefined) return undefined
  const judged = rows.flatMap((row) => {
    const verdict = verdictOf(row, judge)
    return verdict === undefined || verdict.outcome === 'not-asked' ? [] : [{ row, verdict }]
  })
  if (judged.every(({ verdict }) => verdict.truth !== undefined)) return undefined
  const scored = judged.flatMap(({ row, verdict }) =>
    verdict.outcome === 'scored' ? [{ row, truth: verdict.truth, isPassed: passes(verdict.value) }] : [],
  )
  const unscored = judged.filter(({ verdict }) => verdict.outcome !== 'scored')
  const unscoredLabels = unscored.filter(({ verdict }) => verdict.truth !== undefined).length
  const all = noCounts()
  const groups = new Map<string, GroupCounts>()
  const parts = partsOf(scored.map(({ row }) => row))
  scored.forEach(({ truth, isPassed }, index) => {
    const isTrue = truth === undefined ? undefined : passes(truth)
    add(all, isTrue, isPassed)
    const { cluster } = parts[index] ?? {}
    if (cluster === undefined) return
    const counts = groups.get(cluster) ?? noCounts()
    groups.set(cluster, counts)
    add(counts, isTrue, isPassed)
  })
  const found = correctedPassRate({
    ...all,
    labelsAre: 'random',
    groups: groups.size > 0 ? [...groups.values()] : undefined,
  })
  const teaching = teachingLabels(rows, judge)
  const pickings = judged
    .filter(({ verdict }) => !teaching.has(verdict))
    .map(({ row, verdict }) => pickingOf(row, verdict))
  const left = { unscored: { labelled: unscoredLabels, unlabelled: unscored.length - unscoredLabels } }
  const isDrawn = judged.some(({ verdict }) => verdict.pickedBy === 'random' && verdict.weight !== undefined)
  const haveOwnWeights = areWeighted(judged.map(({ row: { weight = 1 } }) => ({ weight })))
  if (isDrawn && !haveOwnWeights && refusalOfPickings(pickings) === undefined) {
    const { estimate, low, high } = truthPassRate
    const passed = scored.filter(({ isPassed }) => isPassed).length
    const observed = scored.length === 0 ? found.observed : value(passed / scored.length)
    return { ...found, observed, corrected: estimate, low, high, method: 'weighted', ...left }
  }
  const reason =
    refusalOfPickings(pickings) ??
    (areWeighted(pickings)
      ? 'rows have weights'
      : all.unlabelled.n === 0
        ? 'no row without a truth has a scored verdict'
        : undefined)
  const refused = reason !== undefined && undefinedStatistic(reason)
  return {
    ...found,
    ...(refused && { observed: refused, corrected: refused, low: 0, high: 1 }),
    ...left,
  }
}

function noCounts(): GroupCounts {
  return {
    labelled: { truePasses: 0, falseFails: 0, falsePasses: 0, trueFails: 0 },
    unlabelled: { passes: 0, n: 0 },
  }
}

function add({ labelled, unlabelled }: GroupCounts, isTrue: boolean | undefined, isPassed: boolean): void {
  if (isTrue === undefined) {
    unlabelled.n++
    if (isPassed) unlabelled.passes++
  } else if (isTrue) labelled[isPassed ? 'truePasses' : 'falseFails']++
  else labelled[isPassed ? 'falsePasses' : 'trueFails']++
}

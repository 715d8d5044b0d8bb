import { predictionPowered } from '../src/agreement/correction/ppi.ts'
import { roganGladen } from '../src/agreement/correction/rogan-gladen.ts'
import { correctedPassRate } from '../src/agreement/correction/corrected-pass-rate.ts'
import type { LabelledCounts, UnlabelledCounts } from '../src/agreement/correction/judged-counts.ts'
import {
  evaluateGate,
  type Interval,
  type Judgement,
  measureAgreement,
  shareOf,
} from '../src/agreement/index.ts'
import { bootstrapInterval } from '../src/agreement/paired/bootstrap.ts'
import { value } from '../src/agreement/statistic.ts'
import { type Random, seededRandom } from '../src/io/index.ts'

/** How simulated figures are drawn. */
export interface Draws {
  seed: number
  /** Data sets for each figure. */
  dataSets: number
}

/** Draws many data sets and gives the share of them where something holds; data sets it cannot be said of are left out. */
function shareOfDataSets(
  { seed, dataSets }: Draws,
  holdsIn: (random: Random) => boolean | undefined,
): number {
  const random = seededRandom(seed)
  let [known, held] = [0, 0]
  for (let dataSet = 0; dataSet < dataSets; dataSet++) {
    const holds = holdsIn(random)
    if (holds !== undefined) known++
    if (holds === true) held++
  }
  return held / known
}

const rowsOfGroup = 4
const correlation = 0.3

/**
 * Rows in groups of 4 on which a judge is right with the given chance, and two rows of a group go together with
 * correlation 0.3: a row takes the group's common draw with chance sqrt(0.3), else one of its own.
 */
function groupedRows(n: number, accuracy: number, random: Random): Judgement[] {
  let common = false
  return Array.from({ length: n }, (_, index): Judgement => {
    if (index % rowsOfGroup === 0) common = random() < accuracy
    const isRight = random() < Math.sqrt(correlation) ? common : random() < accuracy
    return judgement(index, isRight, { cluster: String(Math.floor(index / rowsOfGroup)) })
  })
}

/** What a judge gets right where it says no, and where it says yes. */
const strata = [
  { share: 0.2, accuracy: 0.6 },
  { share: 0.8, accuracy: 0.95 },
]

/** The accuracy that `weightedRows` are drawn with: 0.88. */
export const weightedAccuracy = strata.reduce((sum, { share, accuracy }) => sum + share * accuracy, 0)

/**
 * Rows of two strata, a fifth and four fifths of all, of which about as many are labelled of one as of the other:
 * each labelled row is of either with the same chance, or, where their numbers are fixed, of both in turn.
 */
function weightedRows(n: number, random: Random, { fixed }: { fixed: boolean }): Judgement[] {
  return Array.from({ length: n }, (_, index) => {
    const place = fixed ? index % 2 : Math.floor(2 * random())
    const { share, accuracy } = strata[place] as (typeof strata)[number]
    return judgement(index, random() < accuracy, { weight: 2 * share })
  })
}

/** Half of the truths are yes. */
function judgement(index: number, isRight: boolean, rest: Partial<Judgement>): Judgement {
  const truth = Math.floor(index / 2) % 2 === 0
  return { truth, verdict: truth === isRight, ...rest }
}

/** Which rows are drawn, and how an interval or a gate takes them. */
export type RowSimulation =
  | 'groups'
  | 'groups ignored'
  | 'groups, bootstrap'
  | 'weights'
  | 'weights, fixed numbers'
  | 'weights ignored'

function rowsOf(kind: RowSimulation, n: number, accuracy: number, random: Random): Judgement[] {
  if (kind.startsWith('weights')) {
    const rows = weightedRows(n, random, { fixed: kind === 'weights, fixed numbers' })
    return kind === 'weights ignored' ? rows.map(({ weight: _, ...row }) => row) : rows
  }
  const rows = groupedRows(n, accuracy, random)
  return kind === 'groups ignored' ? rows.map(({ cluster: _, ...row }) => row) : rows
}

/** How often the 95 % interval of accuracy holds the true one on rows that are not alike or not independent. */
export function simulatedCoverage(kind: RowSimulation, n: number, accuracy: number, draws: Draws): number {
  return shareOfDataSets(draws, (random) => {
    const rows = rowsOf(kind, n, accuracy, random)
    const interval =
      kind === 'groups, bootstrap' ? bootstrapOfGroups(rows, random) : measureAgreement(rows).accuracy
    return interval && holds(interval, accuracy)
  })
}

/** How often an accuracy gate passes a judge on such rows. */
export function simulatedPassChance(
  kind: RowSimulation,
  n: number,
  threshold: number,
  accuracy: number,
  draws: Draws,
): number {
  return shareOfDataSets(draws, (random) => {
    const agreement = measureAgreement(rowsOf(kind, n, accuracy, random))
    return evaluateGate(agreement, { accuracy: threshold }).outcome === 'pass'
  })
}

function bootstrapOfGroups(rows: readonly Judgement[], random: Random): Interval | undefined {
  const groups = [...Map.groupBy(rows, ({ cluster }) => cluster).values()].map((group) => ({
    rows: group.length,
    right: group.filter(({ truth, verdict }) => truth === verdict).length,
  }))
  const accuracyOf = (units: readonly (typeof groups)[number][]) => {
    let [all, right] = [0, 0]
    for (const unit of units) {
      all += unit.rows
      right += unit.right
    }
    return value(right / all)
  }
  const found = bootstrapInterval(groups, accuracyOf, { random, resamples: 1000 })
  return found.kind === 'value' ? found : undefined
}

/** A system with a true pass rate, and a judge that is right on given shares of the rows that pass and that fail. */
export interface SystemWorld {
  passRate: number
  passRecall: number
  failRecall: number
  /** Rows with verdict and truth, and rows with a verdict alone. */
  labelled: number
  unlabelled: number
}

/** The ways to a corrected pass rate; `chosen` is what the library takes. */
export type Correction = 'Rogan-Gladen' | 'PPI++' | 'chosen' | 'uncorrected'

/** How often the 95 % interval of a corrected pass rate holds the true one; refusals are left out. */
export function correctionCoverage(method: Correction, world: SystemWorld, draws: Draws): number {
  return shareOfDataSets(draws, (random) => {
    const labelled = { truePasses: 0, falseFails: 0, falsePasses: 0, trueFails: 0 }
    const draw = () => {
      const truth = random() < world.passRate
      return { truth, verdict: random() < (truth ? world.passRecall : 1 - world.failRecall) }
    }
    for (let row = 0; row < world.labelled; row++) {
      const { truth, verdict } = draw()
      labelled[truth ? (verdict ? 'truePasses' : 'falseFails') : verdict ? 'falsePasses' : 'trueFails']++
    }
    let passes = 0
    for (let row = 0; row < world.unlabelled; row++) passes += Number(draw().verdict)
    const interval = corrections[method](labelled, { passes, n: world.unlabelled })
    return interval && holds(interval, world.passRate)
  })
}

const corrections: Record<
  Correction,
  (labelled: LabelledCounts, unlabelled: UnlabelledCounts) => Interval | undefined
> = {
  'Rogan-Gladen': (labelled, unlabelled) => known(roganGladen(labelled, unlabelled)),
  'PPI++': (labelled, unlabelled) => known(predictionPowered(labelled, unlabelled)),
  chosen: (labelled, unlabelled) => {
    const found = correctedPassRate({ labelled, unlabelled, labelsAre: 'random' })
    return found.corrected.kind === 'value' ? found : undefined
  },
  uncorrected: (_, { passes, n }) => shareOf(passes, n),
}

function known<Found extends { kind: string }>(found: Found): (Found & { kind: 'value' }) | undefined {
  return found.kind === 'value' ? (found as Found & { kind: 'value' }) : undefined
}

function holds({ low, high }: Interval, truth: number): boolean {
  return low <= truth + 1e-12 && truth - 1e-12 <= high
}

import {
  drawLabels,
  evaluateGate,
  type Interval,
  type JudgeSummary,
  labelWeights,
  summariseSuite,
} from '../src/agreement/index.ts'
import type { RunJudge, RunRow, RunSuite } from '../src/contract/index.ts'
import { type Random, seededRandom } from '../src/io/index.ts'
import type { Draws } from './simulated-rows.ts'

/** Rows of a data set, a judge of known recalls, and how labels are drawn from its verdicts. */
export interface LabelledWorld {
  passRate: number
  passRecall: number
  failRecall: number
  /** After which part of the labels the person stops; default 1. */
  stopsAfter?: number
  /** True where the labels were drawn by the verdicts of an earlier version of the judge, just as good. */
  isChanged?: boolean
}

/** Held-out rows of each data set. */
export const datasetRows = 400

/** The figures that labels are to tell. */
export const figureNames = [
  'accuracy',
  'pass-recall',
  'fail-recall',
  'balanced accuracy',
  'kappa',
  'pass rate',
] as const
export type FigureName = (typeof figureNames)[number]

/** What the labels of many data sets said of one figure. */
export interface LabelledFigure {
  truth: number
  /** The mean of what was found. */
  found: number
  /** How often the 95 % interval held the truth, of the data sets in which the figure exists. */
  held: number
  /** How often a gate whose threshold is the true figure passed: 5 % is what it promises. */
  passed: number
}

/**
 * Draws many data sets, lets the judge judge all of each, picks rows for labels by verdict as `feedback --measure` does,
 * and measures the judge as a run's report does, with the weights of the labels or as if all were alike.
 */
export function labelledFigures(
  world: LabelledWorld,
  labels: number,
  isWeighted: boolean,
  { seed, dataSets }: Draws,
): Record<FigureName, LabelledFigure> {
  const random = seededRandom(seed)
  const truths = trueFigures(world)
  const sums = figureNames.map((name) => ({ name, known: 0, found: 0, held: 0, passed: 0 }))
  for (let dataSet = 0; dataSet < dataSets; dataSet++) {
    const summary = measured(labelledRows(world, labels, isWeighted, random))
    const found = foundFigures(summary)
    for (const sum of sums) {
      const own = found[sum.name]
      if (own === undefined) continue
      sum.known++
      sum.found += own.estimate
      if (own.low <= truths[sum.name] + 1e-12 && truths[sum.name] - 1e-12 <= own.high) sum.held++
      if (doesPass(summary, sum.name, truths[sum.name])) sum.passed++
    }
  }
  return Object.fromEntries(
    sums.map(({ name, known, found, held, passed }) => [
      name,
      {
        truth: truths[name],
        found: found / known,
        held: held / known,
        passed: passed / known,
      },
    ]),
  ) as Record<FigureName, LabelledFigure>
}

const judge: RunJudge = {
  id: 'judge',
  fingerprint: '0'.repeat(16),
  definition: {
    kind: 'instructions',
    name: 'judge',
    instructions: 'Is {{ outputs }} right?',
    valueType: { type: 'label', values: ['yes', 'no'] },
    model: 'simulated',
    rationaleFirst: true,
    sampleRate: 1,
  },
}

/** The rows of one data set, those with a label with their truth. */
function labelledRows(world: LabelledWorld, labels: number, isWeighted: boolean, random: Random): RunRow[] {
  const { passRate, stopsAfter = 1, isChanged = false } = world
  const rows = Array.from({ length: datasetRows }, (_, index) => {
    const truth = random() < passRate
    const before = verdictOf(world, truth, random)
    const verdict = isChanged ? verdictOf(world, truth, random) : before
    return { id: String(index), truth, verdict, stratum: before ? 'pass' : 'fail' }
  })
  const places = new Map(rows.map(({ id }) => [id, { pick: random(), order: random() }]))
  const drawn = drawLabels(rows, { labels, placeOf: (id, purpose) => places.get(id)?.[purpose] ?? 0 })
  const labelled = new Set(drawn.slice(0, Math.round(stopsAfter * drawn.length)).map(({ id }) => id))
  const weights = labelWeights(rows, labelled)
  return rows.map(({ id, truth, verdict }): RunRow => {
    const weight = weights.get(id)
    const label =
      weight === undefined
        ? {}
        : { truth: valueOf(truth), ...(isWeighted && { pickedBy: 'random' as const, weight }) }
    return {
      id,
      split: 'heldout',
      tags: [],
      repeat: 0,
      inputs: {},
      outputs: {},
      verdicts: [
        {
          judge: judge.id,
          outcome: 'scored',
          value: valueOf(verdict),
          rationale: '',
          model: 'simulated',
          recorded: false,
          ...label,
        },
      ],
    }
  })
}

function verdictOf({ passRecall, failRecall }: LabelledWorld, truth: boolean, random: Random): boolean {
  return random() < (truth ? passRecall : 1 - failRecall)
}

function valueOf(passes: boolean): string {
  return passes ? 'yes' : 'no'
}

function measured(rows: RunRow[]): JudgeSummary {
  const suite: RunSuite = {
    name: 'simulated',
    file: 'simulated.eval.ts',
    judges: [judge],
    rowsNotRun: 0,
    rows,
  }
  return summariseSuite(suite).judges[0] as JudgeSummary
}

function foundFigures({
  heldout: { agreement, passRate },
}: JudgeSummary): Partial<Record<FigureName, Interval & { estimate: number }>> {
  const { accuracy, passRecall, failRecall, balancedAccuracy, kappa } = agreement
  const all = {
    accuracy,
    'pass-recall': passRecall,
    'fail-recall': failRecall,
    'balanced accuracy': balancedAccuracy,
    kappa,
    'pass rate': passRate && { ...passRate, estimate: passRate.corrected },
  }
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, found]) =>
      found?.estimate.kind === 'value'
        ? [[name, { estimate: found.estimate.value, low: found.low, high: found.high }]]
        : [],
    ),
  )
}

const thresholds = {
  accuracy: 'accuracy',
  'pass-recall': 'passRecall',
  'fail-recall': 'failRecall',
  'balanced accuracy': 'balancedAccuracy',
  kappa: 'kappa',
} as const

/** Whether the bound of a gate reaches the threshold, whatever a constant answer would. */
function doesPass({ heldout: { agreement } }: JudgeSummary, name: FigureName, truth: number): boolean {
  if (name === 'pass rate') return false
  const { criteria } = evaluateGate(agreement, { [thresholds[name]]: truth })
  return criteria.every(({ outcome }) => outcome === 'pass')
}

function trueFigures({ passRate, passRecall, failRecall }: LabelledWorld): Record<FigureName, number> {
  const accuracy = passRate * passRecall + (1 - passRate) * failRecall
  const judgedToPass = passRate * passRecall + (1 - passRate) * (1 - failRecall)
  const byChance = passRate * judgedToPass + (1 - passRate) * (1 - judgedToPass)
  return {
    accuracy,
    'pass-recall': passRecall,
    'fail-recall': failRecall,
    'balanced accuracy': (passRecall + failRecall) / 2,
    kappa: (accuracy - byChance) / (1 - byChance),
    'pass rate': passRate,
  }
}

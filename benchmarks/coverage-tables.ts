import { percent } from '../src/agreement/index.ts'
import {
  judgeCoverage,
  newcombeCoverage,
  shareCoverage,
  shareIntervals,
  tangoCoverage,
} from './exact-coverage.ts'
import { headOfRows, type Sizes, whole } from './gate-tables.ts'
import type { Table } from './markdown.ts'
import { bootstrapCoverage } from './simulated-pairs.ts'
import { correctionCoverage, type Draws, simulatedCoverage, weightedAccuracy } from './simulated-rows.ts'

/** How often each 95 % interval for a share holds the true one; exact. */
export function shareCoverageTable({ rows }: Sizes): Table {
  const methods = Object.keys(shareIntervals) as (keyof typeof shareIntervals)[]
  return {
    name: 'share-coverage',
    head: ['Interval', 'True share', ...rows.map(headOfRows)],
    rows: methods.flatMap((method) =>
      [0.75, 0.8, 0.9, 0.95].map((share) => [
        method,
        whole(share),
        ...rows.map((n) => percent(shareCoverage(method, n, share))),
      ]),
    ),
  }
}

/** How often the 95 % intervals of other figures hold the true one; exact. */
export function otherCoverageTable({ rows }: Sizes): Table {
  const of = (name: string, where: string, coverage: (n: number) => number) => [
    name,
    where,
    ...rows.map((n) => percent(coverage(n))),
  ]
  const judges = [
    { where: 'half pass, both recalls 90 %', passing: 0.5, recalls: { pass: 0.9, fail: 0.9 } },
    { where: '80 % pass, recalls 95 % and 70 %', passing: 0.8, recalls: { pass: 0.95, fail: 0.7 } },
  ]
  return {
    name: 'other-coverage',
    head: ['Figure', 'In truth', ...rows.map(headOfRows)],
    rows: [
      ...(['kappa', 'balanced accuracy'] as const).flatMap((criterion) =>
        judges.map(({ where, passing, recalls }) =>
          of(criterion, where, (n) => {
            const pass = Math.round(n * passing)
            return judgeCoverage(criterion, { rows: { pass, fail: n - pass }, recalls })
          }),
        ),
      ),
      of('difference, two sets of rows', '90 % and 80 %', (n) => newcombeCoverage(n, 0.9, 0.8)),
      of('difference, same rows', 'none, 10 % changed', (n) =>
        tangoCoverage({ n, discordance: 0.1, drop: 0 }),
      ),
      of('difference, same rows', '5 points, 10 % changed', (n) =>
        tangoCoverage({ n, discordance: 0.1, drop: 0.05 }),
      ),
    ],
  }
}

const groups = 'groups of 4, correlation 0.3, accuracy 85 %'
const strata = 'a fifth of the cases is half of the rows'

/** How often 95 % intervals hold the true figure where rows are grouped, weighted or used to correct; simulated. */
export function simulatedCoverageTable({ rows }: Sizes, draws: Draws): Table {
  const ofRows = (
    label: string,
    where: string,
    kind: Parameters<typeof simulatedCoverage>[0],
    truth: number,
  ) => [label, where, ...rows.map((n) => percent(simulatedCoverage(kind, n, truth, draws)))]
  const ofCorrection = (label: string, method: Parameters<typeof correctionCoverage>[0]) => [
    label,
    'pass rate 85 %, recalls 92 % and 85 %',
    ...rows.map((labelled) =>
      percent(
        correctionCoverage(
          method,
          { passRate: 0.85, passRecall: 0.92, failRecall: 0.85, labelled, unlabelled: 500 },
          draws,
        ),
      ),
    ),
  ]
  return {
    name: 'simulated-coverage',
    head: ['Figure', 'In truth', ...rows.map(headOfRows)],
    rows: [
      ofRows('accuracy, Wilson on effective rows', groups, 'groups', 0.85),
      ofRows('the same, groups ignored', groups, 'groups ignored', 0.85),
      ofRows('the same, bootstrap of groups', groups, 'groups, bootstrap', 0.85),
      ofRows('accuracy, Wilson on effective rows', strata, 'weights', weightedAccuracy),
      ofRows('the same, weights ignored', strata, 'weights ignored', weightedAccuracy),
      [
        'difference of kappas, same rows, bootstrap',
        'half pass, recalls 90 % and 80 %',
        ...rows.map((n) => percent(bootstrapCoverage(n, draws))),
      ],
      ofCorrection('pass rate as judged, 500 rows', 'uncorrected'),
      ofCorrection('corrected, Rogan-Gladen and Lee', 'Rogan-Gladen'),
      ofCorrection('corrected, PPI++', 'PPI++'),
      ofCorrection('corrected, as reported', 'chosen'),
    ],
  }
}

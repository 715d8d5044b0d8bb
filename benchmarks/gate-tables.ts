import { percent } from '../src/agreement/index.ts'
import {
  accuracyGate,
  anyPasses,
  blockChance,
  type JudgeWorld,
  type PairedWorld,
  passChance,
  type RegressionRule,
} from './exact-gates.ts'
import type { Table } from './markdown.ts'
import { type Draws, simulatedPassChance } from './simulated-rows.ts'

/** Which numbers of rows, and which thresholds of an accuracy gate, tables are made for. */
export interface Sizes {
  rows: readonly number[]
  thresholds: readonly number[]
}

/** What an absolute gate does with judges below, at and above its threshold; exact. */
export function absoluteGateTable({ rows, thresholds }: Sizes): Table {
  return {
    name: 'absolute-gate',
    head: [
      'Threshold',
      'True accuracy',
      'Rows',
      'Pass',
      'Inconclusive',
      'Fail',
      'Exit 0',
      'Exit 0 with `warn`',
    ],
    rows: thresholds.flatMap((threshold) =>
      [-0.05, 0, 0.05, 0.1].flatMap((above) => {
        const trueAccuracy = round(threshold + above)
        if (trueAccuracy > 1) return []
        return rows.map((n) => {
          const { pass, inconclusive, fail, exit0 } = accuracyGate(n, threshold, trueAccuracy)
          const chances = [pass, inconclusive, fail, exit0.fail, exit0.warn]
          return [
            whole(threshold),
            whole(trueAccuracy),
            String(n),
            ...chances.map((chance) => percent(chance)),
          ]
        })
      }),
    ),
  }
}

const half = 0.5
const otherCriteria: {
  criterion: 'kappa' | 'balancedAccuracy'
  threshold: number
  passing: number
  lenient: boolean
}[] = (['kappa', 'balancedAccuracy'] as const).flatMap((criterion) =>
  [
    { passing: half, lenient: false },
    { passing: 0.8, lenient: false },
    { passing: 0.8, lenient: true },
    { passing: 0.9, lenient: true },
  ].map((world) => ({ criterion, threshold: criterion === 'kappa' ? 0.6 : 0.8, ...world })),
)

/** How often gates on kappa and balanced accuracy pass judges below, at and above them; exact. */
export function otherCriteriaTable({ rows }: Sizes): Table {
  return {
    name: 'other-criteria',
    head: ['Gate', 'Truths that pass', 'The judge', 'True figure', ...rows.map(headOfRows)],
    rows: otherCriteria.flatMap(({ criterion, threshold, passing, lenient }) =>
      [-0.05, 0, 0.1].map((above) => [
        criterion === 'kappa' ? `kappa ${threshold.toFixed(2)}` : `balanced accuracy ${whole(threshold)}`,
        whole(passing),
        lenient ? 'lenient: pass-recall 98 %' : 'as good on both truths',
        above === 0 ? 'at it' : above < 0 ? '0.05 below' : '0.10 above',
        ...rows.map((n) => {
          const world = judgeAt(criterion, threshold + above, n, { passing, lenient })
          return percent(passChance(world, { [criterion]: threshold }))
        }),
      ]),
    ),
  }
}

/**
 * The judge whose kappa or balanced accuracy is the given one, on n rows of which a share passes; both recalls are
 * equal, or the judge is lenient with a pass-recall of 0.98. Found by bisection: both figures rise with a recall.
 */
export function judgeAt(
  criterion: 'kappa' | 'balancedAccuracy',
  figure: number,
  n: number,
  { passing, lenient }: { passing: number; lenient: boolean },
): JudgeWorld {
  const pass = Math.round(n * passing)
  const rows = { pass, fail: n - pass }
  let [from, to] = [0, 1]
  for (let step = 0; step < 60; step++) {
    const middle = (from + to) / 2
    if (figureOf(criterion, { rows, recalls: recallsOf(middle, lenient) }) < figure) from = middle
    else to = middle
  }
  return { rows, recalls: recallsOf(to, lenient) }
}

function recallsOf(recall: number, lenient: boolean): JudgeWorld['recalls'] {
  return { pass: lenient ? 0.98 : recall, fail: recall }
}

function figureOf(criterion: 'kappa' | 'balancedAccuracy', { rows, recalls }: JudgeWorld): number {
  if (criterion === 'balancedAccuracy') return (recalls.pass + recalls.fail) / 2
  const prevalence = rows.pass / (rows.pass + rows.fail)
  const agreed = prevalence * recalls.pass + (1 - prevalence) * recalls.fail
  const judged = prevalence * recalls.pass + (1 - prevalence) * (1 - recalls.fail)
  const chance = prevalence * judged + (1 - prevalence) * (1 - judged)
  return (agreed - chance) / (1 - chance)
}

const pairedWorlds = [0, 0.05, 0.1].flatMap((drop) =>
  [0.06, 0.1, 0.15].flatMap((discordance) => (discordance < drop ? [] : [{ drop, discordance }])),
)

/** How often the regression gate blocks a judge that has not changed, and one that has become worse; exact. */
export function regressionGateTable({ rows }: Sizes): Table {
  return {
    name: 'regression-gate',
    head: ['The judge now', 'Only one of the two right on', ...rows.map(headOfRows)],
    rows: pairedWorlds.map(({ drop, discordance }) => [
      dropText(drop),
      `${whole(discordance)} of rows`,
      ...rows.map((n) => percent(blockChance({ n, drop, discordance }, 'regression gate'))),
    ]),
  }
}

const comparedRules: { rule: RegressionRule; worlds: Omit<PairedWorld, 'n'>[] }[] = (
  ['regression gate', 'drop of more than 2 points', 'not shown within 5 points'] as const
).map((rule) => ({ rule, worlds: [0, 0.05].map((drop) => ({ drop, discordance: 0.1 })) }))

/** The regression gate beside a plain drop and a non-inferiority test, where one of the two is right on 10 %; exact. */
export function regressionRulesTable({ rows }: Sizes): Table {
  return {
    name: 'regression-rules',
    head: ['Blocks on', 'The judge now', ...rows.map(headOfRows)],
    rows: comparedRules.flatMap(({ rule, worlds }) =>
      worlds.map((world) => [
        rule,
        dropText(world.drop),
        ...rows.map((n) => percent(blockChance({ n, ...world }, rule))),
      ]),
    ),
  }
}

/** How often one or more of several judges just at the threshold pass; exact. */
export function severalGatesTable({ rows, thresholds: [threshold = 0.8] }: Sizes): Table {
  return {
    name: 'several-gates',
    head: ['Judges at the threshold', '`holm`', ...rows.map(headOfRows)],
    rows: [1, 3, 10].flatMap((judges) =>
      [false, true].map((holm) => [
        String(judges),
        String(holm),
        ...rows.map((n) => percent(anyPasses(n, threshold, judges, { holm }))),
      ]),
    ),
  }
}

/** How often an accuracy gate passes judges on rows in groups, with and without the groups; simulated. */
export function groupedGateTable({ rows, thresholds: [threshold = 0.8] }: Sizes, draws: Draws): Table {
  return {
    name: 'grouped-gate',
    head: ['Groups of 4', 'True accuracy', ...rows.map(headOfRows)],
    rows: (['groups', 'groups ignored'] as const).flatMap((kind) =>
      [-0.05, 0].map((above) => {
        const accuracy = round(threshold + above)
        return [
          kind === 'groups' ? 'given as `group`' : 'not given',
          whole(accuracy),
          ...rows.map((n) => percent(simulatedPassChance(kind, n, threshold, accuracy, draws))),
        ]
      }),
    ),
  }
}

/** A share in percent without decimals where it has none. */
export function whole(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`
}

/** The head of a column of figures on so many rows. */
export function headOfRows(rows: number): string {
  return `${rows} rows`
}

function dropText(drop: number): string {
  return drop === 0 ? 'unchanged' : `${Math.round(100 * drop)} points worse`
}

function round(share: number): number {
  return Math.round(share * 1e9) / 1e9
}

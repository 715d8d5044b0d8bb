import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { agreementOf } from '../../benchmarks/exact-gates.ts'
import { readBlock, readTable, toMarkdown, withBlock } from '../../benchmarks/markdown.ts'
import { simulatedCoverage, simulatedPassChance, weightedAccuracy } from '../../benchmarks/simulated-rows.ts'
import { exactTables, simulatedTables, usualDraws, usualSizes } from '../../benchmarks/tables.ts'
import {
  comparePaired,
  evaluateGate,
  type Interval,
  type Judgement,
  measureAgreement,
  percent,
  type Statistic,
  undefinedStatistic,
  weightedKappa,
  wilsonInterval,
} from '../../src/agreement/index.ts'
import { correctedPassRate } from '../../src/agreement/correction/corrected-pass-rate.ts'
import { predictionPowered } from '../../src/agreement/correction/ppi.ts'
import { clopperPearsonInterval } from '../../src/agreement/intervals/clopper-pearson-interval.ts'
import { jeffreysInterval } from '../../src/agreement/intervals/jeffreys-interval.ts'
import { newcombeDifference } from '../../src/agreement/intervals/newcombe-difference.ts'
import { holm } from '../../src/agreement/paired/holm.ts'
import { nonInferiority } from '../../src/agreement/paired/non-inferiority.ts'
import { rowsForDrop, rowsPerSample } from '../../src/agreement/planning/paired-rows.ts'
import { tallyOfCounts } from '../../src/agreement/tally.ts'
import { reference } from '../agreement/reference-values.ts'
import { root } from './source-files.ts'

const page = readFileSync(join(root, 'docs/statistics.md'), 'utf8')

/** The page in one line, each run of blanks as one: tables and paragraphs read alike. */
const text = page.replaceAll(/\s+/g, ' ')

const number = (statistic: Statistic) => (statistic.kind === 'value' ? statistic.value : Number.NaN)
const signed = (figure: number, decimals = 1) =>
  (100 * figure)
    .toFixed(decimals)
    .replace('-', '−')
    .replace(/^(?=\d)/, '+')
const range = ({ low, high }: Interval) => `[${percent(low)}, ${percent(high)}]`
const points = ({ low, high }: Interval) => `[${signed(low)}, ${signed(high)}]`.replaceAll('+', '')

describe('the tables of docs/statistics.md', () => {
  const exact = exactTables(usualSizes)

  test.each(exact.map((table) => [table.name, table] as const))(
    '%s is what the code computes',
    (name, { head, rows }) => {
      expect(readTable(readBlock(page, name))).toEqual([head, ...rows])
    },
  )

  test('the simulated ones hold what is drawn anew, here one figure of each', () => {
    const cell = (name: string, row: string, column: string) => {
      const [head = [], ...rows] = readTable(readBlock(page, name))
      return rows.find((cells) => cells.join(' ').startsWith(row))?.[head.indexOf(column)]
    }
    const passes = simulatedPassChance('groups ignored', 50, 0.8, 0.75, usualDraws)
    expect(cell('grouped-gate', 'not given 75 %', '50 rows')).toBe(percent(passes))
    const covered = simulatedCoverage('weights ignored', 50, weightedAccuracy, usualDraws)
    expect(cell('simulated-coverage', 'the same, weights ignored', '50 rows')).toBe(percent(covered))
  })

  test.runIf(process.env['LONG'])('the simulated ones are what the seed draws', { timeout: 300_000 }, () => {
    for (const { name, head, rows } of simulatedTables(usualSizes, usualDraws)) {
      expect(readTable(readBlock(page, name)), name).toEqual([head, ...rows])
    }
  })

  test('are all made by the benchmark, with seed and number of data sets', () => {
    const blocks = [...page.matchAll(/<!-- (.*):start -->/g)].map(([, name]) => name)
    const made = [...exact.map(({ name }) => name), 'grouped-gate', 'simulated-coverage']
    expect(blocks.toSorted()).toEqual([...made, 'origin'].toSorted())
    expect(readBlock(page, 'origin')).toContain(
      `${usualDraws.dataSets} data sets for each figure, seed ${usualDraws.seed}`,
    )
  })
})

test('a block is replaced whole, and one that is not there or there twice is refused', () => {
  const table = toMarkdown({ head: ['Rows', 'Gate'], rows: [['20', 'pass']] })
  expect(table).toBe('| Rows | Gate |\n| ---: | --- |\n| 20 | pass |')
  const [start, end] = ['<!-- a:start -->', '<!-- a:end -->']
  const written = withBlock(`before ${start}old${end} after`, 'a', table)
  expect(written).toBe(`before ${start}\n\n${table}\n\n${end} after`)
  expect(readTable(readBlock(written, 'a'))).toEqual([
    ['Rows', 'Gate'],
    ['20', 'pass'],
  ])
  expect(() => readBlock('none', 'a')).toThrow('between <!-- a:start --> and <!-- a:end -->')
  expect(() => readBlock(`${start}${end}${start}${end}`, 'a')).toThrow('twice')
})

describe('the examples of docs/statistics.md are true:', () => {
  const says = (...phrases: string[]) => {
    for (const phrase of phrases) expect(text).toContain(phrase)
  }

  test('two judges with the same accuracy', () => {
    const judges = [
      agreementOf({ pass: 90, fail: 10 }, { pass: 85, fail: 5 }),
      agreementOf({ pass: 50, fail: 50 }, { pass: 45, fail: 45 }),
    ]
    const row = (shown: (judge: (typeof judges)[number]) => string) => ` | ${judges.map(shown).join(' | ')} |`
    const share = (of: (judge: (typeof judges)[number]) => Statistic) =>
      row((judge) => percent(number(of(judge))))
    const figure = (of: (judge: (typeof judges)[number]) => Statistic) =>
      row((judge) => number(of(judge)).toFixed(3))
    says(
      `right / rows${share(({ accuracy }) => accuracy.estimate)}`,
      `most frequent truth / rows${share(({ majority }) => majority.share.estimate)}`,
      `truly passing${share(({ passRecall }) => passRecall.estimate)}`,
      `truly failing${share(({ failRecall }) => failRecall.estimate)}`,
      `mean of the recalls${share(({ balancedAccuracy }) => balancedAccuracy.estimate)}`,
      `agreement by chance${figure(({ kappa }) => kappa.estimate)}`,
      `both sides' shares${figure(({ scottPi }) => scottPi.estimate)}`,
      `m those means${figure(({ gwetAC1 }) => gwetAC1.estimate)}`,
      `correlation of truth and verdict${figure(({ matthews }) => matthews)}`,
      `(truths + verdicts)${figure(({ labels: [pass] }) => pass?.f1 ?? undefinedStatistic('there is none'))}`,
      `mean of the labels' F1${figure(({ macroF1 }) => macroF1)}`,
      `√n): ${number((judges[0] as (typeof judges)[number]).kappa.standardError).toFixed(3)} for judge A`,
    )
  })

  test('kappa of a five-point scale, and numbers', () => {
    const { table } = reference<{ table: number[][] }>('weighted_kappa_5x5')
    const tally = tallyOfCounts(table)
    const [kappa, linear, quadratic] = [
      number(measureAgreement(judgementsOf(table)).kappa.estimate),
      number(weightedKappa(tally, [0, 1, 2, 3, 4], 'linear').estimate),
      number(weightedKappa(tally, [0, 1, 2, 3, 4], 'quadratic').estimate),
    ].map((figure) => figure.toFixed(3))
    const { accuracy } = measureAgreement(judgementsOf(table))
    says(
      `${percent(number(accuracy.estimate))} exact, kappa is ${kappa}, linear ${linear}, quadratic ${quadratic}`,
    )
    const verdicts = [1, 4, 2, 5]
    const { numeric } = measureAgreement(
      verdicts.map((verdict, index) => ({ truth: index + 1, verdict })),
      { tolerance: 1 },
    )
    if (numeric === undefined) throw new Error('These are numbers.')
    says(
      `mean absolute error of ${number(numeric.meanAbsoluteError.estimate).toFixed(2)}, a bias (verdict less truth) of ` +
        `${number(numeric.meanError.estimate).toFixed(2)}, ${percent(number(numeric.within.estimate))} within 1, ` +
        `Spearman ${number(numeric.spearman).toFixed(3)} (Pearson on midranks) and Kendall's tau-b ` +
        number(numeric.kendallTauB).toFixed(3),
    )
  })

  test('intervals', () => {
    const { low, high } = wilsonInterval(45, 50)
    says(
      `between ${percent(low, 0)} and ${percent(high, 0)}`,
      `For 90 of 100 it is ${range(wilsonInterval(90, 100))}`,
      `wider for that: ${range(clopperPearsonInterval(90, 100))}`,
      `would say, ${range(jeffreysInterval(90, 100))}`,
    )
    const { groups } = reference<{ groups: number[][] }>('clustered_10x4')
    const grouped = groups.flatMap((scores, group) =>
      scores.map((verdict): Judgement => ({ truth: 1, verdict, cluster: String(group) })),
    )
    says(
      `27 of 40 right: as independent rows ${range(wilsonInterval(27, 40))}, as groups ${range(measureAgreement(grouped).accuracy)}`,
    )
    const picked = [
      ...[true, true, true, true, false].map((truth): Judgement => ({ truth, verdict: true, weight: 10 })),
      ...[true, true, false, false, false].map((truth): Judgement => ({ truth, verdict: false, weight: 2 })),
    ]
    const { passRecall } = measureAgreement(picked, { passes: (value) => value === true })
    says(
      `pass-recall is ${percent(number(passRecall.estimate))}, where the bare rows say ${percent(passRecall.successes / passRecall.n)}`,
    )
    const newcombe = newcombeDifference(180, 200, 170, 200)
    if (newcombe.kind === 'undefined') throw new Error(newcombe.reason)
    says(`is ${signed(newcombe.difference)} points ${points(newcombe)}`)
  })

  test('two judges on the same rows', () => {
    const right = [
      ...Array.from({ length: 160 }, () => ({ first: true, second: true })),
      ...Array.from({ length: 8 }, () => ({ first: true, second: false })),
      ...Array.from({ length: 22 }, () => ({ first: false, second: true })),
      ...Array.from({ length: 10 }, () => ({ first: false, second: false })),
    ]
    const found = comparePaired(right)
    if (found.kind === 'undefined') throw new Error(found.reason)
    const { difference, midP, exact } = found
    const margin = nonInferiority(8, 12, 200, 0.05)
    says(
      `(8 − 22) / 200 = ${signed(difference)} points, **Tango's interval** (1998) ${points(found)}`,
      `mid-p** ${midP.toFixed(3)}`,
      `exact test (${exact.toFixed(3)})`,
      `the difference is ${signed(margin.difference)} points and the bound ${signed(margin.low)}: not shown`,
      `.01, .02, .03 become ${holm([0.01, 0.02, 0.03])
        .map((p) => p.toFixed(2).slice(1))
        .join(', ')}`,
    )
    expect(margin.passes).toBe(false)
    says(
      `takes ${rowsPerSample(0.85, 0.8)} rows for each of the two, on the same rows ${number(rowsForDrop(0.05, 0.1))} where`,
    )
  })

  test('people among themselves', () => {
    const six = reference<Record<string, number>>('six_raters_15subjects')
    const [fleiss, alpha, ac1] = ['fleiss_kappa', 'krippendorff_alpha', 'gwet_ac1'].map((key) =>
      (six[key] as number).toFixed(3),
    )
    says(
      `Fleiss ${fleiss}, alpha ${alpha}, AC1 ${ac1}`,
      `agree on ${percent(0.95 ** 2 + 0.05 ** 2)} of rows`,
      `shows ${percent(0.9 * 0.95 + 0.1 * 0.05)} against one of them`,
      `has a quarter of the rows in its memory, and gets those right, shows ${percent(0.75 + 0.25 * 0.25)}`,
    )
  })

  test('gates', () => {
    const agreement = agreementOf({ pass: 50, fail: 50 }, { pass: 45, fail: 45 })
    const { low } = wilsonInterval(90, 100, { sided: 'lower' })
    const { rowsNeeded } = evaluateGate(agreement, { accuracy: 0.85 })
    expect([0.8, 0.85, 0.92].map((accuracy) => evaluateGate(agreement, { accuracy }).outcome)).toEqual([
      'pass',
      'inconclusive',
      'fail',
    ])
    says(
      `the lower bound is ${percent(low)}, so a threshold of 80 % passes, 85 % is inconclusive and needs about ${rowsNeeded} more held-out rows at the same accuracy, 92 % fails`,
    )
    const [, ...rows] = readTable(readBlock(page, 'absolute-gate'))
    const at = (...place: string[]) =>
      rows.find((cells) => place.every((cell, index) => cells[index] === cell))
    const [, , , pass, , , , warned] = at('80 %', '75 %', '50') ?? []
    says(`through ${warned} of the time; the bound lets ${pass} through`)
    says(
      `on 20 rows at 80 % it is ${at('80 %', '80 %', '20')?.[3]},`,
      `at a threshold of 80 % on 50 rows passes ${at('80 %', '90 %', '50')?.[3]} of the time`,
    )
  })

  test('corrected pass rates', () => {
    const labelled = { truePasses: 74, falseFails: 6, falsePasses: 3, trueFails: 17 }
    const unlabelled = { passes: 390, n: 500 }
    const found = correctedPassRate({ labelled, unlabelled, labelsAre: 'random' })
    const alone = predictionPowered(labelled, unlabelled, { lambda: 0 })
    const few = correctedPassRate({
      labelled: { truePasses: 46, falseFails: 4, falsePasses: 6, trueFails: 44 },
      unlabelled: { passes: 400, n: 500 },
      labelsAre: 'balanced',
    })
    if (alone.kind === 'undefined') throw new Error(alone.reason)
    expect([found.method, few.method]).toEqual(['ppi++', 'rogan-gladen'])
    says(
      `passes ${percent(number(found.observed), 0)} of 500 unlabelled answers`,
      `Here ${percent(number(found.corrected))} ${range(found)}; the labels alone say ${percent(alone.rate)} ${range(alone)}`,
      `500 rows: ${percent(number(few.corrected))} ${range(few)}`,
    )
  })
})

/** Judgements of a square table of counts, truth by verdict. */
function judgementsOf(table: readonly (readonly number[])[]): Judgement[] {
  return table.flatMap((row, truth) =>
    row.flatMap((count, verdict) => Array.from({ length: count }, () => ({ truth, verdict }))),
  )
}

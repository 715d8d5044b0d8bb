import type { AnnotatorAgreement, AnnotatorSummary, Statistic } from '../agreement/index.ts'
import { count, formatNumber, formatShare, formatStatistic, nothing } from './format.ts'
import { paperOf, paragraph } from './paper.ts'
import type { PrintOptions } from './print-options.ts'
import { type Remark, remarkLines } from './remark.ts'
import { joinBlocks, renderGlossary } from './render-blocks.ts'
import { renderTable } from './render-table.ts'
import { cell, type Table, type TableRow } from './table.ts'
import { yardstick } from './yardstick.ts'

/** People's agreement; with `alternative` also whether the judge may stand in for one of them. */
export type PrintedAnnotators = AnnotatorAgreement & Partial<AnnotatorSummary>

const mostPairs = 15

/** How people agree among themselves: over all, and each pair of them (the fifteen with the most rows). */
export function renderAnnotators(people: PrintedAnnotators, options: PrintOptions): string {
  const { width, color, explain = false } = options
  const paper = paperOf(width, color)
  const { units, pairs, alternative, pairwise, unweighted = false, refusal } = people
  const hidden = pairwise.length - mostPairs
  const subject = ` · ${count(units, 'row')} with two answers or more, ${count(pairs, 'pair')} of answers${unweighted ? ', unweighted' : ''}`
  const head = paragraph(paper, `People among themselves${subject}`, {
    mark: '',
    style: paper.palette.heading,
  })
  if (refusal !== undefined) {
    return joinBlocks([head, remarkLines(paper, [{ text: `No figures: ${refusal}.`, tone: 'bad' }])])
  }
  return joinBlocks([
    head,
    [
      ...renderTable(paper, figureTable(people)),
      ...(alternative === undefined ? [] : remarkLines(paper, [alternativeRemark(alternative)])),
    ],
    pairwise.length < 2
      ? []
      : [
          ...renderTable(paper, pairTable(pairwise)),
          ...(hidden > 0
            ? remarkLines(paper, [{ text: `${count(hidden, 'more pair')} not shown`, tone: 'quiet' }])
            : []),
        ],
    explain ? renderGlossary(paper, explanations(people)) : [],
  ])
}

function alternativeRemark(alternative: AnnotatorSummary['alternative']): Remark {
  if (alternative.kind === 'undefined') {
    return { text: `the alternative annotator test cannot be held: ${alternative.reason}`, tone: 'quiet' }
  }
  const { passes, winningRate, annotators } = alternative
  const beaten = annotators.filter((contest) => contest.beaten).length
  const may = passes ? 'may' : 'may not'
  const text = `alternative annotator test: the judge ${may} stand in for one of them; it beats ${beaten} of ${annotators.length} (winning rate ${winningRate.toFixed(2)})`
  return { text, tone: 'plain' }
}

function figureTable({ observed, fleiss, alpha, ac1, numeric, pairwise }: PrintedAnnotators): Table {
  const [pair] = pairwise.length === 1 ? pairwise : []
  const row = (name: string, statistic: Statistic, text = formatStatistic(statistic)): TableRow => ({
    name,
    tone: 'plain',
    content: statistic.kind === 'value' ? [cell(text, 'strong')] : `${nothing} (${statistic.reason})`,
  })
  return {
    title: 'figure',
    columns: [{ heading: 'value', align: 'right' }],
    rows: [
      row('agree', observed, formatShare({ estimate: observed })),
      pair === undefined ? row("Fleiss' kappa", fleiss) : row('kappa', pair.kappa),
      row("Krippendorff's alpha", alpha),
      row("Gwet's AC1", ac1),
      ...(numeric === undefined
        ? []
        : [
            row('alpha of numbers', numeric.alpha),
            row('apart on average', numeric.meanAbsoluteDifference, apartText(numeric)),
          ]),
    ],
  }
}

function apartText({ meanAbsoluteDifference }: NonNullable<PrintedAnnotators['numeric']>): string {
  return meanAbsoluteDifference.kind === 'value' ? formatNumber(meanAbsoluteDifference.value) : nothing
}

function pairTable(pairwise: PrintedAnnotators['pairwise']): Table {
  const largest = new Set(pairwise.toSorted((left, right) => right.rows - left.rows).slice(0, mostPairs))
  return {
    title: 'pair',
    columns: [
      { heading: 'rows', align: 'right' },
      { heading: 'agree', align: 'right' },
      { heading: 'kappa', align: 'right' },
    ],
    rows: pairwise
      .filter((pair) => largest.has(pair))
      .map(({ first, second, rows, agreed, kappa }) => ({
        name: `${first} and ${second}`,
        tone: 'plain',
        content: [
          cell(String(rows)),
          cell(rows === 0 ? nothing : formatShare({ estimate: { kind: 'value', value: agreed / rows } })),
          cell(formatStatistic(kappa)),
        ],
      })),
  }
}

function explanations({ observed, numeric, alternative }: PrintedAnnotators): string[] {
  return [
    `agree ${formatShare({ estimate: observed })}: the share of pairs of answers to one row that are the same, averaged over rows.`,
    'kappa, of a pair or by Fleiss for all: how far people get from what chance alone would agree on towards full agreement; 0 is chance, 1 is perfect.',
    "Krippendorff's alpha: like kappa, for any number of people and with gaps; below .667 answers are commonly held too unsure to build on.",
    "Gwet's AC1: kappa with another notion of chance, steadier where one answer is rare.",
    ...(numeric === undefined
      ? []
      : [
          'alpha of numbers, apart on average: alpha that counts a pair of numbers as the worse the farther they are apart (interval), and how far that is.',
        ]),
    ...(alternative === undefined
      ? []
      : [
          'alternative annotator test: each person in turn is left out, and it is asked whether the judge is as near to the others as that person is; the judge may stand in where it beats half of them or more (winning rate 0.5).',
        ]),
    yardstick,
  ]
}

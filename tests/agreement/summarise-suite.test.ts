import { expect, test } from 'vitest'
import { summariseSuite } from '../../src/agreement/index.ts'
import { buildJudge, buildRow, buildSuite, buildVerdict } from './build-run.ts'

test('a judge is measured on each side of the split, on rows with a truth where it was asked', () => {
  const judge = buildJudge('pubmed')
  const summary = summariseSuite(
    buildSuite(
      'PubMed',
      [judge],
      [
        buildRow('a', [buildVerdict('pubmed', 'yes', 'yes')]),
        buildRow('b', [buildVerdict('pubmed', 'no', 'yes')]),
        buildRow('c', [buildVerdict('pubmed', undefined, 'no')]),
        buildRow('d', [buildVerdict('pubmed', 'no')]),
        buildRow('e', [
          { judge: 'pubmed', truth: 'no', outcome: 'not-asked', reason: 'sampled-out', detail: 'rate 0.5' },
        ]),
        buildRow('f', [buildVerdict('pubmed', 'no', 'no')], { split: 'align' }),
        buildRow('g', [], { error: 'predict threw' }),
      ],
    ),
  )
  const [pubmed] = summary.judges
  expect(pubmed).toMatchObject({ id: 'pubmed', judge, notAligned: false, asked: 5, unscored: 1 })
  expect(pubmed?.heldout).toMatchObject({
    notAsked: 1,
    withoutTruth: 1,
    agreement: { rows: 3, unscored: 1, agreed: 1, passRecall: { successes: 1, n: 2 } },
  })
  expect(pubmed?.align).toMatchObject({ notAsked: 0, agreement: { rows: 1, agreed: 1 } })
  expect(summary.noOutputs.map(({ id }) => id)).toEqual(['g'])
})

test('mismatches come worst first: wrongly passed, then in row order', () => {
  const verdicts = [
    ['a', 'no', 'yes'],
    ['b', 'yes', 'no'],
    ['c', 'no', 'yes'],
    ['d', 'yes', 'no'],
    ['e', 'yes', 'yes'],
  ] as const
  const rows = verdicts.map(([id, value, truth]) => buildRow(id, [buildVerdict('pubmed', value, truth)]))
  const [pubmed] = summariseSuite(buildSuite('PubMed', [buildJudge('pubmed')], rows)).judges
  expect(pubmed?.heldout.mismatches.map(({ row, wronglyPassed }) => [row.id, wronglyPassed])).toEqual([
    ['b', true],
    ['d', true],
    ['a', false],
    ['c', false],
  ])
})

test('an aligned judge is compared with its base on held-out rows where both were asked', () => {
  const judges = [buildJudge('pubmed'), buildJudge('pubmed@aligned')]
  const both = (
    id: string,
    base: string | undefined,
    aligned: string,
    split: 'heldout' | 'align' = 'heldout',
  ) =>
    buildRow(id, [buildVerdict('pubmed', base, 'yes'), buildVerdict('pubmed@aligned', aligned, 'yes')], {
      split,
    })
  const rows = [
    both('a', 'no', 'yes'),
    both('b', undefined, 'yes'),
    both('c', 'yes', 'no'),
    both('d', 'yes', 'yes'),
    both('e', 'no', 'yes', 'align'),
    buildRow('f', [buildVerdict('pubmed@aligned', 'yes', 'yes')]),
  ]
  expect(summariseSuite(buildSuite('PubMed', judges, rows)).comparisons).toMatchObject([
    {
      aligned: 'pubmed@aligned',
      base: 'pubmed',
      comparison: { kind: 'value', rows: 4, onlyFirst: 2, onlySecond: 1, difference: 0.25 },
    },
  ])
})

test('an aligned judge without a memory, or without its base, is compared with nothing', () => {
  const { memory: _, ...unaligned } = buildJudge('pubmed@aligned')
  const summary = summariseSuite(buildSuite('PubMed', [buildJudge('pubmed'), unaligned], []))
  expect(summary.comparisons).toEqual([])
  expect(summary.judges.map(({ notAligned }) => notAligned)).toEqual([false, true])
  expect(summariseSuite(buildSuite('PubMed', [buildJudge('pubmed@aligned')], [])).comparisons).toEqual([])
})

test('a disputed truth counts once for a judge and its aligned form', () => {
  const disputed = (judge: string) => buildVerdict(judge, 'yes', 'yes', { truthDisputed: 'no' })
  const rows = [
    buildRow('a', [disputed('pubmed'), disputed('pubmed@aligned')]),
    buildRow('b', [disputed('pubmed'), disputed('other')]),
  ]
  const judges = ['pubmed', 'pubmed@aligned', 'other'].map((id) => buildJudge(id))
  expect(summariseSuite(buildSuite('PubMed', judges, rows)).disputedTruths).toBe(3)
})

test('repeats of a row are one row and one cluster, but their unscored verdicts count', () => {
  const verdict = buildVerdict('pubmed', 'yes', 'yes')
  const rows = [
    buildRow('a', [verdict]),
    buildRow('a', [verdict], { repeat: 1 }),
    buildRow('a', [buildVerdict('pubmed', undefined, 'yes')], { repeat: 2 }),
  ]
  const summary = summariseSuite(buildSuite('PubMed', [buildJudge('pubmed')], rows))
  expect(summary.repeats).toBe(2)
  expect(summary.judges[0]).toMatchObject({
    heldout: {
      agreement: { rows: 1, agreed: 2 / 3, unscored: 1 / 3, accuracy: { clusters: 1, low: 0, high: 1 } },
      repeats: { rows: 1, flips: { successes: 0, n: 1 }, majority: { successes: 1, n: 1 } },
    },
    asked: 3,
    unscored: 1,
  })
})

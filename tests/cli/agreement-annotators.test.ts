import { describe, expect, test } from 'vitest'
import { annotatorAgreement } from '../../src/agreement/index.ts'
import { agreementFolder, figure, jsonLines } from './agreement-support.ts'

const folder = agreementFolder()

const rows = [
  ['a', 'a', 'a'],
  ['a', 'b', 'a'],
  ['b', 'b', 'b'],
  ['b', 'b', 'a'],
  ['a', 'a', null],
  ['b', null, ''],
].map(([ann, bob, cid]) => ({ ann, bob, cid, people: [ann, bob, cid] }))

const expected = annotatorAgreement(
  [
    ['a', 'a', 'a'],
    ['a', 'b', 'a'],
    ['b', 'b', 'b'],
    ['b', 'b', 'a'],
    ['a', 'a', undefined],
    ['b', undefined, undefined],
  ],
  ['ann', 'bob', 'cid'],
)

describe('people among each other', () => {
  test('are measured without a truth and a verdict: observed, Fleiss, alpha, each pair', async () => {
    await folder.write({ 'people.jsonl': jsonLines(rows) })
    const { annotators, judges, files } = await folder.outcome('people.jsonl --annotators ann,bob,cid')
    expect(judges).toEqual([])
    expect(files).toMatchObject([{ rows: 6 }])
    expect(annotators).toEqual({ annotators: ['ann', 'bob', 'cid'], ...expected })
    expect(annotators?.units).toBe(5)
    expect(figure(annotators?.observed)).toBeCloseTo((1 + 1 / 3 + 1 + 1 / 3 + 1) / 5, 12)
    const [first] = annotators?.pairwise ?? []
    expect(first).toMatchObject({ first: 'ann', second: 'bob', rows: 5, agreed: 4 })
    expect(figure(first?.kappa)).toBeCloseTo((4 / 5 - 12 / 25) / (1 - 12 / 25), 12)
  })

  test('may stand in one field as a list, or at places of it', async () => {
    await folder.write({
      'people.jsonl': jsonLines(rows),
      'people.csv': `ann,bob,cid\n${rows.map(({ ann, bob, cid }) => `${ann},${bob ?? ''},${cid ?? ''}\n`).join('')}`,
    })
    const spread = await folder.outcome('people.jsonl --annotators people')
    expect(spread.annotators?.annotators).toEqual(['people 1', 'people 2', 'people 3'])
    expect(spread.annotators).toMatchObject({ fleiss: expected.fleiss, alpha: expected.alpha })
    const placed = await folder.outcome('people.jsonl --annotators people.0,people.1,people.2')
    expect(placed.annotators?.annotators).toEqual(['people.0', 'people.1', 'people.2'])
    expect(placed.annotators).toMatchObject({ fleiss: expected.fleiss, alpha: expected.alpha })
    const mixed = await folder.outcome('people.jsonl --annotators ann,people')
    expect(mixed.annotators?.annotators).toEqual(['ann', 'people 1', 'people 2', 'people 3'])
    const cells = await folder.outcome('people.csv --annotators ann,bob,cid')
    expect(cells.annotators).toEqual({ annotators: ['ann', 'bob', 'cid'], ...expected })
  })

  test('beside a judge also say whether it may stand in for one of them, rows without a truth among them', async () => {
    const many = Array.from({ length: 40 }, (_, row) => ({
      people: row % 8 === 0 ? ['a', 'b', 'a'] : ['a', 'a', 'a'],
      judge: row === 39 ? null : 'a',
      human: row < 20 ? 'a' : null,
    }))
    await folder.write({ 'many.jsonl': jsonLines(many) })
    const args = 'many.jsonl --annotators people --truth human --verdict judge'
    const { annotators, judges } = await folder.outcome(args)
    expect(judges[0]?.agreement).toMatchObject({ rows: 20, agreed: 20 })
    expect(annotators?.alternative).toMatchObject({ kind: 'value', passes: true, winningRate: 1 })
    const rowsOf = (found: typeof annotators) =>
      found?.alternative?.kind === 'value' ? found.alternative.annotators.map(({ rows }) => rows) : []
    expect(rowsOf(annotators)).toEqual([39, 39, 39])
  })

  test('have no figures where rows were picked by verdict, are unweighted where rows have weights, and heed groups', async () => {
    const many = Array.from({ length: 80 }, (_, row) => ({
      people: row % 8 === 0 ? ['a', 'b', 'a'] : ['a', 'a', 'a'],
      judge: 'a',
      human: 'a',
      weight: 1 + (row % 2),
      conversation: Math.floor(row / 4),
      document: Math.floor(row / 8),
    }))
    await folder.write({ 'many.jsonl': jsonLines(many) })
    const judged = 'many.jsonl --annotators people --truth human --verdict judge'
    const reason = '80 labels were picked by verdict, without a weight, so no figure would stand for all rows'
    const refused = await folder.outcome(`${judged} --picked-by-verdict`, 3)
    expect(refused.annotators).toMatchObject({
      refusal: reason,
      observed: { kind: 'undefined', reason },
      pairwise: [],
      alternative: { kind: 'undefined', reason },
    })
    const alone = await folder.outcome('many.jsonl --annotators people --picked-by-verdict', 3)
    expect(alone.annotators?.refusal).toBe(reason)
    const plain = await folder.outcome(judged)
    const weighted = await folder.outcome(`${judged} --weight weight --picked-by-verdict`)
    expect(weighted.annotators).toEqual({ ...plain.annotators, unweighted: true })
    expect((await folder.run(`${judged} --weight weight`)).stdout).toContain(
      'People among themselves · 80 rows with two answers or more, 240 pairs of\nanswers, unweighted\n',
    )
    const grouped = await folder.outcome(`${judged} --group conversation`)
    expect(grouped.annotators?.alternative).toMatchObject({
      kind: 'value',
      annotators: [{ rows: 80, effectiveClusters: 20 }, {}, {}],
    })
    const few = await folder.outcome(`${judged} --group document`)
    expect(few.annotators?.alternative).toMatchObject({
      kind: 'undefined',
      reason: expect.stringContaining('in as good as 20 groups of one size or more') as string,
    })
  })

  test('who give numbers are measured by distance, as a judge that stands in for one of them is', async () => {
    const near = Array.from({ length: 40 }, () => ({ people: [4, 4, 2], judge: 3, human: 3 }))
    await folder.write({ 'scores.jsonl': jsonLines(near) })
    const { annotators } = await folder.outcome(
      'scores.jsonl --annotators people --truth human --verdict judge',
    )
    expect(figure(annotators?.numeric?.meanAbsoluteDifference)).toBeCloseTo(4 / 3, 12)
    expect(figure(annotators?.numeric?.alpha)).toBeCloseTo(1 - (119 * 40 * 8) / 2 / (40 * 80 * 4), 12)
    // 1 + 1 from the others against 0 + 4.
    expect(annotators?.alternative).toMatchObject({ winningRate: 1, advantageProbability: 1 })
  })

  test('who never speak of one row are undefined in words', async () => {
    await folder.write({
      'apart.jsonl': jsonLines([
        { ann: 'a', bob: null },
        { ann: null, bob: 'b' },
      ]),
    })
    const { annotators } = await folder.outcome('apart.jsonl --annotators ann,bob', 3)
    expect([annotators?.observed, annotators?.alpha].map(figure)).toEqual([
      'no unit has two ratings',
      'no unit has two ratings',
    ])
  })
})

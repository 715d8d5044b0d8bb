import { describe, expect, test } from 'vitest'
import {
  type Agreement,
  type BootstrapInterval,
  measureAgreement,
  type Statistic,
} from '../../src/agreement/index.ts'
import { bootstrapIntervals } from '../../src/agreement/paired/bootstrap.ts'
import { seededRandom } from '../../src/io/index.ts'
import { agreementFolder, figure, jsonLines, judgeIn } from './agreement-support.ts'

const folder = agreementFolder()
const fields = '--truth human --verdict judge'

describe('weights, groups and slices', () => {
  const weighed = [
    { human: 'yes', judge: 'yes', weight: 3, doc: 1, lang: 'de' },
    { human: 'yes', judge: 'no', weight: 1, doc: 1, lang: 'de' },
    { human: 'no', judge: 'no', weight: 4, doc: 2, lang: ['en', 'de'] },
    { human: 'no', judge: 'yes', weight: 2, doc: 3, lang: null },
  ]
  const picked = '--picked-by-verdict'

  test('a weight counts a row for that many', async () => {
    await folder.write({
      'weighed.jsonl': jsonLines(weighed),
      'weighed.csv': `human,judge,weight\n${weighed.map(({ human, judge, weight }) => `${human},${judge},${weight}.0\n`).join('')}`,
    })
    const { agreement } = judgeIn(await folder.outcome(`weighed.jsonl ${fields} --weight weight ${picked}`))
    expect(figure(agreement.accuracy.estimate)).toBeCloseTo(0.7, 12)
    expect(figure(agreement.passRecall.estimate)).toBeCloseTo(0.75, 12)
    expect(agreement.accuracy.effectiveN).toBeLessThanOrEqual(100 / 30)
    expect(agreement.refusal).toBeUndefined()
    expect(judgeIn(await folder.outcome(`weighed.csv ${fields} --weight weight`)).agreement).toEqual(
      agreement,
    )
  })

  test('rows picked by verdict have no figures without a weight: exit 3', async () => {
    await folder.write({ 'weighed.jsonl': jsonLines(weighed) })
    const { agreement } = judgeIn(await folder.outcome(`weighed.jsonl ${fields} ${picked}`, 3))
    const reason = '4 labels were picked by verdict, without a weight, so no figure would stand for all rows'
    expect(agreement.refusal).toBe(reason)
    expect([agreement.accuracy.estimate, agreement.kappa.estimate, agreement.macroF1].map(figure)).toEqual([
      reason,
      reason,
      reason,
    ])
    const { exitCode, stdout } = await folder.run(`weighed.jsonl ${fields} ${picked}`)
    expect(exitCode).toBe(3)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(reason)
  })

  test('a group makes clusters, resampled with a fixed seed beside the interval by effective rows', async () => {
    const clustered = Array.from({ length: 40 }, (_, row) => ({
      doc: `d${row % 10}`,
      human: row % 2 === 0 ? 'yes' : 'no',
      judge: row % 10 < 6 || row % 7 === 0 ? (row % 2 === 0 ? 'yes' : 'no') : 'no',
    }))
    await folder.write({ 'docs.jsonl': jsonLines(clustered) })
    const { agreement, clusterBootstrap } = judgeIn(await folder.outcome(`docs.jsonl ${fields} --group doc`))
    expect(agreement.accuracy).toMatchObject({ n: 40, clusters: 10 })
    const docs = [...Map.groupBy(clustered, ({ doc }) => doc).values()]
    const intervalOf = (figureOf: (agreement: Agreement) => Statistic) =>
      bootstrapIntervals(
        docs,
        ['it'],
        (drawn) => ({
          it: figureOf(
            measureAgreement(drawn.flat().map(({ human, judge }) => ({ truth: human, verdict: judge }))),
          ),
        }),
        { random: seededRandom(1) },
      ).it
    const digits = (interval: BootstrapInterval | undefined) =>
      interval?.kind === 'value' ? [interval.low, interval.high].map((end) => end.toFixed(9)) : []
    expect(digits(clusterBootstrap?.accuracy)).toEqual(['0.574375000', '1.000000000'])
    expect(digits(clusterBootstrap?.accuracy)).toEqual(
      digits(intervalOf(({ accuracy }) => accuracy.estimate)),
    )
    expect(digits(clusterBootstrap?.kappa)).toEqual(digits(intervalOf(({ kappa }) => kappa.estimate)))
    expect(judgeIn(await folder.outcome(`docs.jsonl ${fields}`)).clusterBootstrap).toBeUndefined()
  })

  test('slices are measured apart, a list puts a row into several, and the worst is named', async () => {
    await folder.write({ 'weighed.jsonl': jsonLines(weighed) })
    const { slices } = judgeIn(await folder.outcome(`weighed.jsonl ${fields} --slice lang`))
    expect(slices).toMatchObject({
      worst: 'lang=de',
      withoutValue: 1,
      slices: [
        { name: 'lang=de', isSmall: true, agreement: { rows: 3, agreed: 2 } },
        { name: 'lang=en', isSmall: true, agreement: { rows: 1, agreed: 1 } },
      ],
    })
    const large = Array.from({ length: 60 }, (_, row) => ({
      human: 'yes',
      judge: row < 50 ? 'yes' : 'no',
      half: row % 2,
    }))
    await folder.write({ 'large.jsonl': jsonLines([...large, { human: 'yes', judge: 'no', half: 'none' }]) })
    const outcome = judgeIn(await folder.outcome(`large.jsonl ${fields} --slice half`)).slices
    expect(outcome?.slices.map(({ name, isSmall }) => [name, isSmall])).toEqual([
      ['half=0', false],
      ['half=1', false],
      ['half=none', true],
    ])
    // Both halves have the same figure, and the third is too small to count.
    expect(outcome?.worst).toBeUndefined()
    const better = large.map((row, place) => (place === 58 ? { ...row, judge: 'yes' } : row))
    await folder.write({ 'large.jsonl': jsonLines(better) })
    expect(judgeIn(await folder.outcome(`large.jsonl ${fields} --slice half`)).slices?.worst).toBe('half=1')
  })
})

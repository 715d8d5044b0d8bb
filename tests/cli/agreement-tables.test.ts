import { expect, test } from 'vitest'
import { type Judgement, measureAgreement } from '../../src/agreement/index.ts'
import { agreementFolder, figure, jsonLines, judgeIn, tableRows } from './agreement-support.ts'

const folder = agreementFolder()
const fields = '--truth human --verdict judge'

test.for([
  [[46, 4, 6, 64], 0.8295],
  [[27, 9, 36, 48], 0.2647],
  [[151, 6, 28, 15], 0.3815],
  [[30, 10, 2, 78], 0.7632],
  [[85, 5, 5, 5], 0.4444],
] as const)(
  'of the published table %j pass/pass, pass/fail, fail/pass, fail/fail kappa is %f',
  async ([[a, b, c, d], kappa]) => {
    const table = [
      [a, b],
      [c, d],
    ]
    await folder.write({ 'table.jsonl': jsonLines(tableRows(table, ['pass', 'fail'])) })
    const { agreement } = judgeIn(await folder.outcome(`table.jsonl ${fields}`))
    expect(Number(figure(agreement.kappa.estimate)).toFixed(4)).toBe(kappa.toFixed(4))
  },
)

test('of the published table 196/10/28/185 all digits of kappa come out, and its recalls', async () => {
  const table = [
    [196, 10],
    [28, 185],
  ]
  await folder.write({ 'table.jsonl': jsonLines(tableRows(table, ['pass', 'fail'])) })
  const { agreement } = judgeIn(await folder.outcome(`table.jsonl ${fields}`))
  expect(figure(agreement.kappa.estimate)).toBeCloseTo(0.8188252429393961, 14)
  expect(agreement.passRecall).toMatchObject({ successes: 196, n: 206 })
  expect(agreement.failRecall).toMatchObject({ successes: 185, n: 213 })
})

test('its recalls over three runs, 590 of 618 and 560 of 639, have the published bounds on mean counts', () => {
  const runs = (truth: string, verdict: string, count: number) =>
    Array.from({ length: count }, (): Judgement => ({ truth, verdict, share: 1 / 3 }))
  const { passRecall, failRecall, rows } = measureAgreement(
    [
      ...runs('pass', 'pass', 590),
      ...runs('pass', 'fail', 28),
      ...runs('fail', 'fail', 560),
      ...runs('fail', 'pass', 79),
    ],
    { passes: (value) => value === 'pass' },
  )
  expect(rows).toBe(419)
  expect(
    [passRecall, failRecall].map(({ n, estimate, low, high }) => [n, figure(estimate), low, high]),
  ).toEqual([
    [206, expect.closeTo(0.95469, 5), expect.closeTo(0.91702, 5), expect.closeTo(0.97571, 5)],
    [213, expect.closeTo(0.87637, 5), expect.closeTo(0.82539, 5), expect.closeTo(0.91402, 5)],
  ])
})

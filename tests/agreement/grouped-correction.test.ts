import { expect, test } from 'vitest'
import { correctedPassRate } from '../../src/agreement/correction/corrected-pass-rate.ts'
import type { GroupCounts } from '../../src/agreement/correction/judged-counts.ts'
import { predictionPowered } from '../../src/agreement/correction/ppi.ts'
import { roganGladen } from '../../src/agreement/correction/rogan-gladen.ts'
import { studentQuantile } from '../../src/agreement/intervals/student-distribution.ts'
import { seededRandom } from '../../src/io/index.ts'

function counts(): GroupCounts {
  return {
    labelled: { truePasses: 0, falseFails: 0, falsePasses: 0, trueFails: 0 },
    unlabelled: { passes: 0, n: 0 },
  }
}

function add({ labelled, unlabelled }: GroupCounts, truth: boolean, verdict: boolean, isLabelled: boolean) {
  if (!isLabelled) {
    unlabelled.n++
    if (verdict) unlabelled.passes++
  } else if (truth) labelled[verdict ? 'truePasses' : 'falseFails']++
  else labelled[verdict ? 'falsePasses' : 'trueFails']++
}

function sumOf(groups: readonly GroupCounts[]): GroupCounts {
  const sum = counts()
  for (const { labelled, unlabelled } of groups) {
    for (const key of ['truePasses', 'falseFails', 'falsePasses', 'trueFails'] as const) {
      sum.labelled[key] += labelled[key]
    }
    sum.unlabelled.passes += unlabelled.passes
    sum.unlabelled.n += unlabelled.n
  }
  return sum
}

/** Each row as a group of its own, in which it stands so many times. */
function eachAlone({ labelled, unlabelled }: GroupCounts, times: number): GroupCounts[] {
  const groups: GroupCounts[] = []
  const put = (rows: number, truth: boolean, verdict: boolean, isLabelled: boolean) => {
    for (let row = 0; row < rows; row++) {
      const group = counts()
      for (let time = 0; time < times; time++) add(group, truth, verdict, isLabelled)
      groups.push(group)
    }
  }
  put(labelled.truePasses, true, true, true)
  put(labelled.falseFails, true, false, true)
  put(labelled.falsePasses, false, true, true)
  put(labelled.trueFails, false, false, true)
  put(unlabelled.passes, true, true, false)
  put(unlabelled.n - unlabelled.passes, true, false, false)
  return groups
}

const examples = [
  { labelled: { truePasses: 38, falseFails: 4, falsePasses: 3, trueFails: 15 }, passes: 130, n: 200 },
  { labelled: { truePasses: 74, falseFails: 6, falsePasses: 3, trueFails: 17 }, passes: 390, n: 500 },
].map(({ labelled, passes, n }) => ({ labelled, unlabelled: { passes, n } }))

test.each(examples.flatMap((all) => [1, 2].map((times) => ({ ...all, times }))))(
  'rows that stand $times times in a group of their own say as much as once alone: $labelled, $unlabelled',
  ({ times, ...all }) => {
    const groups = eachAlone(all, times)
    const { labelled, unlabelled } = sumOf(groups)
    const labels = Object.values(all.labelled).reduce((sum, rows) => sum + rows, 0)
    const method = labels < 100 ? roganGladen : predictionPowered
    const found = method(labelled, unlabelled)
    if (found.kind === 'undefined') throw new Error(found.reason)
    const error = found.standardError * Math.sqrt((times * groups.length) / (groups.length - 1))
    const reach = studentQuantile(0.975, all.labelled.falsePasses + all.labelled.trueFails - 1) * error
    const corrected = correctedPassRate({ labelled, unlabelled, labelsAre: 'random', groups })
    expect(corrected).toMatchObject({
      corrected: { kind: 'value', value: expect.closeTo(found.rate, 12) as number },
      method: labels < 100 ? 'rogan-gladen' : 'ppi++',
    })
    expect(corrected.low).toBeCloseTo(Math.min(found.low, found.rate - reach), 9)
    expect(corrected.high).toBeCloseTo(Math.max(found.high, found.rate + reach), 9)
  },
)

test('labels in few groups are few for PPI++, and in one group say nothing of how sure the rate is', () => {
  const [, all] = examples
  if (all === undefined) throw new Error('there is an example')
  const tens = eachAlone(all, 1).reduce<GroupCounts[]>((groups, row, index) => {
    if (index % 10 === 0) groups.push(counts())
    const last = groups.length - 1
    groups[last] = sumOf([groups[last] ?? counts(), row])
    return groups
  }, [])
  expect(correctedPassRate({ ...all, labelsAre: 'random', groups: tens }).method).toBe('rogan-gladen')
  expect(correctedPassRate({ ...all, labelsAre: 'random', groups: [all] })).toMatchObject({
    corrected: { kind: 'value' },
    low: 0,
    high: 1,
  })
})

test('failing rows that are all of one group do not tell how sure the rate is', () => {
  const [all] = examples
  if (all === undefined) throw new Error('there is an example')
  const failing = counts()
  const groups = eachAlone(all, 1).filter((row) => {
    const isFailing = row.labelled.falsePasses + row.labelled.trueFails > 0
    failing.labelled.falsePasses += row.labelled.falsePasses
    failing.labelled.trueFails += row.labelled.trueFails
    return !isFailing
  })
  const corrected = correctedPassRate({ ...all, labelsAre: 'random', groups: [...groups, failing] })
  expect(corrected).toMatchObject({ corrected: { kind: 'value' }, low: 0, high: 1 })
})

/** How often the interval holds the true rate of 85 %, groups given and ignored, over seeded data sets. */
function coverage(
  {
    labelled,
    unlabelled,
    size,
    mixed,
  }: { labelled: number; unlabelled: number; size: number; mixed: boolean },
  dataSets: number,
) {
  const random = seededRandom(20_260_101)
  const isDrawn = (chance: number) => random() < chance
  const rate = 0.85
  const held = { grouped: 0, ignored: 0 }
  for (let dataSet = 0; dataSet < dataSets; dataSet++) {
    const isLabelled = Array.from({ length: labelled + unlabelled }, (_, row) => row < labelled)
    if (mixed) {
      isLabelled.forEach((own, row) => {
        const other = Math.floor(random() * (row + 1))
        isLabelled[row] = isLabelled[other] ?? false
        isLabelled[other] = own
      })
    }
    const groups: GroupCounts[] = []
    for (let row = 0; row < isLabelled.length; row += size) {
      // Each row takes its group's own draw with a chance whose square is the correlation, 0.3.
      const common = { truth: isDrawn(rate), pass: isDrawn(0.92), fail: isDrawn(0.15) }
      const either = (own: boolean, chance: number) => (isDrawn(Math.sqrt(0.3)) ? own : isDrawn(chance))
      const group = counts()
      for (const own of isLabelled.slice(row, row + size)) {
        const truth = either(common.truth, rate)
        add(group, truth, truth ? either(common.pass, 0.92) : either(common.fail, 0.15), own)
      }
      groups.push(group)
    }
    const all = { ...sumOf(groups), labelsAre: 'random' as const }
    for (const [name, given] of [['grouped', groups] as const, ['ignored', undefined] as const]) {
      const { low, high } = correctedPassRate({ ...all, groups: given })
      if (low <= rate && rate <= high) held[name]++
    }
  }
  return { grouped: held.grouped / dataSets, ignored: held.ignored / dataSets }
}

test.each([
  { labelled: 100, unlabelled: 500, size: 4, mixed: false },
  { labelled: 400, unlabelled: 800, size: 4, mixed: false },
  { labelled: 400, unlabelled: 800, size: 10, mixed: true },
  ...(process.env['LONG']
    ? [
        { labelled: 60, unlabelled: 300, size: 4, mixed: false },
        { labelled: 60, unlabelled: 300, size: 4, mixed: true },
        { labelled: 200, unlabelled: 400, size: 4, mixed: true },
        { labelled: 400, unlabelled: 800, size: 10, mixed: false },
      ]
    : []),
])('the interval holds the true rate where rows of a group go together: %j', (world) => {
  const { grouped, ignored } = coverage(world, process.env['LONG'] ? 2000 : 400)
  expect(grouped).toBeGreaterThan(process.env['LONG'] ? 0.93 : 0.92)
  expect(ignored).toBeLessThan(grouped - 0.02)
})

import { describe, expect, test } from 'vitest'
import { judgementsOf, summariseRepeats } from '../../src/agreement/index.ts'
import type { RunRow } from '../../src/contract/index.ts'
import { seededRandom } from '../../src/io/index.ts'
import { buildRow, buildVerdict } from './build-run.ts'

const asked = (id: string, values: (string | undefined)[], rest: Partial<RunRow> = {}) =>
  values.map((value, repeat) =>
    buildRow(id, [buildVerdict('helpful', value, 'yes')], { sampleId: `s-${id}`, repeat, ...rest }),
  )
const repeatsOf = (rows: RunRow[]) => summariseRepeats(judgementsOf(rows, 'helpful'))
const near = (number: number) => expect.closeTo(number, 12) as number

describe('the noise of an accuracy', () => {
  const rows = [
    ...asked('a', ['yes', 'yes', 'yes', 'yes']),
    ...asked('b', ['yes', 'no', 'yes', 'no']),
    ...asked('c', ['no', 'no', 'no', 'no']),
    ...asked('d', ['yes', 'yes', 'yes', 'no']),
  ]

  test('is parted from what comes of the rows', () => {
    // Within rows p (1 - p) 4/3: 0, 1/3, 0, 1/4; of the mean of four rows judged four times.
    const noise = (1 / 3 + 1 / 4) / 4 / 16
    const means = [1, 0.5, 0, 0.75]
    const mean = 0.5625
    const whole = (means.reduce((sum, own) => sum + (own - mean) ** 2, 0) * (4 / 3)) / 16
    expect(repeatsOf(rows)?.noise).toEqual({
      repeats: 4,
      again: near(Math.sqrt(noise)),
      once: near(Math.sqrt(4 * noise)),
      now: near(Math.sqrt(whole)),
      doubled: near(Math.sqrt(whole - noise / 2)),
      least: near(Math.sqrt(whole - noise)),
    })
  })

  test('is none where no verdict changes', () => {
    const steady = [...asked('a', ['yes', 'yes']), ...asked('b', ['no', 'no'])]
    const { noise, selfAgreement } = repeatsOf(steady) ?? {}
    expect(noise).toMatchObject({ again: 0, once: 0 })
    expect(noise?.least).toBe(noise?.now)
    expect(selfAgreement).toEqual({ kind: 'value', value: 1 })
  })

  test('is not given for labels picked by verdict', () => {
    const picked = asked('a', ['yes', 'no'], { pickedBy: 'verdict' })
    expect(repeatsOf(picked)?.noise).toBeUndefined()
  })

  test('is not given for one row, nor for one group: nothing tells how rows differ', () => {
    expect(repeatsOf(asked('a', ['yes', 'no', 'yes']))).toMatchObject({ rows: 1 })
    expect(repeatsOf(asked('a', ['yes', 'no', 'yes']))?.noise).toBeUndefined()
    const oneGroup = ['a', 'b', 'c'].flatMap((id) => asked(id, ['yes', 'no'], { group: 'g' }))
    expect(repeatsOf(oneGroup)?.noise).toBeUndefined()
  })

  test('is what the accuracy of a noisy judge moves by from one asking to the next, in simulation', () => {
    const random = seededRandom(7)
    const chances = Array.from({ length: 200 }, () => (random() < 0.7 ? 0.95 : 0.4))
    const ask = () => chances.map((chance) => (random() < chance ? 'yes' : 'no'))
    const first = Array.from({ length: 3 }, ask)
    const { noise } =
      repeatsOf(
        chances.flatMap((_, row) => asked(`r${row}`, [first[0]?.[row], first[1]?.[row], first[2]?.[row]])),
      ) ?? {}
    const accuracies = Array.from({ length: 2000 }, () => {
      const verdicts = ask()
      return verdicts.filter((verdict) => verdict === 'yes').length / verdicts.length
    })
    const mean = accuracies.reduce((sum, own) => sum + own, 0) / accuracies.length
    const deviation = Math.sqrt(
      accuracies.reduce((sum, own) => sum + (own - mean) ** 2, 0) / accuracies.length,
    )
    expect((noise?.once ?? 0) / deviation).toBeCloseTo(1, 0)
    expect(Math.abs((noise?.once ?? 0) / deviation - 1)).toBeLessThan(0.15)
  })
})

test('self-agreement is that of two scored verdicts on one answer, weighted', () => {
  const rows = [
    ...asked('a', ['yes', 'no', 'yes'], { weight: 3 }),
    ...asked('b', ['no', undefined, 'no']),
    ...asked('c', ['yes', undefined, undefined]),
  ]
  expect(repeatsOf(rows)?.selfAgreement).toEqual({ kind: 'value', value: near((3 * (1 / 3) + 1) / 4) })
})

import { describe, expect, test } from 'vitest'
import { correctedPassRate } from '../../src/agreement/correction/corrected-pass-rate.ts'
import type { CorrectedRate } from '../../src/agreement/correction/judged-counts.ts'
import { predictionPowered } from '../../src/agreement/correction/ppi.ts'
import { roganGladen } from '../../src/agreement/correction/rogan-gladen.ts'
import { seededRandom } from '../../src/io/index.ts'

interface World {
  rate: number
  passRecall: number
  failRecall: number
  labelled: number
  unlabelled: number
}

type Counts = Pick<Parameters<typeof correctedPassRate>[0], 'labelled' | 'unlabelled'>

/** How often each interval holds the true rate, and how wide it is, over data sets from a known world. */
function coverage(
  world: World,
  intervals: ((counts: Counts) => { low: number; high: number } | undefined)[],
  dataSets = 2000,
) {
  const random = seededRandom(20_260_101)
  const draw = () => {
    const truth = random() < world.rate
    return { truth, verdict: random() < (truth ? world.passRecall : 1 - world.failRecall) }
  }
  const sums = intervals.map(() => ({ held: 0, width: 0, drawn: 0 }))
  for (let dataSet = 0; dataSet < dataSets; dataSet++) {
    const labelled = { truePasses: 0, falseFails: 0, falsePasses: 0, trueFails: 0 }
    for (let row = 0; row < world.labelled; row++) {
      const { truth, verdict } = draw()
      labelled[truth ? (verdict ? 'truePasses' : 'falseFails') : verdict ? 'falsePasses' : 'trueFails']++
    }
    let passes = 0
    for (let row = 0; row < world.unlabelled; row++) passes += Number(draw().verdict)
    intervals.forEach((intervalOf, index) => {
      const interval = intervalOf({ labelled, unlabelled: { passes, n: world.unlabelled } })
      const sum = sums[index]
      if (interval === undefined || sum === undefined) return
      sum.drawn++
      sum.held += Number(interval.low <= world.rate && world.rate <= interval.high)
      sum.width += interval.high - interval.low
    })
  }
  return sums.map(({ held, width, drawn }) => ({ held: held / drawn, width: width / drawn }))
}

/** Two estimates from 2000 data sets each lie within three standard errors of each other. */
function near(actual: number | undefined, printed: number): void {
  const error = Math.sqrt((2 * printed * (1 - printed)) / 2000)
  expect(Math.abs((actual as number) - printed)).toBeLessThan(3 * error)
}

const valueOf = (found: CorrectedRate) => (found.kind === 'value' ? found : undefined)
const lee = ({ labelled, unlabelled }: Counts) => {
  return valueOf(roganGladen(labelled, unlabelled))
}
const delta = (counts: Counts) => {
  const found = lee(counts)
  return (
    found && { low: found.rate - 1.96 * found.standardError, high: found.rate + 1.96 * found.standardError }
  )
}
const powered = ({ labelled, unlabelled }: Counts) => valueOf(predictionPowered(labelled, unlabelled))
const chosen = (counts: Counts) => {
  const found = correctedPassRate({ ...counts, labelsAre: 'random' })
  return found.corrected.kind === 'value' ? found : undefined
}

describe.runIf(process.env['LONG'])('over simulated data sets the intervals', () => {
  const world = { rate: 0.85, passRecall: 0.92, failRecall: 0.85, labelled: 100, unlabelled: 500 }

  test('cover what is known of them at 100 labels', () => {
    const [byDelta, byLee, byPpi] = coverage(world, [delta, lee, powered])
    near(byDelta?.held, 0.971)
    near(byLee?.held, 0.956)
    near(byPpi?.held, 0.947)
    expect(byLee?.width).toBeCloseTo(0.193, 2)
    expect(byPpi?.width).toBeCloseTo(0.107, 2)
  })

  test('cover what is known of them at 50 labels', () => {
    const [byLee, byPpi] = coverage({ ...world, labelled: 50 }, [lee, powered])
    near(byLee?.held, 0.955)
    near(byPpi?.held, 0.91)
  })

  // The fourth is where an interval that resamples the labels alone covers 39 % (judgy).
  test.each([
    world,
    { ...world, labelled: 50 },
    { ...world, rate: 0.9, passRecall: 0.95, failRecall: 0.9 },
    { rate: 0.8, passRecall: 0.9, failRecall: 0.85, labelled: 400, unlabelled: 50 },
    { rate: 0.8, passRecall: 0.7, failRecall: 0.65, labelled: 400, unlabelled: 50 },
    { rate: 0.95, passRecall: 0.97, failRecall: 0.9, labelled: 100, unlabelled: 500 },
    { rate: 0.95, passRecall: 0.97, failRecall: 0.9, labelled: 300, unlabelled: 500 },
  ])('as chosen cover at least 93 % in %j', (world) => {
    const [found] = coverage(world, [chosen], 10_000)
    expect(found?.held).toBeGreaterThan(0.93)
  })
})

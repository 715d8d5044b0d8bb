import { compareVerdicts } from '../src/agreement/paired/compare-verdicts.ts'
import { seededRandom } from '../src/io/index.ts'
import type { Draws } from './simulated-rows.ts'

/** Both recalls of two judges on rows half of which pass. */
const recalls = { first: 0.9, second: 0.8 }

/** With equal recalls on halves, kappa is 2 accuracy - 1. */
const trueDifference = 2 * (recalls.first - recalls.second)

const resamples = 400

/**
 * How often the 95 % bootstrap interval of the difference of two judges' kappas holds the true one; of each five data
 * sets asked for one is drawn, with 400 resamples.
 */
export function bootstrapCoverage(n: number, { seed, dataSets }: Draws): number {
  const random = seededRandom(seed)
  let [known, held] = [0, 0]
  for (let dataSet = 0; dataSet < dataSets / 5; dataSet++) {
    const rows = Array.from({ length: n }, (_, index) => {
      const truth = index % 2 === 0
      const said = (recall: number) => (random() < recall ? truth : !truth)
      return { truth, first: said(recalls.first), second: said(recalls.second) }
    })
    const { interval } = compareVerdicts(rows, {}, { random, resamples }).differences.kappa
    if (interval.kind === 'undefined') continue
    known++
    if (interval.low <= trueDifference && trueDifference <= interval.high) held++
  }
  return held / known
}

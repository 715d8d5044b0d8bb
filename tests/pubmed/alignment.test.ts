import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alignAndMeasure, answerRows, type Answered, type Worth } from './experiment.ts'

const seeds = Array.from({ length: 20 }, (_, index) => index + 1)

let root: string
let answered: Answered[]

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'alignment-'))
  answered = await answerRows()
})

afterAll(() => rm(root, { recursive: true, force: true }))

test('there are 400 sentences or more, and the system under test is right in 50 to 70 % of them', () => {
  const right = answered.filter(({ truth }) => truth === 'yes').length / answered.length
  expect(answered.length).toBeGreaterThanOrEqual(400)
  expect(right).toBeGreaterThanOrEqual(0.5)
  expect(right).toBeLessThanOrEqual(0.7)
  expect(answered.filter(({ split }) => split === 'heldout').length).toBeGreaterThanOrEqual(150)
})

test.runIf(process.env['LONG'])(
  'feedback makes the reference-free judge better on rows that it has never seen',
  async () => {
    const worth = await alignAndMeasure(answered, join(root, 'true'))
    expect(worth.taught.yes).toBeGreaterThan(0)
    expect(worth.taught.no).toBeGreaterThan(0)
    expect(worth.aligned - worth.base).toBeGreaterThanOrEqual(0.1)
    expect(oneSided(worth.againstBase)).toBeLessThan(0.05)
    expect(worth.aligned).toBeGreaterThan(worth.majority)
    expect(oneSided(worth.againstMajority)).toBeLessThan(0.05)
  },
)

test.runIf(process.env['LONG'])(
  'with the truth permuted among the align rows there is nothing to gain',
  { timeout: 240_000 },
  async () => {
    const gains: number[] = []
    let significant = 0
    for (const seed of seeds) {
      const worth = await alignAndMeasure(answered, join(root, `permuted-${seed}`), seed)
      gains.push(worth.aligned - Math.max(worth.base, worth.majority))
      const rival = worth.base >= worth.majority ? worth.againstBase : worth.againstMajority
      if (oneSided(rival) < 0.05) significant++
    }
    expect(significant).toBeLessThanOrEqual(3)
    expect(gains.reduce((sum, gain) => sum + gain, 0) / gains.length).toBeLessThanOrEqual(0.02)
  },
)

function oneSided(comparison: Worth['againstBase']): number {
  if (comparison.kind === 'undefined') throw new Error(comparison.reason)
  return comparison.midPOneSided
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  comparedWorlds,
  labelCounts,
  labelCoverageLine,
  labelDraws,
  labelledWorlds,
  labelFiguresLines,
} from '../../benchmarks/label-tables.ts'
import { readBlock, readTable } from '../../benchmarks/markdown.ts'
import { datasetRows, figureNames, labelledFigures } from '../../benchmarks/simulated-labels.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { commandFolder } from '../cli/in-process.ts'
import { root } from './source-files.ts'

const page = readFileSync(join(root, 'docs/labels.md'), 'utf8')
const tableOf = (name: string) => readTable(readBlock(page, name))
const share = (cell: string | undefined) => Number((cell ?? '').replace(' %', '')) / 100
const folder = commandFolder()

describe('labels picked by verdict', () => {
  const [, ...figures] = tableOf('label-figures')
  const [head, ...coverage] = tableOf('label-coverage')

  test('are right with their weights, and without them neither figures nor intervals nor gates are', () => {
    expect(figures).toHaveLength(comparedWorlds.length * figureNames.length)
    for (const [
      world,
      figure,
      truth,
      bare,
      holds,
      passes,
      weighted,
      weightedHolds,
      weightedPasses,
    ] of figures) {
      const place = `${world}: ${figure}`
      expect(share(weightedHolds), place).toBeGreaterThanOrEqual(0.93)
      if (weightedPasses !== '–') expect(share(weightedPasses), place).toBeLessThanOrEqual(0.06)
      const points = figure === 'kappa' ? 100 : 1
      const off = (found: string | undefined) =>
        points * Math.abs(Number.parseFloat(found ?? '') - Number.parseFloat(truth ?? ''))
      expect(off(weighted), place).toBeLessThan(2)
      if (figure === 'pass-recall' || figure === 'fail-recall') {
        expect(share(holds), place).toBeLessThan(0.8)
        expect(off(bare), place).toBeGreaterThan(3)
      }
      // What the labels hold too much of is what the judge seems to be good at.
      const [, passRecall, failRecall] = /recalls (\d+) % and (\d+) %/.exec(world ?? '') ?? []
      const flattered = Number(passRecall) < Number(failRecall) ? 'pass-recall' : 'fail-recall'
      if (figure === flattered) expect(share(passes), place).toBeGreaterThan(0.4)
    }
  })

  test('are covered at any number of labels, stopped half-way, and after a change of the judge', () => {
    expect(head).toEqual(['In truth', 'Labels', ...figureNames])
    expect(coverage.map(([world, labels]) => [world, labels])).toEqual(
      Object.keys(labelledWorlds).flatMap((world) => labelCounts.map((labels) => [world, String(labels)])),
    )
    for (const [world, labels, ...cells] of coverage) {
      for (const cell of cells) expect(share(cell), `${world}, ${labels}`).toBeGreaterThanOrEqual(0.93)
    }
  })

  test('are drawn anew, in part: weighted intervals hold, unweighted ones do not', () => {
    const world = labelledWorlds[comparedWorlds[1] ?? '']
    if (world === undefined) throw new Error('There is a world.')
    const few = { seed: 2, dataSets: 100 }
    const [bare, weighted] = [false, true].map((isWeighted) => labelledFigures(world, 100, isWeighted, few))
    for (const figure of figureNames) expect(weighted?.[figure].held, figure).toBeGreaterThan(0.88)
    expect(bare?.['pass-recall'].held).toBeLessThan(0.6)
    expect(bare?.['fail-recall'].held).toBeLessThan(0.75)
    expect(bare?.['fail-recall'].passed).toBeGreaterThan(0.4)
    expect(weighted?.['fail-recall'].passed).toBeLessThan(0.1)
  })

  describe.runIf(process.env['LONG'])('in full', { timeout: 600_000 }, () => {
    test.each(comparedWorlds)('%s: figures are what the seed draws', (world) => {
      const lines = figures.filter(([name]) => name === world)
      expect(lines).toEqual(labelFiguresLines(world, labelDraws))
    })

    // The lines of other numbers of labels are drawn by the same code.
    const places = coverage.map(([world = '', labels = ''], index) => ({ world, labels, index }))
    test.each(places.filter(({ labels }) => labels === '100'))(
      '$world, $labels labels: coverage is what the seed draws',
      ({ world, labels, index }) => {
        expect(coverage[index]).toEqual(labelCoverageLine(world, Number(labels), labelDraws))
      },
    )
  })
})

test('the tables are all made by the benchmark, with seed and number of data sets', () => {
  const blocks = [...page.matchAll(/<!-- (.*):start -->/g)].map(([, name]) => name)
  expect(blocks).toEqual(['label-figures', 'label-coverage', 'origin'])
  expect(readBlock(page, 'origin').replaceAll(/\s+/g, ' ')).toContain(
    `seed ${labelDraws.seed}: ${labelDraws.dataSets} data sets of ${datasetRows} held-out rows`,
  )
  expect(labelDraws.dataSets).toBeGreaterThanOrEqual(500)
})

test('the plan shown is what the command prints', async () => {
  const rows = Array.from({ length: 209 }, (_, index) =>
    buildRow(`r${index}`, [buildVerdict('polite', index < 36 ? 'no' : 'yes')]),
  )
  await folder.writeRuns(
    buildRun([buildSuite('Mail', [buildJudge('polite')], rows)], {
      gate: { thresholds: { polite: { accuracy: 0.8, failRecall: 0.6 } } },
    }),
  )
  const { stdout } = await folder.command('plan', '--expect-accuracy', '0.9', '--pass-rate', '0.8')
  const [, shown] = /```text\n([^]*?)```/.exec(page) ?? []
  expect(shown?.trim()).toBe(stdout.trim())
})

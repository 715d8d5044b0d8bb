import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  auditDraws,
  auditSizes,
  coverageDesigns,
  effectCoverage,
  memoryFaultsTable,
  plantedFaultsTable,
  powerCell,
  powerLine,
} from '../../benchmarks/audit-tables.ts'
import { readBlock, readTable } from '../../benchmarks/markdown.ts'
import { plantedFaults } from '../../benchmarks/planted-faults.ts'
import { memoryFaults, plantedMemoryAudit } from '../../benchmarks/planted-memory.ts'
import { percent } from '../../src/agreement/index.ts'
import { summariseAudit } from '../../src/audit/index.ts'
import { seededRandom } from '../../src/io/index.ts'
import { root } from './source-files.ts'

const page = readFileSync(join(root, 'docs/audit.md'), 'utf8')

const tableOf = (name: string) => readTable(readBlock(page, name))

/** Larger ones, which take four fifths of the time, are drawn by `npm run benchmark:audit` alone. */
const mostRedrawnRows = 100

const share = (cell: string | undefined) => Number((cell ?? '').replace(' %', '')) / 100

describe('judges with planted faults', () => {
  test('are each found by their own probe, and no clean one is flagged', async () => {
    const { head, rows } = await plantedFaultsTable(auditDraws.power)
    expect(tableOf('planted-faults')).toEqual([head, ...rows])
    for (const [name, faults] of [
      ['planted-faults', plantedFaults],
      ['memory-faults', memoryFaults],
    ] as const) {
      const [, ...lines] = tableOf(name)
      expect(lines.slice(0, -1).map(([fault, probe]) => [fault, probe])).toEqual(
        faults.map(({ fault, probe }) => [fault, probe]),
      )
      const outcomes = lines.map((cells) => [cells[4], cells[5]])
      expect(outcomes).toEqual([...faults.map(() => ['biased', '0']), ['clear', '0']])
      for (const [fault, , planted, measured] of lines) {
        const [, low, high] = /\[(.*), (.*)\]/.exec((measured ?? '').replaceAll('−', '-')) ?? []
        expect(Number(low), fault).toBeLessThanOrEqual(Number(planted))
        expect(Number(high), fault).toBeGreaterThanOrEqual(Number(planted))
      }
    }
  })

  test('in what it makes of its memory are found by their own probe alone', async () => {
    const fault = memoryFaults.find(({ probe }) => probe === 'guidelineOrder')!
    const drawn = { rows: 40, noise: 0, effect: 0.5, fault }
    const { probes } = summariseAudit(await plantedMemoryAudit(drawn, 0.05, seededRandom(1)))
    expect(probes.map(({ name, outcome, effect }) => [name, outcome, effect.overall])).toEqual(
      memoryFaults.map(({ probe }) => [
        probe,
        probe === 'guidelineOrder' ? 'biased' : 'cannot tell',
        expect.objectContaining({ effect: probe === 'guidelineOrder' ? 0.5 : 0 }),
      ]),
    )
  })

  test('of the size that an audit says it sees are found four times in five, and clean ones hardly ever', () => {
    const [, ...lines] = tableOf('audit-power')
    expect(lines).toHaveLength(auditSizes.noises.length * auditSizes.rows.length)
    for (const [noise, rows, , found, others, clean] of lines) {
      const place = `${noise}, ${rows} rows`
      // 500 data sets: what is 80 % comes out below 75 % once in 500 times, what is 5 % above 8 % as seldom.
      expect(share(found), place).toBeGreaterThan(0.75)
      expect(share(others), place).toBeLessThan(0.08)
      expect(share(clean), place).toBeLessThanOrEqual(0.05)
    }
  })

  test('are measured with intervals that hold what was planted', () => {
    const [, ...lines] = tableOf('audit-coverage')
    expect(lines.map(([name]) => name)).toEqual(Object.keys(coverageDesigns))
    for (const [name, ...cells] of lines) {
      expect(cells).toHaveLength(auditSizes.rows.length)
      for (const cell of cells) expect(share(cell), name).toBeGreaterThanOrEqual(0.93)
    }
  })

  test('are drawn anew: of intervals a part', async () => {
    const few = { seed: 2, dataSets: 100 }
    for (const design of Object.values(coverageDesigns)) {
      expect(await effectCoverage(design, 50, few)).toBeGreaterThan(0.88)
    }
  })

  describe.runIf(process.env['LONG'])('in full', { timeout: 600_000 }, () => {
    test('faults in what a judge makes of its memory are what the seed draws', async () => {
      const { head, rows } = await memoryFaultsTable(auditDraws.power)
      expect(tableOf('memory-faults')).toEqual([head, ...rows])
    })

    const [, ...powers] = tableOf('audit-power')
    const cells = auditSizes.noises
      .flatMap((noise) => auditSizes.rows.map((rows) => ({ noise, rows })))
      .map((cell, index) => ({ ...cell, index }))

    test.each(cells.filter(({ rows }) => rows <= mostRedrawnRows))(
      'power with noise $noise on $rows rows is what the seed draws',
      async ({ noise, rows, index }) => {
        expect(powers[index]).toEqual(powerLine(await powerCell(rows, noise, auditDraws.power)))
      },
    )

    const [, ...coverages] = tableOf('audit-coverage')

    test.each(Object.keys(coverageDesigns))('coverage with %s is what the seed draws', async (name) => {
      const line = coverages.find(([first]) => first === name)
      for (const [index, rows] of auditSizes.rows.entries()) {
        if (rows > mostRedrawnRows) continue
        const design = coverageDesigns[name]
        if (design === undefined) throw new Error(`There is no design ${name}.`)
        const covered = await effectCoverage(design, rows, auditDraws.coverage)
        expect(line?.[index + 1], `${rows} rows`).toBe(percent(covered))
      }
    })
  })

  test('stand in tables that are all made by the benchmark, with seed and number of data sets', () => {
    const blocks = [...page.matchAll(/<!-- (.*):start -->/g)].map(([, name]) => name)
    expect(blocks).toEqual(
      expect.arrayContaining(['planted-faults', 'memory-faults', 'audit-power', 'audit-coverage', 'origin']),
    )
    const origin = readBlock(page, 'origin').replaceAll(/\s+/g, ' ')
    expect(origin).toContain(`seed ${auditDraws.power.seed}: ${auditDraws.power.dataSets} data sets`)
    expect(origin).toContain(`${auditDraws.coverage.dataSets} for each of the fourth`)
  })
})

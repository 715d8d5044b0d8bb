import { percent } from '../src/agreement/index.ts'
import { auditEffect, type EffectFigures, type ProbeSummary, summariseAudit } from '../src/audit/index.ts'
import type { RunAudit } from '../src/contract/index.ts'
import { type Random, seededRandom } from '../src/io/index.ts'
import type { Table } from './markdown.ts'
import { type PlantedAudit, plantedAudit, type PlantedFault, plantedFaults } from './planted-faults.ts'
import { type MemoryFault, memoryFaults, plantedMemoryAudit } from './planted-memory.ts'
import type { Draws } from './simulated-rows.ts'

/** From this effect on the judges of the tables are biased: the default of an audit. */
const limit = 0.05

/** How the tables of docs/audit.md are drawn: coverage from so many data sets that chance does not take 95 % below 93. */
export const auditDraws: Record<'power' | 'coverage', Draws> = {
  power: { seed: 1, dataSets: 500 },
  coverage: { seed: 1, dataSets: 1000 },
}

/** Faults in answers, all of which one audit looks for; position is looked for by itself. */
const onAnswers = plantedFaults.filter(({ probe }) => probe !== 'position')

/** How one audit of a judge is drawn, with a fault or without any. */
type DrawAudit<Fault> = (effect: number, fault: Fault | undefined, random: Random) => Promise<RunAudit>

const oneAudit = { rows: 400, noise: 0.05 }

/** Each planted fault in what a judge makes of a sample, and what one audit measures of it; last a judge without any. */
export async function plantedFaultsTable({ seed }: Pick<Draws, 'seed'>): Promise<Table> {
  const draw: DrawAudit<PlantedFault> = (effect, fault, random) =>
    plantedAudit({ ...oneAudit, effect, ...(fault && { fault, exact: true }) }, limit, random)
  return faultsTable('planted-faults', plantedFaults, draw, seed)
}

/** The same of faults in what a judge makes of its instructions and its memory. */
export async function memoryFaultsTable({ seed }: Pick<Draws, 'seed'>): Promise<Table> {
  const draw: DrawAudit<MemoryFault> = (effect, fault, random) =>
    plantedMemoryAudit({ ...oneAudit, effect, ...(fault && { fault }) }, limit, random)
  return faultsTable('memory-faults', memoryFaults, draw, seed)
}

async function faultsTable<Fault extends { probe: string; fault: string }>(
  name: string,
  faults: readonly Fault[],
  draw: DrawAudit<Fault>,
  seed: number,
): Promise<Table> {
  const rows: string[][] = []
  for (const [index, fault] of faults.entries()) {
    const effect = 0.1 + 0.02 * (index % 4)
    const { probes } = summariseAudit(await draw(effect, fault, seededRandom(seed + index)))
    const own = probes.find(({ name }) => name === fault.probe) as ProbeSummary
    const others = probes.filter((probe) => probe !== own && probe.outcome === 'biased').length
    rows.push([fault.fault, fault.probe, points(effect), ...measured(own), String(others)])
  }
  const { probes } = summariseAudit(await draw(0, undefined, seededRandom(seed + faults.length)))
  const largest = probes.reduce((most, one) => (effectOf(one).effect > effectOf(most).effect ? one : most))
  const flagged = probes.filter(({ outcome }) => outcome === 'biased').length
  rows.push([
    'none',
    `${largest.name}, the largest of ${probes.length}`,
    points(0),
    ...measured(largest),
    String(flagged),
  ])
  return {
    name,
    head: ['Fault', 'Probe', 'Planted', 'Measured', 'Outcome', 'Other probes biased'],
    rows,
  }
}

/** One line of the table of power. */
export interface PowerCell {
  rows: number
  noise: number
  /** The smallest effect that audits of a clean judge say they find, on average. */
  stated: number
  /** How often each fault, planted at that effect, is found by its own probe. */
  found: number
  /** How often another probe is flagged then. */
  othersFlagged: number
  /** How often any probe is flagged of a clean judge, and how often all are clear. */
  cleanFlagged: number
  cleanClear: number
}

/** Draws the audits of one line: faults in turn, so that each is planted equally often. */
export async function powerCell(rows: number, noise: number, { seed, dataSets }: Draws): Promise<PowerCell> {
  const random = seededRandom(seed)
  let [stated, cleanFlagged, cleanClear] = [0, 0, 0]
  for (let dataSet = 0; dataSet < dataSets; dataSet++) {
    const { probes, outcome } = summariseAudit(await plantedAudit({ rows, noise, effect: 0 }, limit, random))
    const { smallestEffect } = probes[dataSet % probes.length] as ProbeSummary
    if (smallestEffect.kind === 'value') stated += smallestEffect.value / dataSets
    if (outcome === 'biased') cleanFlagged++
    if (outcome === 'clear') cleanClear++
  }
  let [found, othersFlagged] = [0, 0]
  for (let dataSet = 0; dataSet < dataSets; dataSet++) {
    const fault = onAnswers[dataSet % onAnswers.length] as PlantedFault
    const planted = await plantedAudit({ rows, noise, effect: stated, fault }, limit, random)
    const biased = summariseAudit(planted).probes.filter(({ outcome }) => outcome === 'biased')
    if (biased.some(({ name }) => name === fault.probe)) found++
    if (biased.some(({ name }) => name !== fault.probe)) othersFlagged++
  }
  const share = (count: number) => count / dataSets
  return {
    rows,
    noise,
    stated,
    found: share(found),
    othersFlagged: share(othersFlagged),
    cleanFlagged: share(cleanFlagged),
    cleanClear: share(cleanClear),
  }
}

/** The sizes of the tables of power and coverage. */
export const auditSizes = { rows: [50, 100, 200, 400], noises: [0, 0.05] }

/** How often faults of the stated size are found, and clean judges flagged. */
export async function powerTable(draws: Draws): Promise<Table> {
  const lines: string[][] = []
  for (const noise of auditSizes.noises) {
    for (const rows of auditSizes.rows) lines.push(powerLine(await powerCell(rows, noise, draws)))
  }
  return {
    name: 'audit-power',
    head: [
      'Noise',
      'Rows',
      'Smallest effect',
      'Found',
      'Another flagged',
      'Clean: flagged',
      'Clean: all clear',
    ],
    rows: lines,
  }
}

/** A line of the table of power. */
export function powerLine(cell: PowerCell): string[] {
  return [
    percent(cell.noise, 0),
    String(cell.rows),
    points(cell.stated),
    percent(cell.found),
    percent(cell.othersFlagged),
    percent(cell.cleanFlagged),
    percent(cell.cleanClear),
  ]
}

/** What is planted in the lines of the table of coverage. */
export const coverageDesigns: Readonly<Record<string, Omit<PlantedAudit, 'rows'>>> = {
  'no noise, no effect': { noise: 0, effect: 0 },
  'no noise, 10 points': { noise: 0, effect: 0.1 },
  'noise 5 %, no effect': { noise: 0.05, effect: 0 },
  'noise 5 %, 10 points': { noise: 0.05, effect: 0.1 },
  'noise 15 %, 20 points': { noise: 0.15, effect: 0.2 },
  'the same, 3 repeats of each row': { noise: 0.15, effect: 0.2, repeats: 3 },
  'groups of 4, noise 5 %, 10 points': { noise: 0.05, effect: 0.1, groupSize: 4 },
}

/** How often the 95 % interval of an effect holds the planted one; intervals that do not exist are left out. */
export async function effectCoverage(
  design: Omit<PlantedAudit, 'rows'>,
  rows: number,
  { seed, dataSets }: Draws,
): Promise<number> {
  const random = seededRandom(seed)
  let [known, held] = [0, 0]
  for (let dataSet = 0; dataSet < dataSets; dataSet++) {
    const fault = onAnswers[dataSet % onAnswers.length] as PlantedFault
    const planted = { ...design, rows, fault, only: fault.probe }
    const { probes, definition } = await plantedAudit(planted, limit, random)
    const { overall } = auditEffect(probes[0]?.trials ?? [], definition)
    if (overall.kind === 'undefined') continue
    known++
    if (overall.low <= design.effect + 1e-12 && design.effect - 1e-12 <= overall.high) held++
  }
  return held / known
}

/** How often intervals hold what was planted. */
export async function coverageTable(draws: Draws): Promise<Table> {
  const lines: string[][] = []
  for (const [name, design] of Object.entries(coverageDesigns)) {
    const line = [name]
    for (const rows of auditSizes.rows) line.push(percent(await effectCoverage(design, rows, draws)))
    lines.push(line)
  }
  return {
    name: 'audit-coverage',
    head: ['What is planted', ...auditSizes.rows.map((rows) => `${rows} rows`)],
    rows: lines,
  }
}

function effectOf({ effect: { overall } }: ProbeSummary): EffectFigures {
  if (overall.kind === 'undefined') throw new Error(overall.reason)
  return overall
}

function measured(probe: ProbeSummary): string[] {
  const { effect, low, high } = effectOf(probe)
  return [`${points(effect)} [${points(low)}, ${points(high)}]`, probe.outcome]
}

function points(share: number): string {
  return (100 * share).toFixed(1).replace('-', '−').replace('−0.0', '0.0')
}

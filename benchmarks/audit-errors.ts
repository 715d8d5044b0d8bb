import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { formatted } from '../scripts/formatted.ts'
import { writeWhole } from '../src/io/index.ts'
import {
  auditDraws,
  coverageTable,
  memoryFaultsTable,
  plantedFaultsTable,
  powerTable,
} from './audit-tables.ts'
import { toMarkdown, withBlock } from './markdown.ts'
import type { Draws } from './simulated-rows.ts'

/**
 * How often audits err, as Markdown: judges with planted faults of known size, and clean ones, by seeded simulation.
 * `--write` puts the tables into docs/audit.md. Other `--data-sets 100` and `--seed 2` as wanted.
 */
const { values: flags } = parseArgs({
  options: {
    'data-sets': { type: 'string' },
    seed: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})

const drawn = (usual: Draws): Draws => ({
  seed: Number(flags.seed ?? usual.seed),
  dataSets: Number(flags['data-sets'] ?? usual.dataSets),
})
const [power, coverage] = [drawn(auditDraws.power), drawn(auditDraws.coverage)]
const tables = [
  await plantedFaultsTable(power),
  await memoryFaultsTable(power),
  await powerTable(power),
  await coverageTable(coverage),
]

const manifest = new URL('../package.json', import.meta.url)
const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
const margin = (share: number, { dataSets }: Draws) =>
  (100 * 1.96 * Math.sqrt((share * (1 - share)) / dataSets)).toFixed(1)
const origin =
  `The tables were made by version ${version}: \`npm run benchmark:audit -- --write\` makes them anew. They are drawn ` +
  `with seed ${power.seed}: ${power.dataSets} data sets for each figure of the third, so that 80 % may be off by ` +
  `${margin(0.8, power)} points, and ${coverage.dataSets} for each of the fourth, so that 95 % may be off by ${margin(0.95, coverage)}.`

for (const table of tables) process.stdout.write(`## ${table.name}\n\n${toMarkdown(table)}\n\n`)
process.stdout.write(`${origin}\n`)

if (flags.write) {
  const path = fileURLToPath(new URL('../docs/audit.md', import.meta.url))
  const page = tables.reduce(
    (text, table) => withBlock(text, table.name, toMarkdown(table)),
    withBlock(await readFile(path, 'utf8'), 'origin', origin),
  )
  await writeWhole(path, await formatted(path, page))
}

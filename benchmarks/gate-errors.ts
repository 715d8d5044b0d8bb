import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { formatted } from '../scripts/formatted.ts'
import { writeWhole } from '../src/io/index.ts'
import { toMarkdown, withBlock } from './markdown.ts'
import { exactTables, simulatedTables, usualDraws, usualSizes } from './tables.ts'

/**
 * How often gates and intervals err, as Markdown: by sums over all that can happen where that is possible, else by
 * seeded simulation. `--write` puts the tables into docs/statistics.md. Other `--rows 30,60`, `--thresholds .7`,
 * `--data-sets 10000` and `--seed 2` as wanted.
 */
const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string' },
    thresholds: { type: 'string' },
    'data-sets': { type: 'string' },
    seed: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})

const numbers = (text: string) => text.split(',').map(Number)
const sizes = {
  rows: flags.rows === undefined ? usualSizes.rows : numbers(flags.rows),
  thresholds: flags.thresholds === undefined ? usualSizes.thresholds : numbers(flags.thresholds),
}
const draws = {
  seed: Number(flags.seed ?? usualDraws.seed),
  dataSets: Number(flags['data-sets'] ?? usualDraws.dataSets),
}

const tables = [...exactTables(sizes), ...simulatedTables(sizes, draws)]

const manifest = new URL('../package.json', import.meta.url)
const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
const margin = (100 * 1.96 * Math.sqrt((0.05 * 0.95) / draws.dataSets)).toFixed(1)
const wide = (100 * 1.96 * Math.sqrt((0.05 * 0.95 * 5) / draws.dataSets)).toFixed(1)
const origin =
  `The tables were made by version ${version}: \`npm run benchmark:gates -- --write\` makes them anew. They are ` +
  `exact sums over all that can happen, but for Connor's formula and the two that are called simulated: ` +
  `${draws.dataSets} data sets for each figure, seed ${draws.seed}, so that 5 % may be off by ${margin} points (for the bootstrap of pairs a fifth of them: ${wide}).`

for (const table of tables) process.stdout.write(`## ${table.name}\n\n${toMarkdown(table)}\n\n`)
process.stdout.write(`${origin}\n`)

if (flags.write) {
  const path = fileURLToPath(new URL('../docs/statistics.md', import.meta.url))
  const page = tables.reduce(
    (text, table) => withBlock(text, table.name, toMarkdown(table)),
    withBlock(await readFile(path, 'utf8'), 'origin', origin),
  )
  await writeWhole(path, await formatted(path, page))
}

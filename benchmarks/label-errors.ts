import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { formatted } from '../scripts/formatted.ts'
import { writeWhole } from '../src/io/index.ts'
import { labelCoverageTable, labelDraws, labelFiguresTable } from './label-tables.ts'
import { toMarkdown, withBlock } from './markdown.ts'
import { datasetRows } from './simulated-labels.ts'

/**
 * What labels picked by verdict say of a judge, weighted and not, as Markdown: by seeded simulation. `--write` puts the
 * tables into docs/labels.md. Other `--data-sets 500` and `--seed 2` as wanted.
 */
const { values: flags } = parseArgs({
  options: {
    'data-sets': { type: 'string' },
    seed: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})

const draws = {
  seed: Number(flags.seed ?? labelDraws.seed),
  dataSets: Number(flags['data-sets'] ?? labelDraws.dataSets),
}
const tables = [labelFiguresTable(draws), labelCoverageTable(draws)]

const manifest = new URL('../package.json', import.meta.url)
const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
const margin = (100 * 1.96 * Math.sqrt((0.05 * 0.95) / draws.dataSets)).toFixed(1)
const origin =
  `The tables were made by version ${version}: \`npm run benchmark:labels -- --write\` makes them anew. They are drawn ` +
  `with seed ${draws.seed}: ${draws.dataSets} data sets of ${datasetRows} held-out rows for each line, so that 95 % may be off by ${margin} points.`

for (const table of tables) process.stdout.write(`## ${table.name}\n\n${toMarkdown(table)}\n\n`)
process.stdout.write(`${origin}\n`)

if (flags.write) {
  const path = fileURLToPath(new URL('../docs/labels.md', import.meta.url))
  const page = tables.reduce(
    (text, table) => withBlock(text, table.name, toMarkdown(table)),
    withBlock(await readFile(path, 'utf8'), 'origin', origin),
  )
  await writeWhole(path, await formatted(path, page))
}

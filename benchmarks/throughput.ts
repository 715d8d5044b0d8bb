import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { formatted } from '../scripts/formatted.ts'
import { writeWhole } from '../src/io/index.ts'
import { type Table, toMarkdown, withBlock } from './markdown.ts'
import { measureGrowth } from './throughput/growth.ts'
import { measureOverhead } from './throughput/overhead.ts'
import { measurePaced } from './throughput/paced.ts'
import { installPackage } from './throughput/project.ts'
import { measureReporter } from './throughput/reporter.ts'
import { quickSizes, type Sizes, usualSizes } from './throughput/sizes.ts'
import { measureWire } from './throughput/wire.ts'

/**
 * How fast evaluations run, as Markdown: each figure beside what the same takes without us, in one run. `--write` puts
 * the tables into docs/performance.md; `--quick` runs small sizes, to see that all works; `--only wire,growth` some.
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})

const parts: { [name: string]: (sizes: Sizes) => Promise<readonly Table[]> } = {
  wire: async (sizes) => [await measureWire(sizes)],
  overhead: measureOverhead,
  growth: async (sizes) => [await measureGrowth(sizes)],
  reporter: async (sizes) => [await measureReporter(sizes)],
  paced: async (sizes) => [await measurePaced(sizes)],
}

const package_ = new URL('../', import.meta.url)
if (!existsSync(new URL('dist/src/index.js', package_)))
  throw new Error('dist is missing: run npm run build first.')
const { version } = JSON.parse(await readFile(new URL('package.json', package_), 'utf8')) as {
  version: string
}

await installPackage()
const tables: Table[] = []
for (const name of flags.only?.split(',') ?? Object.keys(parts)) {
  const measure = parts[name]
  if (measure === undefined) throw new Error(`--only ${name}: expected ${Object.keys(parts).join(', ')}.`)
  for (const table of await measure(flags.quick ? quickSizes : usualSizes)) {
    tables.push(table)
    process.stdout.write(`## ${table.name}\n\n${toMarkdown(table)}\n\n`)
  }
}

const origin =
  `The tables were made by version ${version} with Node ${process.versions.node} on ${cpus().length} cores of ` +
  `${cpus()[0]?.model.trim()}: \`npm run bench -- --write\` makes them anew.`
process.stdout.write(`${origin}\n`)

if (flags.write) {
  const path = fileURLToPath(new URL('docs/performance.md', package_))
  const page = tables.reduce(
    (text, table) => withBlock(text, table.name, toMarkdown(table)),
    withBlock(await readFile(path, 'utf8'), 'bench-origin', origin),
  )
  await writeWhole(path, await formatted(path, page))
}

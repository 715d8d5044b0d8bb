import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { formatted } from '../scripts/formatted.ts'
import { writeWhole } from '../src/io/index.ts'
import { type Table, toMarkdown, withBlock } from './markdown.ts'
import { measureAlign } from './memory/measure-align.ts'
import { measureSentences, measureSynthetic } from './memory/measure-index.ts'
import { measureWhole } from './memory/measure-whole.ts'
import { type MemorySizes, quickSizes, usualSizes } from './memory/sizes.ts'

/**
 * What memories cost, as Markdown: HNSW beside the plain scan, over synthetic vectors and over real sentences, and a
 * judge with a large memory. `--write` puts the tables into docs/performance.md; `--quick` runs small sizes, to see
 * that all works; `--only synthetic,whole` some; `--file FILE` measures the sentences of any text, JSON or
 * JSON lines;
 * `--embedding-model NAME,NAME` says who embeds sentences: `offline-lexical`, `local`, or a model of a service.
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    file: { type: 'string' },
    'embedding-model': { type: 'string', default: 'offline-lexical,local' },
  },
})
if (flags.write && (flags.quick || flags.file !== undefined))
  throw new Error('--write puts the usual tables into docs/performance.md: leave out --quick and --file.')
const file = flags.file === undefined ? undefined : resolve(flags.file)
const models = flags['embedding-model'].split(',')

const parts: { [name: string]: (sizes: MemorySizes) => Promise<Table> } = {
  synthetic: measureSynthetic,
  sentences: (sizes) => measureSentences(sizes, { file, models }),
  whole: measureWhole,
  align: measureAlign,
}

const tables: Table[] = []
for (const name of flags.only?.split(',') ?? Object.keys(parts)) {
  const measure = parts[name]
  if (measure === undefined) throw new Error(`--only ${name}: expected ${Object.keys(parts).join(', ')}.`)
  const table = await measure(flags.quick ? quickSizes : usualSizes)
  tables.push(table)
  process.stdout.write(`## ${table.name}\n\n${toMarkdown(table)}\n\n`)
}

const root = new URL('../', import.meta.url)
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { version: string }
const origin =
  `The tables were made by version ${version} with Node ${process.versions.node} on ${cpus().length} cores of ` +
  `${cpus()[0]?.model.trim()}: \`npm run bench:memory -- --write\` makes them anew.`
process.stdout.write(`${origin}\n`)

if (flags.write) {
  const path = fileURLToPath(new URL('docs/performance.md', root))
  const page = tables.reduce(
    (text, table) => withBlock(text, table.name, toMarkdown(table)),
    withBlock(await readFile(path, 'utf8'), 'memory-origin', origin),
  )
  await writeWhole(path, await formatted(path, page))
}

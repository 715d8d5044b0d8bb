import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { withBlock } from '../benchmarks/markdown.ts'
import { systemClock, writeWhole } from '../src/io/index.ts'
import { buildAndPack, copyForPacking } from '../tests/package/pack.ts'
import { steps } from '../tests/package/steps.ts'
import { formatted } from './formatted.ts'
import { newest } from './versions/npm.ts'
import { tryPair, type Tried } from './versions/pair.ts'
import { versionTable } from './versions/version-rows.ts'

/**
 * Tries the packed package with each pair of Node and Vitest, installed from npm, and prints a table of what works.
 * It ends with 0 when it could print the table, whatever failed in it. Some minutes a pair; it needs npm's registry.
 *
 * `--node 22,24` and `--vitest 4.1.12,5` choose versions or ranges, `--at-once 4` tries so many pairs side by side;
 * `--write` puts the table into docs/versions.md and the README.
 */
const { values: flags } = parseArgs({
  options: {
    node: { type: 'string', default: '22.12.0,22,24,26' },
    vitest: { type: 'string', default: '4.1.12,4,5.0.0,5.1.1,5' },
    'at-once': { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
})

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  version: string
  devDependencies: { typescript: string }
}
const say = (line: string) => void process.stdout.write(`${line}\n`)
const folder = await realpath(await mkdtemp(join(tmpdir(), 'vitest-judge-versions-')))
try {
  const copy = join(folder, 'repository')
  await mkdir(copy)
  await copyForPacking(root, copy)
  const { tarball, files } = await buildAndPack(copy, folder)
  say(`Packed ${files.length} files.`)

  const [nodes, vitests] = [await releases('node', flags.node), await releases('vitest', flags.vitest)]
  const pairs = nodes.flatMap((node) => vitests.map((vitest) => ({ node, vitest })))
  const tried: Tried[] = []
  const next = pairs.entries()
  const tryOn = async () => {
    for (const [index, pair] of next) {
      const name = `Node ${pair.node}, Vitest ${pair.vitest}`
      const trial = { tarball, folder, typescript: manifest.devDependencies.typescript }
      const found = await tryPair(pair, { ...trial, say: (line) => say(`${name}: ${line}`) })
      tried[index] = found
      const outcome = found.outcome === 'tried' ? 'done' : `could not be installed: ${found.reason}`
      say(`${name}: ${outcome}, ${found.seconds} s`)
    }
  }
  await Promise.all(Array.from({ length: Number(flags['at-once']) }, tryOn))

  const table = versionTable(tried)
  const day = new Date(systemClock()).toISOString().slice(0, 10)
  const origin =
    `Tried on ${day} with version ${manifest.version} on ${process.platform} ${process.arch}, TypeScript ` +
    `${manifest.devDependencies.typescript.replace('^', '')} and later, by \`npm run versions -- --write\`. The steps: ` +
    `${steps.map(({ name }) => name).join(', ')}.`
  say(`\n${table}\n\n${origin}`)
  if (flags.write) {
    for (const name of ['docs/versions.md', 'README.md']) {
      const path = join(root, name)
      const page = withBlock(await readFile(path, 'utf8'), 'versions', table)
      await writeWhole(
        path,
        await formatted(path, name === 'README.md' ? page : withBlock(page, 'origin', origin)),
      )
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** The releases that are meant, each once: an exact version is itself, a range the newest that npm has in it. */
async function releases(name: string, list: string): Promise<string[]> {
  const all: string[] = []
  for (const range of list.split(',')) {
    all.push(/^\d+\.\d+\.\d+$/.test(range) ? range : await newest(folder, `${name}@${range}`))
  }
  return [...new Set(all)]
}

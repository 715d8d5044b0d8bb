import { fileURLToPath } from 'node:url'
import { readTable, type Table } from '../markdown.ts'
import { nursery } from './project.ts'
import type { Sizes } from './sizes.ts'
import { runWatched } from './watched-process.ts'

/** What `benchmarks/paced.ts` measures: two processes that ask a server which answers 429 above ten calls a second. */
export async function measurePaced({ pacedCalls }: Sizes): Promise<Table> {
  const script = fileURLToPath(new URL('../paced.ts', import.meta.url))
  const { stdout } = await runWatched({
    arguments_: [script, '--calls', String(pacedCalls)],
    folder: nursery,
  })
  const [head = [], ...rows] = readTable(stdout)
  return { name: 'paced', head, rows }
}

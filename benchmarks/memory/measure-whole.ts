import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Table } from '../markdown.ts'
import { count, megabytes } from '../throughput/figures.ts'
import { runWatched } from '../throughput/watched-process.ts'
import { time } from './measure-index.ts'
import type { MemorySizes } from './sizes.ts'
import type { WholeFigures, WholeTask } from './whole-child.ts'

const script = fileURLToPath(new URL('whole-child.ts', import.meta.url))

/** A judge with a large memory, loaded and asked: what opening takes, and what each verdict takes beside the model. */
export async function measureWhole({ whole }: MemorySizes): Promise<Table> {
  const { guidelines, episodes, verdicts } = whole
  const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-bench-'))
  const run = (task: Omit<WholeTask, 'folder'>) =>
    runWatched({ arguments_: [script, JSON.stringify({ folder, ...task })], folder: process.cwd() })
  await run({ make: { guidelines, episodes } })
  const ways: [name: string, task: Omit<WholeTask, 'folder'>][] = [
    ['HNSW, opened for the first time', { verdicts, engine: 'hnsw' }],
    ['HNSW, index from disk', { verdicts, engine: 'hnsw' }],
    ['exact scan', { verdicts, engine: 'exact' }],
  ]
  const rows: string[][] = []
  for (const [name, task] of ways) {
    const { stdout, megabytes: peak } = await run(task)
    const { openMs, firstMs, medianMs, tokens, guidelines: shown } = JSON.parse(stdout) as WholeFigures
    rows.push([
      name,
      time(openMs),
      time(firstMs),
      time(medianMs),
      count(tokens),
      count(shown),
      megabytes(peak),
    ])
  }
  await rm(folder, { recursive: true })
  return {
    name: 'memory-whole',
    head: [
      `${count(guidelines)} guidelines, ${count(episodes)} episodes`,
      'Opening',
      'First verdict',
      'Each verdict',
      'Tokens of guidelines',
      'Guidelines',
      'Memory',
    ],
    rows,
  }
}

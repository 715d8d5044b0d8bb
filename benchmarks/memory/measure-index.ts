import { fileURLToPath } from 'node:url'
import type { Table } from '../markdown.ts'
import { count, megabytes } from '../throughput/figures.ts'
import { runWatched } from '../throughput/watched-process.ts'
import type { IndexFigures, IndexTask } from './index-child.ts'
import { readSentences } from './sentences.ts'
import type { MemorySizes } from './sizes.ts'

const script = fileURLToPath(new URL('index-child.ts', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

/** HNSW beside the plain scan of all vectors, for more and more synthetic ones. */
export async function measureSynthetic(sizes: MemorySizes): Promise<Table> {
  const rows: string[][] = []
  for (const synthetic of sizes.vectors) rows.push(cells(await measure({ ...sizes, synthetic })))
  return { name: 'memory-synthetic', head: ['Synthetic vectors of 512 dimensions', ...head], rows }
}

/** The same over real sentences: the project's own, or those of a file. */
export async function measureSentences(
  sizes: MemorySizes,
  { file, models }: { file: string | undefined; models: readonly string[] },
): Promise<Table> {
  const rows: string[][] = []
  await readSentences(root, file)
  for (const embeddingModel of models) {
    const { queries, exactQueries } = sizes
    const figures = await measure({
      queries,
      exactQueries,
      embeddingModel,
      ...(file !== undefined && { file }),
    })
    rows.push([`${figures.model}, ${figures.dimensions} dimensions`, ...cells(figures)])
  }
  const source = file === undefined ? 'of this project' : 'of a file'
  return { name: 'memory-sentences', head: [`Sentences ${source}`, 'Vectors', ...head], rows }
}

/** The figures of a process, and the most memory that it held, in megabytes. */
type Measured = IndexFigures & { peak: number | undefined }

const head = [
  'Built and written',
  'From disk',
  'Exact scan',
  'HNSW',
  'Times faster',
  'Recall@5',
  'Index file',
  'Memory',
]

async function measure({
  synthetic,
  file,
  embeddingModel,
  queries,
  exactQueries,
}: IndexTask & Partial<MemorySizes>): Promise<Measured> {
  const task: IndexTask = {
    queries,
    exactQueries,
    ...(synthetic !== undefined && { synthetic }),
    ...(file !== undefined && { file }),
    ...(embeddingModel !== undefined && { embeddingModel }),
  }
  const { stdout, megabytes: megabytesHeld } = await runWatched({
    arguments_: [script, JSON.stringify(task)],
    folder: process.cwd(),
    environment: modelVariables(),
  })
  return { ...(JSON.parse(stdout) as IndexFigures), peak: megabytesHeld }
}

/** What says where the models of services are: a process of the benchmark has no other variables. */
function modelVariables(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]): [string, string][] =>
    value !== undefined && /^(?:OPENAI|VITEST_JUDGE)_/.test(name) ? [[name, value]] : [],
  )
  return Object.fromEntries(entries)
}

function cells({ vectors, buildMs, loadMs, exactMs, hnswMs, recall, fileBytes, peak }: Measured): string[] {
  return [
    count(vectors),
    time(buildMs),
    time(loadMs),
    time(exactMs),
    time(hnswMs),
    (exactMs / hnswMs).toFixed(1),
    recall.toFixed(3),
    megabytes(fileBytes / 1e6),
    megabytes(peak),
  ]
}

/** A time, as `74.2 s`, `12.3 ms` or `0.34 ms`. */
export function time(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`
}

import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { guidelineTokens } from '../../src/align/guideline-budget.ts'
import { loadJudge } from '../../src/align/index.ts'
import type { Episode } from '../../src/contract/index.ts'
import { exists } from '../../src/io/index.ts'
import { embeddedText, loadMemory, saveMemory, textHash } from '../../src/memory/index.ts'
import { politeGuideline, politeMemory } from './polite-memory.ts'
import { sentence } from './sentence.ts'

/** What one process does with a whole memory: makes it, or loads a judge from it and has it judge. */
export interface WholeTask {
  folder: string
  make?: { guidelines: number; episodes: number }
  verdicts?: number
  engine?: 'hnsw' | 'exact'
}

/** What judging from the memory took, in milliseconds; the model answers at once. */
export interface WholeFigures {
  openMs: number
  firstMs: number
  medianMs: number
  /** The most tokens of guidelines that a verdict was given, and the median of how many guidelines that were. */
  tokens: number
  guidelines: number
  memoryBytes: number
  vectorBytes: number
}

const task = JSON.parse(process.argv[2] ?? '{}') as WholeTask

async function make(
  folder: string,
  { guidelines, episodes }: { guidelines: number; episodes: number },
): Promise<void> {
  const made = Array.from({ length: episodes }, (_, at): Episode => {
    const sides = { inputs: { text: sentence(at) }, outputs: sentence(episodes + at) }
    return {
      sampleId: `sample-${at}`,
      rowId: `row-${at}`,
      ...sides,
      value: at % 3 === 0 ? 'no' : 'yes',
      rationale: 'It says what happened and offers a way on.',
      sources: [{ type: 'HUMAN', name: 'ada' }],
      fingerprint: `f${at}`,
      vector: textHash(embeddedText(sides)),
    }
  })
  const { memory, table } = await politeMemory(
    Array.from({ length: guidelines }, (_, at) => politeGuideline(at, `sample-${at}`)),
    made,
  )
  await saveMemory(folder, memory, table)
}

async function judge(folder: string, verdicts: number, engine: 'hnsw' | 'exact'): Promise<WholeFigures> {
  const begin = performance.now()
  const judged = await loadJudge(folder, {
    engine,
    model: async () => JSON.stringify({ result: 'yes', rationale: 'It is polite.' }),
  })
  const openMs = performance.now() - begin
  const times: number[] = []
  const given: string[][] = []
  for (let number = 0; number < verdicts; number++) {
    const sample = { inputs: { text: sentence(2_000_000 + number) }, outputs: sentence(3_000_000 + number) }
    const start = performance.now()
    const verdict = await judged.judge(sample)
    times.push(performance.now() - start)
    if (verdict.outcome !== 'scored' || verdict.guidance?.examples.length !== 5)
      throw new Error(`a verdict with five examples was expected, received ${JSON.stringify(verdict)}`)
    given.push(verdict.guidance.guidelineIds ?? [])
  }
  const texts = new Map((await loadMemory(folder))?.memory.guidelines.map(({ id, text }) => [id, text]))
  const tokens = given.map((ids) => ids.reduce((sum, id) => sum + guidelineTokens(texts.get(id) ?? ''), 0))
  const size = async (name: string) =>
    (await exists(join(folder, name))) ? (await stat(join(folder, name))).size : 0
  return {
    openMs,
    firstMs: times[0] as number,
    medianMs: median(times),
    tokens: Math.max(...tokens),
    guidelines: median(given.map(({ length }) => length)),
    memoryBytes: await size('memory.json'),
    vectorBytes: await size('vectors.jsonl'),
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] as number
}

const { folder, verdicts = 1, engine = 'hnsw' } = task
if (task.make === undefined) process.stdout.write(JSON.stringify(await judge(folder, verdicts, engine)))
else await make(folder, task.make)

import { join } from 'node:path'
import { runSchema, type Episode, type Feedback, type RunRow } from '../../src/contract/index.ts'
import { sampleId } from '../../src/dataset/index.ts'
import { contentHash, writeWhole } from '../../src/io/index.ts'
import { embeddedText, installMemory, textHash } from '../../src/memory/index.ts'
import { politeGuideline, politeJudge, politeMemory } from './polite-memory.ts'
import { sentence } from './sentence.ts'

/** How large a project is: what its memory holds, and how many rows of its last run the judge must not know. */
export interface LargeProject {
  guidelines: number
  episodes: number
  heldOut: number
}

const time = '2026-11-23T09:00:00.000Z'

/**
 * Writes a project with a judge of a large memory, of its last run, and of feedback on one row that the memory does
 * not know yet. `align --feedback none` has that one sample to learn.
 */
export async function writeLargeProject(root: string, size: LargeProject): Promise<void> {
  const taught = Array.from({ length: size.episodes + 1 }, (_, number) => rowOf(number, 'align'))
  const heldOut = Array.from({ length: size.heldOut }, (_, number) => rowOf(1_000_000 + number, 'heldout'))
  const lines = taught.map(lineOf)
  await writeMemory(root, taught.slice(0, -1), lines, size.guidelines)
  await writeWhole(
    join(root, 'evals/feedback/polite.jsonl'),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  )
  await writeWhole(join(root, '.vitest-judge/latest.json'), runOf([...taught, ...heldOut]))
}

function rowOf(number: number, split: 'align' | 'heldout'): RunRow & { sampleId: string } {
  const id = `row ${String(number).padStart(7, '0')}`
  const sides = { inputs: { text: sentence(2 * number) }, outputs: sentence(2 * number + 1) }
  return {
    id,
    split,
    tags: [],
    repeat: 0,
    ...sides,
    verdicts: [],
    sampleId: sampleId({ rowId: id, ...sides }),
  }
}

function lineOf({ id, sampleId }: RunRow & { sampleId: string }, number: number): Feedback {
  return {
    id: `f-${sampleId}`,
    sampleId,
    rowId: id,
    judge: 'polite',
    value: number % 3 === 0 ? 'no' : 'yes',
    rationale: sentence(5_000_000 + number),
    source: { type: 'HUMAN', name: 'ada' },
    time,
  }
}

async function writeMemory(
  root: string,
  rows: readonly (RunRow & { sampleId: string })[],
  lines: readonly Feedback[],
  guidelineCount: number,
): Promise<void> {
  const episodes = rows.map((row, index): Episode => {
    const { value, rationale = '', source } = lines[index] as Feedback
    const { sampleId, id: rowId, inputs, outputs = null } = row
    const facts = { sampleId, value: value as string, rationale, sources: [source] }
    const vector = textHash(embeddedText({ inputs, outputs }))
    return { ...facts, rowId, inputs, outputs, fingerprint: contentHash(facts), vector }
  })
  const guidelines = Array.from({ length: guidelineCount }, (_, number) =>
    politeGuideline(number, episodes[number % episodes.length]?.sampleId ?? ''),
  )
  const { memory, table } = await politeMemory(guidelines, episodes)
  await installMemory(join(root, 'evals/memory/polite'), memory, table, { time })
}

function runOf(rows: readonly RunRow[]): string {
  const judge = { fingerprint: 'f'.repeat(16), definition: politeJudge }
  const run = runSchema.parse({
    schema: 'vitest-judge/run@1',
    id: 'run-1',
    time,
    complete: true,
    partial: [],
    offline: true,
    alignShare: 0.5,
    gate: { requireComplete: false, inconclusive: 'fail', allowOffline: true, thresholds: {} },
    suites: [
      {
        name: 'Politeness',
        file: 'evals/polite.eval.ts',
        judges: [
          { id: 'polite', ...judge },
          { id: 'polite@aligned', ...judge, memoryFolder: 'evals/memory/polite' },
        ],
        rowsNotRun: 0,
        rows,
      },
    ],
  })
  return JSON.stringify(run)
}

import { join } from 'node:path'
import { alignMemory } from '../../src/align/index.ts'
import type { Feedback, Run } from '../../src/contract/index.ts'
import { loadMemory, saveMemory } from '../../src/memory/index.ts'
import { chatModel, embedder } from '../../src/model/index.ts'

/** What a person says of some rows, and the guideline that comes of it. */
export interface Lesson {
  rows: string[]
  value: string
  guideline: string
}

/**
 * Aligns the judge `polite` of a run's first suite, as the command does, with a function in place of the
 * reflection model.
 */
export async function teach(
  root: string,
  run: Run | undefined,
  { rows, value, guideline }: Lesson,
): Promise<void> {
  const suite = run?.suites[0]
  const definition = suite?.judges.find(({ id }) => id === 'polite')?.definition
  if (suite === undefined || definition === undefined) throw new Error('expected a run with the judge polite')
  const folder = join(root, 'evals/memory/polite')
  const feedback = suite.rows.flatMap(({ id, sampleId }): Feedback[] => {
    if (!rows.includes(id) || sampleId === undefined) return []
    const source = { type: 'HUMAN' as const, name: 'ada' }
    return [
      {
        id: `f-${id}`,
        sampleId,
        rowId: id,
        judge: 'polite',
        value,
        source,
        time: '2026-11-24T00:00:00.000Z',
      },
    ]
  })
  const outcome = await alignMemory({
    definition,
    rows: suite.rows,
    feedback,
    stored: await loadMemory(folder),
    reflection: chatModel(async () =>
      JSON.stringify({ guidelines: [{ guideline_text: guideline, source_ids: ['1', '2'] }] }),
    ),
    embedder: embedder({ model: 'offline-lexical', dimensions: 64 }),
    k: 3,
    clock: () => Date.UTC(2026, 10, 24),
  })
  await saveMemory(folder, outcome.memory, outcome.table)
}

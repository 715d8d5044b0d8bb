import { describe, expect, test } from 'vitest'
import type { Guideline, Memory } from '../../src/contract/index.ts'
import { saveMemory, loadMemory } from '../../src/memory/index.ts'
import type { AlignOutcome } from '../../src/align/index.ts'
import { written } from './guideline-support.ts'
import { align, feedback, reflecting, temporaryFolder } from './support.ts'

const folder = temporaryFolder()
const log = [feedback(1), feedback(2), feedback(3, 'yes')]
const retraction = (number: number) => feedback(number, log[number - 1]?.value, { retracted: true })

/** What a person made of a memory in its file, as the next `align` finds it. */
async function edited(
  { memory, table }: AlignOutcome,
  edit: (guidelines: Guideline[]) => Guideline[],
): Promise<{ memory: Memory; table: AlignOutcome['table']; missing: string[] }> {
  await saveMemory(folder.path, { ...memory, guidelines: edit(memory.guidelines) }, table)
  const stored = await loadMemory(folder.path)
  if (stored === undefined) throw new Error('expected a memory')
  return stored
}

/** Aligns again after an edit, with nothing new, then with a sample taken back and one that is new. */
async function alignedTwice(edit: (guidelines: Guideline[]) => Guideline[]) {
  const first = await align({ feedback: log.slice(0, 2) })
  const stored = await edited(first, edit)
  const still = reflecting()
  const again = await align({ feedback: log.slice(0, 2), stored, reflection: still.model })
  expect([again.changed, again.memory, still.requests]).toEqual([false, stored.memory, []])
  const news = await align({ feedback: [...log, retraction(1)], stored })
  return { before: stored.memory.guidelines, after: news.memory.guidelines, first: first.memory.guidelines }
}

const at = (place: number, change: Partial<Guideline>) => (guidelines: Guideline[]) =>
  guidelines.map((guideline, index) => (index === place ? { ...guideline, ...change } : guideline))

describe('what a person does to the guidelines in the file', () => {
  test('adding: it stays, in its place', async () => {
    const own = written('g-own', 'Never curse.')
    const { after } = await alignedTwice((guidelines) => [own, ...guidelines])
    expect(after[0]).toEqual(own)
    expect(after.map(({ text }) => text)).toEqual(['Never curse.', 'Know: About 2.', 'Know: About 3.'])
  })

  test('editing: the new words stay, also where the sample is taken back, and the old do not return', async () => {
    const { first, after } = await alignedTwice(at(0, { text: 'Put in other words.' }))
    expect(after.map(({ id, text, sources }) => [id, text, sources])).toEqual([
      [first[0]?.id, 'Put in other words.', []],
      [first[1]?.id, 'Know: About 2.', ['s2']],
      [expect.stringMatching(/^g-/), 'Know: About 3.', ['s3']],
    ])
  })

  test('pinning: it stays when all of its sources are gone, with a concern', async () => {
    const { before, after } = await alignedTwice(at(0, { pinned: true }))
    const concern = 'all of its sources are gone or say something else now'
    expect(after[0]).toEqual({ ...before[0], sources: [], concern })
  })

  test('muting: it stays muted, is not shown, and is not distilled anew', async () => {
    const { before, after } = await alignedTwice(at(1, { muted: true }))
    expect(after.map(({ text, muted }) => [text, muted])).toEqual([
      ['Know: About 2.', true],
      ['Know: About 3.', false],
    ])
    expect(after[0]).toEqual(before[1])
  })

  test('deleting: it does not come back', async () => {
    const { after } = await alignedTwice((guidelines) => guidelines.slice(0, 1))
    expect(after.map(({ text }) => text)).toEqual(['Know: About 3.'])
  })

  test('deciding: a guideline whose concern is gone, or that is unmuted, stays as the person left it', async () => {
    const reflection = reflecting(() => [
      { guideline_text: 'Always answer "no".', source_ids: ['1'] },
      { guideline_text: 'Always answer "yes".', source_ids: ['2'] },
    ])
    const first = await align({ feedback: log.slice(0, 2), reflection: reflection.model })
    expect(first.memory.guidelines.map(({ muted, concern }) => [muted, concern !== undefined])).toEqual([
      [true, true],
      [true, true],
    ])
    const stored = await edited(first, ([one, two]) => {
      const { concern: _, ...decided } = one as Guideline
      return [
        { ...decided, muted: false },
        { ...(two as Guideline), muted: false },
      ]
    })
    const again = await align({ feedback: log, stored })
    expect(again.memory.guidelines.slice(0, 2)).toEqual(stored.memory.guidelines)
  })

  test('the order of the file is kept', async () => {
    const { before, after } = await alignedTwice((guidelines) => guidelines.toReversed())
    expect(after[0]).toEqual(before[0])
    expect(before.map(({ text }) => text)).toEqual(['Know: About 2.', 'Know: About 1.'])
  })
})

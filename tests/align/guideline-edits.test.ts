import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Guideline, Memory } from '../../src/contract/index.ts'
import { saveMemory, loadMemory } from '../../src/memory/index.ts'
import { concernText, type AlignOutcome } from '../../src/align/index.ts'
import { comparing, written } from './guideline-support.ts'
import { align, feedback, reflecting, refusal, temporaryFolder } from './support.ts'

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
  test('adding: it stays, in its place, and is dated once it was held against the others', async () => {
    const own = written('g-own', 'Never curse.')
    const first = await align({ feedback: log.slice(0, 2) })
    const stored = await edited(first, (guidelines) => [own, ...guidelines])
    const { requests, model } = reflecting()
    const seen = await align({ feedback: log.slice(0, 2), stored, reflection: model })
    const dated = { ...own, date: '2026-11-24T09:00:00.000Z' }
    expect([seen.memory.guidelines, requests]).toEqual([[dated, ...first.memory.guidelines], []])
    const again = await align({ feedback: log.slice(0, 2), after: seen })
    expect([again.changed, again.memory]).toEqual([false, seen.memory])
    const news = await align({ feedback: [...log, retraction(1)], after: seen })
    expect(news.memory.guidelines[0]).toEqual(dated)
    expect(news.memory.guidelines.map(({ text }) => text)).toEqual([
      'Never curse.',
      'Know: About 2.',
      'Know: About 3.',
    ])
  })

  test('adding: text and origin do, and an id is made of the words', async () => {
    const { memory, table } = await align({ feedback: log.slice(0, 2) })
    await saveMemory(folder.path, memory, table)
    const path = join(folder.path, 'memory.json')
    const write = async (...added: object[]) =>
      writeFile(path, JSON.stringify({ ...memory, guidelines: [...memory.guidelines, ...added] }))
    await write({ text: 'Never blame the caller, whoever it is, or whatever it says.', origin: 'person' })
    const own = written(
      'p-never-blame-the-caller-whoever-it-is-o',
      'Never blame the caller, whoever it is, or whatever it says.',
    )
    expect((await loadMemory(folder.path))?.memory.guidelines.at(-1)).toEqual(own)
    await write({ text: 'Never curse.', origin: 'person' }, { text: 'Never curse.', origin: 'person' })
    expect((await refusal(() => loadMemory(folder.path), folder.path)).text).toContain(
      'guideline p-never-curse stands twice',
    )
  })

  test('adding what contradicts a distilled one: that one is muted, and the person decides once', async () => {
    const first = await align({ feedback: log.slice(0, 2) })
    const stored = await edited(first, (guidelines) => [
      ...guidelines,
      written('own', 'Know nothing: About 1.'),
    ])
    const comparison = comparing(({ first: one, second: other }) =>
      one.includes('1') && other.includes('1') ? { relation: 'contradict' } : undefined,
    )
    const seen = await align({ feedback: log.slice(0, 2), stored, reflection: comparison.model })
    expect(seen.concerns).toEqual([
      { ...first.memory.guidelines[0], muted: true, concern: 'contradicts own' },
    ])
    expect(concernText('contradicts own', seen.memory.guidelines)).toBe(
      'contradicts own ("Know nothing: About 1.")',
    )
    const decided = await edited(seen, ([one, ...others]) => {
      const { concern: _, ...shown } = one as Guideline
      return [{ ...shown, muted: false }, ...others]
    })
    const again = await align({ feedback: log.slice(0, 2), stored: decided, reflection: comparison.model })
    expect([again.changed, comparison.requests.length]).toEqual([false, 1])
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

  test('muting: it stays muted when all of its samples are taken back, so that others do not bring it back', async () => {
    const first = await align({ feedback: log.slice(0, 2) })
    const stored = await edited(first, at(0, { muted: true }))
    const { model } = reflecting(() => [{ guideline_text: 'Know: About 1.', source_ids: ['1'] }])
    const { memory } = await align({ feedback: [...log, retraction(1)], stored, reflection: model })
    expect(memory.guidelines.map(({ text, muted, sources }) => [text, muted, sources])).toEqual([
      ['Know: About 1.', true, []],
      ['Know: About 2.', false, ['s2']],
    ])
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

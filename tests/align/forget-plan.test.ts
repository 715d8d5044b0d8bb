import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  forgottenEpisodeTest,
  memoryAfter,
  planForgetting,
  runWithout,
  snapshotAfter,
  alignedInstructions,
} from '../../src/align/index.ts'
import type { Feedback, Guideline, Memory } from '../../src/contract/index.ts'
import { buildRun, buildSuite } from '../agreement/build-run.ts'
import { align, feedback, row, rows } from './support.ts'

const bob = { type: 'HUMAN', name: 'bob' } as const
const log: Feedback[] = [
  feedback(1),
  feedback(2),
  feedback(2, 'no', { id: 'f-2-bob', source: bob, rationale: 'Bob on 2.' }),
  feedback(3, 'yes', { source: bob, rationale: 'Bob on 3.' }),
]

const guideline = (id: string, sources: string[], more: Partial<Guideline> = {}): Guideline => ({
  id,
  text: `Text of ${id}.`,
  origin: 'distilled',
  sources,
  pinned: false,
  muted: false,
  ...more,
})

async function taught(guidelines: Guideline[]): Promise<Memory> {
  const { memory } = await align({ rows: rows(3), feedback: log })
  return { ...memory, guidelines }
}

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id)
const samples = (list: readonly { sampleId: string }[]) => list.map(({ sampleId }) => sampleId)

describe('forgetting in a memory', () => {
  test('a sample takes what leans on it alone, and what leans on others is to be learned from those', async () => {
    const memory = await taught([
      guideline('alone', ['s1']),
      guideline('mixed', ['s1', 's2']),
      guideline('other', ['s2', 's3']),
      guideline('pinned', ['s1'], { pinned: true }),
      guideline('muted', ['s1', 's3'], { muted: true }),
      guideline('persons', ['s1'], { origin: 'person' }),
    ])
    const plan = planForgetting(memory, {
      isForgotten: ({ sampleId }) => sampleId === 's1',
      removed: log.filter(({ sampleId }) => sampleId === 's1'),
      left: log.filter(({ sampleId }) => sampleId !== 's1'),
    })
    expect(samples(plan.gone)).toEqual(['s1'])
    expect(plan.changed).toEqual([])
    expect(ids(plan.dropped)).toEqual(['alone', 'mixed', 'pinned', 'muted'])
    expect(plan.remaining).toEqual([
      guideline('other', ['s2', 's3']),
      guideline('persons', [], { origin: 'person' }),
    ])
    expect(samples(plan.relearn)).toEqual(['s2'])
    const after = memoryAfter(memory, plan, [guideline('again', ['s2'])])
    expect([ids(after.guidelines), samples(after.episodes)]).toEqual([
      ['other', 'persons', 'again'],
      ['s2', 's3'],
    ])
    expect(after.fingerprint).not.toBe(memory.fingerprint)
    expect(JSON.stringify(after)).not.toContain('About 1.')
  })

  test('a person takes the episodes nobody else taught, and leaves those of others without a word', async () => {
    const memory = await taught([guideline('two', ['s2']), guideline('one', ['s1'])])
    const forgetting = {
      isForgotten: () => false,
      removed: log.filter(({ source }) => source.name === 'bob'),
      left: log.filter(({ source }) => source.name !== 'bob'),
    }
    const plan = planForgetting(memory, forgetting)
    expect(samples(plan.gone)).toEqual(['s3'])
    expect(
      plan.changed.map(({ before, after }) => [before.rationale, after.rationale, after.sources]),
    ).toEqual([['About 2.\nBob on 2.', 'About 2.', [{ type: 'HUMAN', name: 'ada' }]]])
    expect([ids(plan.dropped), ids(plan.remaining), samples(plan.relearn)]).toEqual([
      ['two'],
      ['one'],
      ['s2'],
    ])
    const after = memoryAfter(memory, plan, [])
    expect(JSON.stringify(after)).not.toMatch(/bob/i)
    const isForgotten = forgottenEpisodeTest(forgetting, plan)
    expect([...memory.episodes, ...after.episodes].map(isForgotten)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ])
  })

  test('feedback of a person that the log no longer holds is known by the episode', async () => {
    const memory = await taught([])
    const left = log.filter(({ source }) => source.name !== 'bob')
    const plan = planForgetting(memory, { isForgotten: () => false, removed: [], left, annotators: ['bob'] })
    expect([samples(plan.gone), plan.changed.length]).toEqual([['s3'], 1])
  })

  test('a piece of feedback that had been given anew gives way to the one before', async () => {
    const second = feedback(1, 'yes', {
      id: 'f-second',
      time: '2026-11-24T09:00:00.000Z',
      rationale: 'Better so.',
    })
    const { memory } = await align({ rows: rows(1), feedback: [feedback(1), second] })
    const plan = planForgetting(memory, { isForgotten: () => false, removed: [second], left: [feedback(1)] })
    expect(plan.changed.map(({ after }) => [after.value, after.rationale])).toEqual([['no', 'About 1.']])
  })
})

test('what is left is what would have been learned without it (property)', async () => {
  const given = fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    name: fc.constantFrom('ann', 'bob', 'cy'),
    value: fc.constantFrom('yes', 'no'),
    minute: fc.integer({ min: 10, max: 59 }),
  })
  const some = fc.record({
    lines: fc.array(given, { minLength: 1, maxLength: 12 }),
    who: fc.constantFrom('ann', 'bob'),
    what: fc.option(fc.constantFrom('s1', 's2'), { nil: undefined }),
    sources: fc.array(fc.subarray(['s1', 's2', 's3', 's4']), { maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(some, async ({ lines, who, what, sources }) => {
      const all = lines.map(({ number, name, value, minute }, place) =>
        feedback(number, value, {
          id: `f-${place}`,
          source: { type: 'HUMAN', name },
          rationale: `<${name} ${place}>`,
          time: `2026-11-24T00:${minute}:00.000Z`,
        }),
      )
      const isRemoved = ({ source, sampleId }: Feedback) =>
        what === undefined ? source.name === who : sampleId === what
      const left = all.filter((line) => !isRemoved(line))
      const { memory: aligned } = await align({ rows: rows(4), feedback: all })
      const memory = { ...aligned, guidelines: sources.map((of, place) => guideline(`g${place}`, of)) }
      const plan = planForgetting(memory, {
        isForgotten: ({ sampleId }) => sampleId === what,
        removed: all.filter(isRemoved),
        left,
      })
      const after = memoryAfter(memory, plan, [])
      const { memory: without } = await align({ rows: rows(4), feedback: left })
      expect(after.episodes).toEqual(without.episodes)
      const text = JSON.stringify(after)
      for (const { rationale } of all.filter(isRemoved)) expect(text).not.toContain(rationale)
      const known = new Set(after.episodes.map(({ sampleId }) => sampleId))
      const before = new Map(memory.episodes.map((episode) => [episode.sampleId, episode.fingerprint]))
      const touched = memory.episodes.filter(
        ({ sampleId, fingerprint }) =>
          after.episodes.find((episode) => episode.sampleId === sampleId)?.fingerprint !== fingerprint,
      )
      const isTouched = new Set(touched.map(({ sampleId }) => sampleId))
      expect(ids(plan.dropped)).toEqual(
        ids(memory.guidelines.filter((each) => each.sources.some((source) => isTouched.has(source)))),
      )
      expect(plan.relearn.every(({ sampleId }) => known.has(sampleId) && before.has(sampleId))).toBe(true)
    }),
    { numRuns: process.env['LONG'] === undefined ? 40 : 2000 },
  )
})

describe('a snapshot', () => {
  test('that was of the memory before becomes that of the memory after; its instructions stay', async () => {
    const before = await taught([guideline('alone', ['s1']), guideline('other', ['s2'])])
    const plan = planForgetting(before, {
      isForgotten: ({ sampleId }) => sampleId === 's1',
      removed: [],
      left: log,
    })
    const after = memoryAfter(before, plan, [])
    const changed = { ...before.judge, instructions: 'Is {{ outputs }} kind?' }
    const text = alignedInstructions(changed, before)
    expect(snapshotAfter(text, before, after)).toBe(alignedInstructions(changed, after))
    expect(snapshotAfter(`${text}\n`.replaceAll('\n', '\r\n'), before, after)).toBe(
      alignedInstructions(changed, after),
    )
  })

  test('that lagged behind only loses the lines of what went', async () => {
    const before = await taught([guideline('alone', ['s1']), guideline('other', ['s2'])])
    const plan = planForgetting(before, {
      isForgotten: ({ sampleId }) => sampleId === 's1',
      removed: [],
      left: log,
    })
    const text = `${alignedInstructions(before.judge, before)}- r9: "no"\n`
    const left = snapshotAfter(text, before, memoryAfter(before, plan, []))
    expect(left).not.toMatch(/Text of alone|- r1:/)
    expect(left).toMatch(/Text of other[^]*- r2: "no"[^]*- r9: "no"/)
  })
})

describe('a run', () => {
  const run = (count: number) =>
    buildRun([
      buildSuite(
        'S',
        [],
        Array.from({ length: count }, (_, index) => row(index + 1)),
      ),
    ])

  test('loses rows, and is partial from then on for a reason that counts', () => {
    const once = runWithout(run(4), ({ id }) => id === 'r2')
    expect([once.rows, once.run.complete, once.run.partial]).toEqual([1, false, ['1 row was forgotten']])
    const twice = runWithout(once.run, ({ id }) => id === 'r2' || id === 'r3')
    expect([twice.rows, twice.run.partial]).toEqual([1, ['2 rows were forgotten']])
    expect(twice.run.suites[0]?.rows.map(({ id }) => id)).toEqual(['r1', 'r4'])
  })

  test('without such a row stays as it is', () => {
    const whole = run(2)
    expect(runWithout(whole, () => false)).toEqual({ run: whole, rows: 0 })
    expect(runWithout(whole, () => false).run).toBe(whole)
  })
})

import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Episode, GuidanceUsed, Guideline, Memory, RunRow } from '../../src/contract/index.ts'
import { aligned } from '../../src/align/index.ts'
import { leakFinder } from '../../src/align/leak-guard.ts'
import { makeJudge, type GuidanceExample, type JudgedSample } from '../../src/judge/index.ts'
import { saveMemory } from '../../src/memory/index.ts'
import { configureModels } from '../../src/model/index.ts'
import { align, definition, feedback, row, temporaryFolder } from './support.ts'

afterEach(() => configureModels({}))
const folder = temporaryFolder()
const base = makeJudge({
  name: 'polite',
  instructions: definition.instructions,
  values: ['yes', 'no'],
  model: async () => '{"result": "yes", "rationale": "r"}',
})

const text = 'Pain in the left knee improved over twelve weeks of daily walking.'
const nearly = 'Pain in the left knee improved over ten weeks of daily walking.'
/** What is held out and judged. */
const held: JudgedSample = {
  id: 's-held',
  rowId: 'r-held',
  group: 'g-held',
  inputs: { text },
  outputs: 'Thanks.',
  split: 'heldout',
}
/** An innocent row of the memory. */
const other = row(1, { inputs: { text: 'Sleep got much worse.' }, outputs: 'Sorry to hear.', group: 'g1' })
/** A second row, which a test makes like the one held out. */
const planted = (more: Partial<RunRow>) =>
  row(2, { inputs: { text: 'The trial was stopped early.' }, outputs: 'A pity.', ...more })

/** What the aligned judge says it was given for a sample, with a memory of the innocent and the planted row. */
async function guidanceFor(
  more: Partial<RunRow>,
  change: (memory: Memory) => Partial<Memory> = () => ({}),
  sample: JudgedSample = held,
): Promise<Omit<GuidanceUsed, 'similarity'> | undefined> {
  const rows = [other, planted(more)]
  const lines = rows.map(({ id, sampleId = '' }) => ({ ...feedback(1), id, rowId: id, sampleId }))
  const { memory, table } = await align({ rows, feedback: lines, definition: base.describe() })
  // Its guidelines are those of the innocent row alone, unless the test says otherwise.
  const guidelines = memory.guidelines.map((each) => ({ ...each, sources: ['s1'] }))
  const cleaned = { ...memory, guidelines }
  await saveMemory(join(folder.path, 'polite'), { ...cleaned, ...change(cleaned) }, table)
  const verdict = await aligned(base, { memory: folder.path, engine: 'exact' }).judge(sample)
  if (verdict.outcome !== 'scored' || verdict.guidance === undefined) return undefined
  const { similarity, ...guidance } = verdict.guidance
  // Known exactly where an example is shown.
  expect(similarity === undefined).toBe(guidance.examples.length === 0)
  if (similarity !== undefined) expect(similarity).toBe(Math.round(1000 * similarity) / 1000)
  return guidance
}

const taughtBy =
  (sources: string[], more: Partial<Guideline> = {}) =>
  ({ guidelines, episodes }: Memory): Partial<Memory> => ({
    guidelines: guidelines.map((each) => ({ ...each, sources, ...more })),
    episodes: episodes.filter(({ sampleId }) => sampleId === 's1'),
  })

describe('a leak planted in the memory', () => {
  test('is none where the rows have nothing to do with each other', async () => {
    expect(await guidanceFor({})).toEqual({
      guidelines: 1,
      examples: expect.toSatisfy(twoExamples) as string[],
    })
  })

  test('is found where the sample itself stands in it', async () => {
    const guidance = await guidanceFor({ id: 'r-other', sampleId: 's-held' })
    expect(guidance).toEqual({
      guidelines: 1,
      examples: ['s1'],
      leaks: [{ kind: 'id', where: 'memory', sampleId: 's-held' }],
    })
  })

  test('is found where its row stands in it with another answer', async () => {
    const guidance = await guidanceFor({ id: 'r-held' })
    expect(guidance).toEqual({
      guidelines: 1,
      examples: ['s1'],
      leaks: [{ kind: 'id', where: 'memory', sampleId: 's2' }],
    })
  })

  test('is found where another row says the same, in another writing', async () => {
    const guidance = await guidanceFor({ inputs: { text: text.toUpperCase() }, outputs: '„Thanks“!' })
    expect(guidance).toEqual({
      guidelines: 1,
      examples: ['s1'],
      nearDuplicates: 1,
      leaks: [{ kind: 'content', where: 'memory', sampleId: 's2' }],
    })
  })

  test('is found where another row of its group stands in it', async () => {
    const guidance = await guidanceFor({ group: 'g-held' })
    expect(guidance).toEqual({
      guidelines: 1,
      examples: ['s1'],
      leaks: [{ kind: 'group', where: 'memory', sampleId: 's2' }],
    })
  })

  test('is found where no examples are shown', async () => {
    const guidance = await guidanceFor({ id: 'r-held' }, () => ({ k: 0 }))
    expect(guidance).toEqual({
      guidelines: 1,
      examples: [],
      leaks: [{ kind: 'id', where: 'memory', sampleId: 's2' }],
    })
  })

  test('is no near-duplicate: that is withheld and counted', async () => {
    const guidance = await guidanceFor({ inputs: { text: nearly }, outputs: 'Thanks.' })
    expect(guidance).toEqual({ guidelines: 1, examples: ['s1'], nearDuplicates: 1 })
  })
})

describe('a leak planted in a guideline', () => {
  test('is found where it came from the sample, whose episode may be gone', async () => {
    expect(await guidanceFor({}, taughtBy(['s1', 's-held']))).toEqual({
      guidelines: 1,
      examples: ['s1'],
      leaks: [{ kind: 'id', where: 'guideline', sampleId: 's-held' }],
    })
  })

  test.for<['id' | 'content' | 'group', Partial<RunRow>]>([
    ['id', { id: 'r-held' }],
    ['content', { inputs: { text }, outputs: 'Thanks' }],
    ['group', { group: 'g-held' }],
  ])('is found where it came from an episode of the same %s', async ([kind, more]) => {
    const guidance = await guidanceFor(more, ({ guidelines }) => ({
      guidelines: guidelines.map((each) => ({ ...each, sources: ['s1', 's2'] })),
    }))
    expect(guidance?.leaks).toEqual([
      { kind, where: 'guideline', sampleId: 's2' },
      { kind, where: 'memory', sampleId: 's2' },
    ])
  })

  test.for([false, true])(
    'is found where it came from a near-duplicate, unless it is muted (%s)',
    async (muted) => {
      const guidance = await guidanceFor(
        { inputs: { text: nearly }, outputs: 'Thanks.' },
        ({ guidelines }) => ({ guidelines: guidelines.map((each) => ({ ...each, sources: ['s2'], muted })) }),
      )
      expect(guidance).toEqual({
        guidelines: muted ? 0 : 1,
        examples: ['s1'],
        nearDuplicates: 1,
        ...(!muted && { leaks: [{ kind: 'near-duplicate', where: 'guideline', sampleId: 's2' }] }),
      })
    },
  )

  test('is none where it is muted, and none where its near-duplicate is gone', async () => {
    expect((await guidanceFor({}, taughtBy(['s-held'], { muted: true })))?.leaks).toBeUndefined()
    const near = { inputs: { text: nearly }, outputs: 'Thanks.' }
    expect((await guidanceFor(near, taughtBy(['s2'])))?.leaks).toBeUndefined()
  })
})

describe('a row that may teach', () => {
  test('is not said to leak, and is still not shown what says the same', async () => {
    const given = { inputs: { text }, outputs: 'Thanks.', group: 'g-held' }
    const sample = { ...held, group: 'g-own', split: 'align' as const }
    expect(await guidanceFor(given, undefined, sample)).toEqual({
      guidelines: 1,
      examples: ['s1'],
      nearDuplicates: 1,
    })
  })

  test('is not counted among its own near-duplicates', async () => {
    const sample = { ...held, split: 'align' as const }
    const given = { id: 'r-held', sampleId: 's-held', inputs: { text }, outputs: 'Thanks.' }
    expect(await guidanceFor(given, undefined, sample)).toEqual({ guidelines: 1, examples: ['s1'] })
  })
})

describe('a leak among the examples shown', () => {
  const episode = (more: Partial<Episode>): Episode => ({
    sampleId: 's2',
    rowId: 'r2',
    inputs: { text: 'The trial was stopped early.' },
    outputs: 'A pity.',
    value: 'no',
    rationale: 'r',
    sources: [{ type: 'HUMAN', name: 'ada' }],
    fingerprint: 'f',
    vector: 'v',
    ...more,
  })
  const shown = ({ sampleId, inputs, outputs, value, rationale }: Episode): GuidanceExample => ({
    sampleId,
    fields: { inputs, outputs },
    value,
    rationale,
  })
  const leaksOf = (examples: Episode[], memory: Episode[] = examples, sample = held) =>
    leakFinder({ judge: definition, episodes: memory, guidelines: [] })(sample, examples.map(shown))

  test.for<['id' | 'content' | 'group', Partial<Episode>]>([
    ['id', { sampleId: 's-held' }],
    ['id', { rowId: 'r-held' }],
    ['content', { inputs: { text: `${text}!` }, outputs: 'thanks' }],
    ['group', { group: 'g-held' }],
  ])('is found where retrieval shows one of the same %s', ([kind, more]) => {
    const given = episode(more)
    expect(leaksOf([given])).toEqual([
      { kind, where: 'example', sampleId: given.sampleId },
      { kind, where: 'memory', sampleId: given.sampleId },
    ])
  })

  test('is found where retrieval shows a near-duplicate', () => {
    const given = episode({ inputs: { text: nearly }, outputs: 'Thanks.' })
    expect(leaksOf([given])).toEqual([{ kind: 'near-duplicate', where: 'example', sampleId: 's2' }])
  })

  test('is found from what is shown, where the memory holds nothing of it', () => {
    const given = episode({ inputs: { text }, outputs: 'Thanks.' })
    expect(leaksOf([given], [])).toEqual([{ kind: 'content', where: 'example', sampleId: 's2' }])
  })

  test('is none where the example is innocent, and none for a sample of which nothing is known', () => {
    expect(leaksOf([episode({ group: 'g2' })])).toEqual([])
    expect(leaksOf([episode({})], undefined, {})).toEqual([])
    expect(leaksOf([episode({})], [], {})).toEqual([])
  })

  test('is listed with at most two others, one of each kind first', () => {
    const group = [1, 2, 3].map((number) =>
      episode({ sampleId: `s${number}`, rowId: `r${number}`, group: 'g-held' }),
    )
    const own = episode({ sampleId: 's9', rowId: 'r-held' })
    const near = episode({ sampleId: 's8', inputs: { text: nearly }, outputs: 'Thanks.' })
    const kinds = (examples: Episode[], memory: Episode[]) =>
      leaksOf(examples, memory).map(({ kind, where, sampleId }) => `${kind} ${where} ${sampleId}`)
    expect(kinds([...group, near], [...group, near, own])).toEqual([
      'group example s1',
      'near-duplicate example s8',
      'id memory s9',
    ])
    expect(kinds([], [...group, own])).toEqual(['group memory s1', 'id memory s9', 'group memory s2'])
  })
})

function twoExamples(examples: string[]): boolean {
  return examples.toSorted().join() === 's1,s2'
}

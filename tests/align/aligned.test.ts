import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Feedback, RunRow } from '../../src/contract/index.ts'
import { aligned, isAligned } from '../../src/align/index.ts'
import { definitionFingerprint, makeJudge, type MakeJudgeOptions } from '../../src/judge/index.ts'
import { saveMemory } from '../../src/memory/index.ts'
import { configureModels, readDataBlock, type ChatRequest } from '../../src/model/index.ts'
import { align, definition, feedback, refusal, row, temporaryFolder } from './support.ts'

afterEach(() => configureModels({}))
const folder = temporaryFolder()

const texts = ['Pain improved a lot.', 'Pain improved somewhat.', 'Sleep got worse.', 'Sleep got much worse.']
const given = texts.map((text, index) =>
  row(index + 1, { inputs: { text }, group: index < 2 ? 'pain' : 'sleep' }),
)
const log = given.map((_, index) => feedback(index + 1, index % 2 === 0 ? 'no' : 'yes'))

function base(options: Partial<MakeJudgeOptions> = {}) {
  const requests: ChatRequest[] = []
  const fixed = async (request: ChatRequest) => {
    requests.push(request)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return '{"result": "yes", "rationale": "r"}'
  }
  const judge = makeJudge({
    name: 'polite',
    instructions: definition.instructions,
    values: ['yes', 'no'],
    model: fixed,
    ...options,
  })
  return { judge, requests }
}

async function remember(rows: readonly RunRow[] = given, lines: readonly Feedback[] = log, k = 5) {
  const { memory, table } = await align({ rows, feedback: lines, k, definition: base().judge.describe() })
  await saveMemory(join(folder.path, 'polite'), memory, table)
  return memory
}

const alignedJudge = (options: Partial<MakeJudgeOptions> = {}) => {
  const { judge, requests } = base(options)
  return { judge: aligned(judge, { memory: folder.path, engine: 'exact' }), requests, plain: judge }
}
const sampleOf = ({ id, sampleId, inputs, outputs, group }: RunRow) => ({
  rowId: id,
  id: sampleId,
  inputs,
  outputs,
  group,
})
const fresh = { id: 's9', rowId: 'r9', inputs: { text: 'Pain improved.' }, outputs: 'Answer 9' }
const shownIn = (request: ChatRequest | undefined) =>
  (
    (readDataBlock(request?.messages[1]?.content ?? '', 'examples') ?? []) as { inputs: { text: string } }[]
  ).map(({ inputs }) => inputs.text)
const examplesOf = (verdict: { outcome: string }) =>
  'guidance' in verdict ? (verdict.guidance as { examples: string[] }).examples : undefined

describe('an aligned judge', () => {
  test('has the name of its judge and an id of its own', () => {
    const { judge, plain } = alignedJudge()
    expect([judge.name, judge.id, isAligned(judge), isAligned(plain)]).toEqual([
      'polite',
      'polite@aligned',
      true,
      false,
    ])
    expect(judge.describe()).toEqual(plain.describe())
  })

  test('is not asked while it has no memory', async () => {
    const { judge, requests } = alignedJudge()
    expect(await judge.judge(fresh)).toEqual({
      outcome: 'not-asked',
      reason: 'not-aligned',
      detail: 'polite has no memory yet; run npx vitest-judge align --judge polite',
    })
    expect(requests).toEqual([])
    expect(await judge.instructions()).toBeUndefined()
    expect(await judge.record({ root: folder.path })).toEqual({
      id: 'polite@aligned',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      definition: judge.describe(),
      memoryFolder: 'polite',
    })
  })

  test('shows the guidelines and the nearest episodes, nearest first, and says which', async () => {
    await remember(given, log, 3)
    const { judge, requests } = alignedJudge()
    const verdict = await judge.judge(fresh)
    expect(verdict).toMatchObject({ outcome: 'scored', value: 'yes', guidance: { guidelines: 4 } })
    expect(examplesOf(verdict)?.slice(0, 2).toSorted()).toEqual(['s1', 's2'])
    expect(examplesOf(verdict)?.length).toBe(3)
    expect(shownIn(requests[0]).length).toBe(3)
    expect(requests[0]?.messages[0]?.content).toContain('- Know: About 4.')
  })

  test('finds its memory as soon as there is one, and again when it changes', async () => {
    const { judge } = alignedJudge()
    expect((await judge.judge(fresh)).outcome).toBe('not-asked')
    await remember(given.slice(0, 1), log.slice(0, 1))
    expect(examplesOf(await judge.judge(fresh))).toEqual(['s1'])
    await remember()
    expect(examplesOf(await judge.judge(fresh))?.length).toBe(4)
  })

  test('never shows a sample to itself, nor its row, nor its group', async () => {
    await remember()
    const { judge } = alignedJudge()
    expect(examplesOf(await judge.judge(sampleOf(given[0] as RunRow)))?.toSorted()).toEqual(['s3', 's4'])
    expect(examplesOf(await judge.judge({ ...fresh, id: 's1' }))?.toSorted()).toEqual(['s2', 's3', 's4'])
    expect(examplesOf(await judge.judge({ ...fresh, rowId: 'r2' }))?.toSorted()).toEqual(['s1', 's3', 's4'])
    expect(examplesOf(await judge.judge({ ...fresh, group: 'sleep' }))?.toSorted()).toEqual(['s1', 's2'])
  })

  test('never mixes the examples of rows that are judged at the same time', async () => {
    await remember(given, log, 2)
    const { judge, requests } = alignedJudge()
    const many = Array.from({ length: 12 }, (_, index) => given[index % 4] as RunRow)
    const verdicts = await Promise.all(many.map((each) => judge.judge(sampleOf(each))))
    expect(verdicts.map((verdict) => examplesOf(verdict)?.toSorted())).toEqual(
      many.map(({ group }) => (group === 'pain' ? ['s3', 's4'] : ['s1', 's2'])),
    )
    for (const request of requests) {
      const { text } = readDataBlock(request.messages[1]?.content ?? '', 'inputs') as { text: string }
      expect(shownIn(request).toSorted()).toEqual(
        text.startsWith('Pain') ? [texts[3], texts[2]] : [texts[0], texts[1]],
      )
    }
  })

  test('leaves its plain judge as it was', async () => {
    await remember()
    const { judge, plain, requests } = alignedJudge()
    const before = JSON.stringify(plain.describe())
    await plain.judge(fresh)
    await judge.judge(fresh)
    await plain.judge(fresh)
    expect(requests[2]).toEqual(requests[0])
    expect(requests[1]).not.toEqual(requests[0])
    expect(JSON.stringify(plain.describe())).toBe(before)
  })

  test('keeps muted guidelines to itself', async () => {
    const memory = await remember()
    const guidelines = memory.guidelines.map((guideline, index) => ({ ...guideline, muted: index !== 1 }))
    await writeFile(join(folder.path, 'polite', 'memory.json'), JSON.stringify({ ...memory, guidelines }))
    const { judge, requests } = alignedJudge()
    expect(await judge.judge(fresh)).toMatchObject({ guidance: { guidelines: 1 } })
    expect(requests[0]?.messages[0]?.content.match(/- Know: .*/g)).toEqual(['- Know: About 2.'])
  })

  test('with no examples to show embeds nothing', async () => {
    const memory = await remember(given, log, 0)
    await writeFile(
      join(folder.path, 'polite', 'memory.json'),
      JSON.stringify({ ...memory, embedder: { ...memory.embedder, endpoint: 'https://api.openai.com/v1' } }),
    )
    configureModels({ environment: {} })
    expect(await alignedJudge().judge.judge(fresh)).toMatchObject({
      outcome: 'scored',
      guidance: { guidelines: 4, examples: [] },
    })
  })

  test('is unscored where the embedder of its memory cannot be had', async () => {
    const memory = await remember()
    const embedder = {
      model: 'text-embedding-3-small',
      dimensions: 16,
      endpoint: 'https://api.openai.com/v1',
    }
    const vectors = new Map(memory.episodes.map(({ vector }) => [vector, new Float32Array(16).fill(1)]))
    await saveMemory(join(folder.path, 'polite'), { ...memory, embedder }, { identity: embedder, vectors })
    configureModels({ environment: {} })
    expect(await alignedJudge().judge.judge(fresh)).toEqual({
      outcome: 'unscored',
      reason: 'no-embedder',
      detail:
        'the memory was made with text-embedding-3-small at https://api.openai.com/v1, which has no key here',
    })
  })
})

describe('an aligned judge and its memory', () => {
  test('is refused where vectors are missing, instead of showing fewer examples in silence', async () => {
    await remember()
    const path = join(folder.path, 'polite', 'vectors.jsonl')
    const lines = (await readFile(path, 'utf8')).split('\n')
    await writeFile(path, [...lines.slice(0, -2), ''].join('\n'))
    await expect(alignedJudge().judge.judge(fresh)).rejects.toMatchObject({
      code: 'damaged-file',
      message: expect.stringContaining('The vectors.jsonl of the memory of polite lacks 1 of 4 vectors'),
    })
  })

  test('go together: the record names the memory, and what is stale', async () => {
    const memory = await remember()
    const { judge } = alignedJudge()
    const record = await judge.record({ root: folder.path })
    expect(record).toMatchObject({ memory: memory.fingerprint, stale: [], memoryFolder: 'polite' })
    expect(record.fingerprint).not.toBe(definitionFingerprint(judge.describe()))
    const changed = alignedJudge({ instructions: 'Is {{ outputs }} kind?', model: 'offline' }).judge
    expect(await changed.record({ root: folder.path })).toMatchObject({
      definition: { instructions: 'Is {{ outputs }} kind?', model: 'offline' },
      stale: ['instructions', 'model (function:fixed, now offline)'],
    })
  })

  test('do not go together when the values differ', async () => {
    await remember()
    const { judge } = alignedJudge({ values: ['yes', 'no', 'partly'] })
    expect(await refusal(() => judge.judge(fresh), folder.path)).toMatchInlineSnapshot(`
      {
        "code": "memory-conflict",
        "text": "The memory FOLDER/polite belongs to polite with {"type":"label","values":["yes","no"]}; the judge polite has {"type":"label","values":["yes","no","partly"]}.
        → A judge with other values needs a memory of its own: rename it, or remove the folder and align anew.",
      }
    `)
    expect((await refusal(() => judge.record(), folder.path)).code).toBe('memory-conflict')
    expect((await refusal(() => judge.instructions(), folder.path)).code).toBe('memory-conflict')
  })

  test('are read for review as Markdown', async () => {
    const memory = await remember(given.slice(0, 2), log.slice(0, 2), 1)
    const guidelines = memory.guidelines.map((guideline, index) =>
      index === 0 ? { ...guideline, pinned: true, muted: true } : { ...guideline, sources: ['s1', 's2'] },
    )
    const own = {
      id: 'g-own',
      text: 'Never curse.',
      origin: 'person' as const,
      sources: [],
      pinned: false,
      muted: false,
    }
    await writeFile(
      join(folder.path, 'polite', 'memory.json'),
      JSON.stringify({ ...memory, guidelines: [...guidelines, own] }),
    )
    const { judge } = alignedJudge()
    expect(await judge.instructions()).toMatchInlineSnapshot(`
      "# polite@aligned

      Model: function:fixed  
      Answers with one of "yes", "no".

      ## Instructions

      Is {{ outputs }} a polite answer to {{ inputs }}?

      ## Guidelines (3)

      - Know: About 1. (from 1 sample, pinned, muted)
      - Know: About 2. (from 2 samples)
      - Never curse. (by a person)

      ## Examples (2, the 1 nearest are shown)

      - r1: "no"
      - r2: "yes"
      "
    `)
    expect(await judge.instructions()).toBe(await alignedJudge().judge.instructions())
    expect(await alignedJudge({ model: 'offline' }).judge.instructions()).toContain(
      'Model: offline (the memory was made for function:fixed)',
    )
  })

  test('that is damaged are refused', async () => {
    await remember()
    await writeFile(join(folder.path, 'polite', 'memory.json'), '{"schema"')
    expect((await refusal(() => alignedJudge().judge.judge(fresh), folder.path)).code).toBe('damaged-file')
    expect((await refusal(() => remember())).code).toBe('damaged-file')
  })

  test('lie beside the eval file, or in a folder that is named, or nowhere', async () => {
    const judge = aligned(base().judge)
    const context = { root: folder.path, evalFolder: join(folder.path, 'evals', 'polite') }
    expect((await judge.record(context)).memoryFolder).toBe('evals/polite/memory/polite')
    const named = aligned(base().judge, { memory: 'shared' })
    expect((await named.record(context)).memoryFolder).toBe('shared/polite')
    const byUrl = aligned(base().judge, { memory: new URL(`file://${folder.path}/url`) })
    expect((await byUrl.record(context)).memoryFolder).toBe('url/polite')
    expect(await refusal(() => judge.judge(fresh))).toMatchInlineSnapshot(`
      {
        "code": "no-memory-folder",
        "text": "aligned(polite) is used outside an eval file and was given no folder for its memory.
        → Write aligned(judge, { memory: new URL('./memory', import.meta.url) }).",
      }
    `)
  })

  test('are not aligned twice', async () => {
    expect(await refusal(() => aligned(aligned(base().judge)))).toMatchInlineSnapshot(`
      {
        "code": "invalid-judge",
        "text": "aligned() was given polite@aligned, which is aligned already; expected the plain judge.
        → Write aligned(judge) with the judge that makeJudge or guidelines returned.",
      }
    `)
  })
})

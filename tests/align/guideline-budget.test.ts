import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Episode, Guideline, Memory } from '../../src/contract/index.ts'
import {
  defaultGuidelineTokens,
  guidelineBudget,
  guidelineChooser,
  guidelineTokens,
  type ChoiceFor,
} from '../../src/align/guideline-budget.ts'
import { aligned, alignedInstructions } from '../../src/align/index.ts'
import { seededRandom } from '../../src/io/index.ts'
import { makeJudge } from '../../src/judge/index.ts'
import { saveMemory, type VectorTable } from '../../src/memory/index.ts'
import type { ChatRequest } from '../../src/model/index.ts'
import { distilled, written } from './guideline-support.ts'
import { align, definition, feedback, row, temporaryFolder } from './support.ts'

const folder = temporaryFolder()

/** An episode whose vector, of two dimensions, points to so many degrees. */
function episode(number: number, more: Partial<Episode> = {}): Episode {
  return {
    sampleId: `s${number}`,
    rowId: `r${number}`,
    inputs: `Question ${number}`,
    outputs: `Answer ${number}`,
    value: 'no',
    rationale: '',
    sources: [{ type: 'HUMAN', name: 'ada' }],
    fingerprint: `f${number}`,
    vector: `v${number}`,
    ...more,
  }
}

const atDegrees = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180))
const table = (degrees: readonly number[]): VectorTable => ({
  identity: { model: 'm', dimensions: 2, endpoint: 'e' },
  vectors: new Map(degrees.map((angle, index) => [`v${index + 1}`, atDegrees(angle)])),
})
const memoryOf = (guidelines: Guideline[], episodes: Episode[], guidelineTokens?: number): Memory => ({
  schema: 'vitest-judge/memory@1',
  judge: definition,
  fingerprint: 'none',
  reflectionModel: 'm',
  embedder: { model: 'm', dimensions: 2, endpoint: 'e' },
  k: 5,
  ...(guidelineTokens !== undefined && { guidelineTokens }),
  guidelines,
  episodes,
})
const asked = (degrees: number | undefined, more: Partial<ChoiceFor['exclude']> = {}): ChoiceFor => ({
  exclude: { sampleId: 's0', rowId: 'r0', text: 'Quite another text', ...more },
  ...(degrees !== undefined && { vector: atDegrees(degrees) }),
})

/** A text of exactly so many tokens. */
const ofTokens = (letter: string, tokens: number) => letter.repeat(4 * tokens - 3)

describe('the tokens of a guideline', () => {
  test('are a quarter of its characters, its bullet and line end included', () => {
    expect(['', 'a', 'ab', 'a'.repeat(97), 'a'.repeat(98)].map(guidelineTokens)).toEqual([1, 1, 2, 25, 26])
  })

  test('are as many as its characters in scripts other than Latin', () => {
    expect(guidelineTokens('礼貌的回答')).toBe(6)
    expect(guidelineTokens('Ответ')).toBe(6)
    expect(guidelineTokens('Grüße')).toBe(2)
  })
})

describe('within the budget', () => {
  test('all that are not muted are given, and nothing is said of it', () => {
    const given = [
      distilled('One.', ['s1']),
      distilled('Two.', ['s1'], { muted: true }),
      written('g', 'Three.'),
    ]
    const choose = guidelineChooser(memoryOf(given, [episode(1)]), table([0]))
    expect(choose(asked(0))).toEqual({ guidelines: ['One.', 'Three.'] })
  })

  test('stands what takes exactly 1500 tokens, by default', () => {
    const given = (tokens: number) => [
      distilled(ofTokens('a', 1000), ['s1']),
      distilled(ofTokens('b', tokens), ['s1']),
    ]
    const left = (tokens: number) =>
      guidelineChooser(memoryOf(given(tokens), [episode(1)]), table([0]))(asked(0)).guidelinesLeftOut
    expect(defaultGuidelineTokens).toBe(1500)
    expect([left(500), left(501)]).toEqual([undefined, 1])
  })
})

describe('over the budget', () => {
  const ten = (letter: string) => ofTokens(letter, 10)
  const choose = (guidelines: Guideline[], tokens: number, sample: ChoiceFor, degrees = [0, 40, 80]) =>
    guidelineChooser(
      memoryOf(
        guidelines,
        degrees.map((_, index) => episode(index + 1)),
        tokens,
      ),
      table(degrees),
    )(sample)
  const lean = [distilled(ten('a'), ['s1']), distilled(ten('b'), ['s2']), distilled(ten('c'), ['s3', 's1'])]

  test('those are given that lean on samples near this one, in the order of the memory', () => {
    const near = (degrees: number, tokens: number) =>
      choose(lean, tokens, asked(degrees)).guidelines.map((text) => text[0])
    expect(near(85, 10)).toEqual(['c'])
    expect(near(45, 10)).toEqual(['b'])
    expect(near(45, 20)).toEqual(['b', 'c'])
    expect(near(0, 29)).toHaveLength(2)
  })

  test('says which were given and how many were left out', () => {
    expect(choose(lean, 20, asked(85))).toEqual({
      guidelines: [ten('b'), ten('c')],
      guidelinesLeftOut: 1,
      guidelineIds: [lean[1]?.id, lean[2]?.id],
    })
  })

  test('the sample itself, its row, its group and near-duplicates are no reason to give one', () => {
    const texts = [distilled(ten('a'), ['s1']), distilled(ten('b'), ['s2'])]
    const words = 'one two three four five six seven eight nine ten'
    const episodes = [episode(1, { group: 'g', inputs: words, outputs: 'eleven' }), episode(2)]
    const chosen = (more: Partial<ChoiceFor['exclude']>) =>
      guidelineChooser(memoryOf(texts, episodes, 10), table([0, 90]))(asked(0, more)).guidelines[0]?.[0]
    expect(chosen({})).toBe('a')
    expect(
      [{ sampleId: 's1' }, { rowId: 'r1' }, { group: 'g' }, { text: `${words} twelve` }].map(chosen),
    ).toEqual(['b', 'b', 'b', 'b'])
  })

  test('what is pinned comes first, then what a person wrote, as far as half of the rest goes', () => {
    const pinned = distilled(ten('p'), ['s3'], { pinned: true })
    const own = ['apples', 'pears', 'plums'].map((word) =>
      written(`g-${word}`, `${word} ${ofTokens('o', 8)}`),
    )
    const leaning = ['s1', 's2', 's3'].map((source) => distilled(ten(source.at(-1) ?? ''), [source]))
    const all = [...leaning, ...own, pinned]
    const names = new Map(
      all.map(({ id, text }) => [id, text.startsWith('p') && id !== pinned.id ? id : text[0]]),
    )
    names.set('g-apples', 'g-apples')
    const of = (tokens: number, text: string) =>
      choose(all, tokens, asked(0, { text })).guidelineIds?.map((id) => names.get(id))
    expect(of(10, 'plums')).toEqual(['p'])
    expect(of(30, 'plums')).toEqual(['1', 'g-plums', 'p'])
    expect(of(50, 'pears plums')).toEqual(['1', '2', 'g-pears', 'g-plums', 'p'])
    expect(of(60, 'plums')).toEqual(['1', '2', '3', 'g-apples', 'g-plums', 'p'])
  })

  test('not even what is pinned exceeds it, and what is too long gives way to what fits', () => {
    const pinned = ['p', 'q'].map((letter) => distilled(ten(letter), ['s1'], { pinned: true }))
    expect(choose(pinned, 15, asked(0)).guidelines).toEqual([ten('p')])
    const long = distilled(ofTokens('l', 100), ['s1'])
    expect(choose([long, ...lean], 20, asked(0)).guidelines.every((text) => text.length < 100)).toBe(true)
  })

  test('ties go by the id, and sources without a vector count last', () => {
    const same = ['x', 'y', 'z'].map((letter) => distilled(ten(letter), ['s1']))
    const first = same.map(({ id }) => id).toSorted()[0]
    expect(choose(same, 10, asked(30)).guidelineIds).toEqual([first])
    const unknown = [distilled(ten('u'), ['s9']), distilled(ten('v'), ['s3'])]
    expect(choose(unknown, 10, asked(200)).guidelines).toEqual([ten('v')])
  })

  test('without a vector shared words decide', () => {
    const texts = ['Apples are fine.', 'Pears are fine.', 'Plums are fine.'].map((text) =>
      distilled(text, ['s1']),
    )
    expect(choose(texts, 5, asked(undefined, { text: 'Pears?' })).guidelines).toEqual(['Pears are fine.'])
  })

  test('the choice keeps the budget, the order and itself, whatever there is', () => {
    const anyGuideline = fc.record({
      letters: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      sources: fc.uniqueArray(fc.constantFrom('s1', 's2', 's3', 's9'), { maxLength: 3 }),
      pinned: fc.boolean(),
      muted: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.array(anyGuideline, { maxLength: 12 }),
        fc.integer({ min: 1, max: 80 }),
        fc.option(fc.integer({ min: 0, max: 359 }), { nil: undefined }),
        (list, tokens, degrees) => {
          const guidelines = list.map(({ letters, sources, pinned, muted }, index) =>
            distilled(letters, sources, { id: `g-${index}`, pinned, muted }),
          )
          const shown = guidelines.filter(({ muted }) => !muted)
          const chosen = choose(guidelines, tokens, asked(degrees))
          const isAll = chosen.guidelinesLeftOut === undefined
          const ids = isAll ? shown.map(({ id }) => id) : (chosen.guidelineIds ?? [])
          expect(chosen.guidelines).toEqual(
            shown.filter(({ id }) => ids.includes(id)).map(({ text }) => text),
          )
          const spent = chosen.guidelines.reduce((sum, text) => sum + guidelineTokens(text), 0)
          expect(spent).toBeLessThanOrEqual(tokens)
          const isExceeded = shown.reduce((sum, { text }) => sum + guidelineTokens(text), 0) > tokens
          expect([isAll, guidelineBudget(memoryOf(guidelines, [], tokens)).isExceeded]).toEqual([
            !isExceeded,
            isExceeded,
          ])
          if (!isAll) expect(chosen.guidelinesLeftOut).toBe(shown.length - ids.length)
          expect(choose(guidelines, tokens, asked(degrees))).toEqual(chosen)
          const left = shown.filter(({ id }) => !ids.includes(id))
          for (const { text } of left) expect(guidelineTokens(text)).toBeGreaterThan(tokens - spent)
        },
      ),
      { numRuns: process.env['LONG'] ? 3000 : 200 },
    )
  })
})

describe('an aligned judge over its budget', () => {
  const given = [1, 2].map((number) =>
    row(number, { inputs: { text: number === 1 ? 'Pain improved a lot.' : 'Sleep got worse.' } }),
  )

  test('is given the nearest guidelines, says so in its verdict, and shows it for review', async () => {
    const { memory, table: vectors } = await align({
      rows: given,
      feedback: [feedback(1), feedback(2)],
      guidelineTokens: 6,
    })
    await saveMemory(join(folder.path, 'polite'), memory, vectors)
    const requests: ChatRequest[] = []
    const base = makeJudge({
      name: 'polite',
      instructions: definition.instructions,
      values: ['yes', 'no'],
      model: async (request) => {
        requests.push(request)
        return '{"result": "no", "rationale": "r"}'
      },
    })
    const judge = aligned(base, { memory: folder.path, engine: 'exact' })
    const verdicts = []
    for (const text of ['Pain improved.', 'Sleep worse.'])
      verdicts.push(await judge.judge({ id: 's9', rowId: 'r9', inputs: { text }, outputs: 'Answer 9' }))
    const idOf = (number: number) => memory.guidelines.find(({ sources }) => sources[0] === `s${number}`)?.id
    expect(verdicts.map((verdict) => 'guidance' in verdict && verdict.guidance)).toMatchObject([
      { guidelines: 1, guidelinesLeftOut: 1, guidelineIds: [idOf(1)] },
      { guidelines: 1, guidelinesLeftOut: 1, guidelineIds: [idOf(2)] },
    ])
    expect(requests.map(({ messages }) => messages[0]?.content.match(/^- Know: .*$/gm))).toEqual([
      ['- Know: About 1.'],
      ['- Know: About 2.'],
    ])
    expect(await judge.instructions()).toContain(
      '## Guidelines (2, the most relevant within 6 tokens are shown)\n\n',
    )
  })

  test('needs no embedder for it where it shows no examples', async () => {
    const { memory, table: vectors } = await align({
      rows: given,
      feedback: [feedback(1), feedback(2)],
      k: 0,
    })
    const limited = {
      ...memory,
      guidelineTokens: 6,
      embedder: { model: 'gone', dimensions: 16, endpoint: 'https://api.openai.com/v1' },
    }
    await saveMemory(join(folder.path, 'polite'), memory, vectors)
    await writeFile(join(folder.path, 'polite', 'memory.json'), JSON.stringify(limited))
    const base = makeJudge({
      name: 'polite',
      instructions: definition.instructions,
      values: ['yes', 'no'],
      model: async () => '{"result": "no", "rationale": "r"}',
    })
    const judge = aligned(base, { memory: folder.path, engine: 'exact' })
    expect(await judge.judge({ inputs: 'About 2.', outputs: 'x' })).toMatchObject({
      outcome: 'scored',
      guidance: { guidelines: 1, guidelinesLeftOut: 1, examples: [] },
    })
  })
})

test('a concern stands where the instructions are reviewed, with the guideline that it is about', () => {
  const other = written('g-own', 'Never greet.')
  const doubtful = distilled('Always greet.', ['s1'], { muted: true, concern: 'contradicts g-own' })
  expect(alignedInstructions(definition, memoryOf([doubtful, other], []))).toContain(
    '- Always greet. (from 1 sample, muted: to decide, for it contradicts g-own ("Never greet."))\n- Never greet. (by a person)\n',
  )
})

test.runIf(process.env['LONG'])(
  'a choice among 1,000 guidelines and 10,000 episodes takes some milliseconds',
  () => {
    const random = seededRandom(1)
    const dimensions = 512
    const episodes = Array.from({ length: 10_000 }, (_, index) =>
      episode(index + 1, { inputs: `Question ${index} ${Math.floor(random() * 1e9)} on ${index % 97}` }),
    )
    const vectors = new Map(
      episodes.map(({ vector }) => [vector, Float32Array.from({ length: dimensions }, () => random() - 0.5)]),
    )
    const guidelines = Array.from({ length: 1000 }, (_, index) =>
      distilled(
        `Guideline ${index} says what a judge of answers has to look at.`,
        Array.from({ length: 10 }, (_, place) => `s${index * 10 + place + 1}`),
      ),
    )
    const choose = guidelineChooser(memoryOf(guidelines, episodes), {
      identity: { model: 'm', dimensions, endpoint: 'e' },
      vectors,
    })
    const times = Array.from({ length: 21 }, (_, turn) => {
      const start = performance.now()
      const vector = Float32Array.from({ length: dimensions }, () => random() - 0.5)
      const { guidelines: chosen } = choose({ ...asked(undefined, { text: `Sample ${turn}` }), vector })
      expect(chosen.reduce((sum, text) => sum + guidelineTokens(text), 0)).toBeLessThanOrEqual(1500)
      return performance.now() - start
    })
    expect(times.slice(1).toSorted((left, right) => left - right)[10]).toBeLessThan(50)
  },
)

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { aligned, loadJudge } from '../../src/align/index.ts'
import type { JudgeDefinition, Memory } from '../../src/contract/index.ts'
import { makeJudge } from '../../src/judge/index.ts'
import { saveMemory, saveVersion } from '../../src/memory/index.ts'
import { configureModels, type ChatRequest } from '../../src/model/index.ts'
import { align, definition, feedback, refusal, row, temporaryFolder } from './support.ts'

afterEach(() => configureModels({}))
const folder = temporaryFolder()

const offline: JudgeDefinition = { ...definition, model: 'offline' }
const questions = [
  'Where is my parcel?',
  'May I return the coat?',
  'Who fixes my lamp?',
  'Is tea served at noon?',
]
const given = questions.map((inputs, index) => row(index + 1, { inputs, outputs: `Wait ${index} days.` }))
const log = given.map((_, index) => feedback(index + 1, index % 2 === 0 ? 'no' : 'yes'))

/** A memory in the folder `polite`, of so many of the lines of feedback. */
async function remember(count = log.length, of = offline): Promise<Memory> {
  const { memory, table } = await align({ rows: given, feedback: log.slice(0, count), definition: of })
  await saveMemory(join(folder.path, 'polite'), memory, table)
  return memory
}

const plain = () =>
  makeJudge({
    name: 'polite',
    instructions: definition.instructions,
    values: ['yes', 'no'],
    model: 'offline',
  })

const asked = [
  { inputs: 'Where is my second parcel?', outputs: 'Wait 9 days.' },
  { inputs: 'May I return the coat?', outputs: 'No.', rowId: 'r2' },
  { inputs: 'Something else', outputs: 'Thank you for asking.', id: 's7', group: 'g' },
]

const comparable = (verdict: object) => ({ ...verdict, latencyMs: 0 })

describe('loadJudge', () => {
  test('gives the verdicts of aligned(judge), from memory.json alone, by path or URL', async () => {
    await remember()
    const path = join(folder.path, 'polite')
    const known = aligned(plain(), { memory: folder.path })
    for (const where of [path, pathToFileURL(path), pathToFileURL(`${path}/`)]) {
      const loaded = await loadJudge(where)
      expect([loaded.name, loaded.id, loaded.describe()]).toEqual([
        'polite',
        'polite@aligned',
        plain().describe(),
      ])
      for (const sample of asked) {
        expect(comparable(await loaded.judge(sample))).toEqual(comparable(await known.judge(sample)))
      }
      expect(await loaded.instructions()).toBe(await known.instructions())
      expect(await loaded.record({ root: folder.path })).toEqual(await known.record({ root: folder.path }))
    }
    expect(comparable(await known.judge(asked[0] ?? {}))).toMatchObject({
      outcome: 'scored',
      guidance: { guidelines: 4, examples: expect.arrayContaining(['s1']) as string[] },
    })
  })

  test('keeps the memory it opened when the file changes, and gives the new one when asked again', async () => {
    const before = await remember(2)
    const first = await loadJudge(join(folder.path, 'polite'))
    const after = await remember(4)
    const second = await loadJudge(join(folder.path, 'polite'))
    expect([(await first.record()).memory, (await second.record()).memory]).toEqual([
      before.fingerprint,
      after.fingerprint,
    ])
  })

  test('takes another model, also in place of a function', async () => {
    const requests: ChatRequest[] = []
    const model = async (request: ChatRequest) => {
      requests.push(request)
      return '{"result": "yes", "rationale": "r"}'
    }
    await remember(4, definition)
    const path = join(folder.path, 'polite')
    expect(await refusal(() => loadJudge(path), folder.path)).toEqual({
      code: 'unknown-judge',
      text: `The judge polite was made with a function in place of a model (function:fixed), which no file holds; expected a model.\n  → Give one: loadJudge("FOLDER/polite", { model: 'gpt-5-mini' }), or the function.`,
    })
    const judge = await loadJudge(path, { model })
    expect(await judge.judge(asked[0] ?? {})).toMatchObject({ outcome: 'scored', value: 'yes' })
    expect(requests[0]?.messages[0]?.content).toContain('- Know: About 4.')
    expect(await judge.record()).toMatchObject({ stale: ['model (function:fixed, now function:model)'] })
  })

  test('loads an earlier version by the beginning of its id, and embeds what is no longer stored', async () => {
    const path = join(folder.path, 'polite')
    const old = await remember(2)
    const oldId = await saveVersion(path, old, { time: '2026-11-23T00:00:00.000Z' })
    const then = await loadJudge(path)
    const verdict = await then.judge(asked[0] ?? {})
    const { memory, table } = await align({ rows: given, feedback: log.slice(2), definition: offline })
    await saveMemory(path, memory, table)
    const versioned = await loadJudge(path, { version: oldId.slice(0, 5) })
    expect((await versioned.record()).memory).toBe(old.fingerprint)
    expect(comparable(await versioned.judge(asked[0] ?? {}))).toEqual(comparable(verdict))
    expect((await refusal(() => loadJudge(path, { version: 'zzz' }))).code).toBe('unknown-version')
  })

  test('is refused clearly where there is no memory, a damaged one, or an option nobody knows', async () => {
    expect(await refusal(() => loadJudge(join(folder.path, 'none')), folder.path)).toEqual({
      code: 'missing-file',
      text: `FOLDER/none/memory.json does not exist; expected the folder of one judge's memory.\n  → Make it: npx vitest-judge align; it then lies in memory/<judge> beside the eval file (FOLDER).`,
    })
    await remember()
    expect(await refusal(() => loadJudge(folder.path), folder.path)).toEqual({
      code: 'missing-file',
      text: `FOLDER/memory.json does not exist; expected the folder of one judge's memory, such as polite in FOLDER.\n  → Write loadJudge("FOLDER/polite").`,
    })
    await mkdir(join(folder.path, 'torn'))
    const text = await readFile(join(folder.path, 'polite/memory.json'), 'utf8')
    await writeFile(join(folder.path, 'torn/memory.json'), text.slice(0, 100))
    expect((await refusal(() => loadJudge(join(folder.path, 'torn')))).code).toBe('damaged-file')
    const misspelt = { versions: 'x' } as { version?: string }
    expect(await refusal(() => loadJudge(join(folder.path, 'polite'), misspelt))).toMatchObject({
      code: 'invalid-options',
    })
  })

  test('adds little to a call, the thousandth as the first: nothing is opened again', async () => {
    await remember()
    const between = process.env['LONG'] === undefined ? 100 : 900
    const answer = '{"result": "yes", "rationale": "r"}'
    const judge = await loadJudge(join(folder.path, 'polite'), { model: async () => answer })
    const timed = async (calls: number) => {
      const start = performance.now()
      for (let call = 0; call < calls; call++)
        await judge.judge({ inputs: `Question ${call}`, outputs: 'Wait.' })
      return (performance.now() - start) / calls
    }
    const early = await timed(50)
    await timed(between)
    const late = await timed(50)
    expect(late).toBeLessThan(Math.max(10 * early, 20))
  })
})

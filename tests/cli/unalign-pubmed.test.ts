import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Episode, Feedback, Memory } from '../../src/contract/index.ts'
import { sha256 } from '../../src/io/index.ts'
import { readDataBlock } from '../../src/model/index.ts'
import { completion, embeddings, startLoopback, type LoopbackRequest } from '../model/loopback.ts'
import { repository } from '../suite/project.ts'
import { commandProject, texts } from './project.ts'
import { environment, purposeOf, type ChatBody, type EmbeddingBody } from './service.ts'

const home = 'evals/pubmed'
const judge = 'pubmed_reference_free'
const folder = `${home}/memory/${judge}`
const log = `${home}/feedback/${judge}.jsonl`
/** How many samples are forgotten, of 214. */
const forgotten = 20

/** Reads the rows and the committed memory, so that the server answers as the samples that people judged were answered. */
async function answers() {
  const rows = (await readFile(join(repository, home, 'rows.jsonl'), 'utf8')).trim().split('\n')
  const truth = new Map(
    rows.map((line) => {
      const { inputs, expectations } = JSON.parse(line) as {
        inputs: { text: string }
        expectations: { label: string }
      }
      return [inputs.text, expectations.label]
    }),
  )
  const memory = JSON.parse(await readFile(join(repository, folder, 'memory.json'), 'utf8')) as Memory
  const given = new Map(truth)
  for (const { inputs, outputs } of memory.episodes)
    given.set((inputs as { text: string }).text, (outputs as { label: string }).label)
  return (request: LoopbackRequest) => {
    const { messages, input } = request.body as ChatBody & EmbeddingBody
    const purpose = purposeOf(request)
    if (purpose === 'embedding') return embeddings(input.map(letters))
    const user = messages.at(-1)?.content ?? ''
    if (purpose === 'classification')
      return completion(JSON.stringify({ label: given.get(user) ?? 'METHODS' }))
    if (purpose === 'guidelines') {
      const records = readDataBlock(user, 'records') as { id: string; result: string }[]
      const said = records.filter(({ result }) => result === 'no').map(({ id }) => id)
      // A word of its own: nothing to be compared with other guidelines.
      const text = `Rule-${sha256(JSON.stringify(records)).slice(0, 12)}`
      return completion(JSON.stringify({ guidelines: [{ guideline_text: text, source_ids: said }] }))
    }
    const inputs = readDataBlock(user, 'inputs') as { text: string }
    const outputs = readDataBlock(user, 'outputs') as { label: string }
    const result = truth.get(inputs.text) === outputs.label ? 'yes' : 'no'
    return completion(JSON.stringify({ result, rationale: 'By the rows.' }))
  }
}

function letters(text: string): number[] {
  const counts = Array.from({ length: 8 }, () => 1)
  for (const letter of text) counts[letter.charCodeAt(0) % 8]! += 1
  return counts
}

test.runIf(process.env['LONG'])(
  'our own evaluation forgets 20 samples and learns them again, with as few calls as that takes',
  { timeout: 120_000 },
  async () => {
    await using server = await startLoopback(await answers())
    await using project = await commandProject({}, { judges: {} })
    await cp(join(repository, home), join(project.root, home), { recursive: true })
    // One judge will do: the others of the suite are judged in tests of their own.
    const suite = await project.read(`${home}/pubmed.eval.ts`)
    const judges = /judges: \[[^\]]*\]/
    await project.write({
      [`${home}/pubmed.eval.ts`]: suite.replace(judges, 'judges: [aligned(referenceFreeJudge)]'),
    })
    const more = { environment: environment(server.url) }
    const command = async (...args: string[]) => {
      const before = server.requests.length
      const ended = await project.judge(args, more)
      expect({ args: args[0], exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({
        args: args[0],
        exitCode: 0,
        stderr: '',
      })
      const asked = server.requests.slice(before)
      return {
        stdout: ended.stdout,
        calls: Map.groupBy(asked, purposeOf),
        embedded: asked.flatMap((request) =>
          purposeOf(request) === 'embedding' ? (request.body as EmbeddingBody).input : [],
        ),
      }
    }
    const memoryOf = async () => JSON.parse(await project.read(`${folder}/memory.json`)) as Memory
    const linesOf = async () => (await project.read(log)).trim().split('\n')

    // From the memory that offline embeddings made to one that the server's made: all of it is embedded, once.
    await project.vitest(['run', 'evals'], more.environment)
    const run = await project.read('.vitest-judge/latest.json')
    const moved = await command('align', '--feedback', 'none', '--embedding-model', 'loopback-embedding')
    const before = await memoryOf()
    expect(moved.embedded.length).toBeGreaterThanOrEqual(before.episodes.length)
    const linesBefore = await linesOf()
    const filesBefore = texts(await project.files('evals'))
    const gone = before.episodes.filter((_, place) => place % 10 === 3).slice(0, forgotten)
    expect(gone.length).toBe(forgotten)
    const isGone = ({ sampleId }: { sampleId: string }) =>
      gone.some((episode) => episode.sampleId === sampleId)

    const unaligned = await command('unalign', ...gone.flatMap(({ sampleId }) => ['--sample', sampleId]))
    const left = await memoryOf()
    expect(left.episodes).toEqual(before.episodes.filter((episode) => !isGone(episode)))
    const dropped = before.guidelines.filter(({ sources }) =>
      sources.some((sampleId) => isGone({ sampleId })),
    )
    const again = new Set(
      dropped.flatMap(({ sources }) => sources).filter((sampleId) => !isGone({ sampleId })),
    )
    expect(left.guidelines.slice(0, before.guidelines.length - dropped.length)).toEqual(
      before.guidelines.filter((guideline) => !dropped.includes(guideline)),
    )
    expect([...unaligned.calls].map(([purpose, calls]) => [purpose, calls.length])).toEqual(
      dropped.length === 0 ? [] : [['guidelines', Math.ceil(again.size / 50)]],
    )
    const lines = await linesOf()
    expect(lines.slice(0, -forgotten)).toEqual(
      linesBefore.filter((line) => !isGone(JSON.parse(line) as Feedback)),
    )
    expect(lines.slice(-forgotten).map((line) => (JSON.parse(line) as Feedback).forgotten)).toEqual(
      Array.from({ length: forgotten }, () => true),
    )
    const filesAfter = texts(await project.files('evals'))
    const changed = Object.keys({ ...filesBefore, ...filesAfter }).filter(
      (path) => filesBefore[path] !== filesAfter[path] && !path.includes('/versions/'),
    )
    const others = changed.filter((path) => !path.includes('pubmed_classifier'))
    expect(others).toEqual([
      `${home}/__snapshots__/${judge}.aligned.md`,
      log,
      `${folder}/memory.json`,
      `${folder}/vectors.jsonl`,
    ])
    const everything = Object.entries(texts(await project.files())).filter(
      ([path]) => path !== `${home}/rows.jsonl`,
    )
    const textOf = ({ inputs }: Episode) => (inputs as { text: string }).text
    for (const episode of gone) {
      const text = Buffer.from(JSON.stringify(textOf(episode)).slice(1, -1)).toString('latin1')
      expect(everything.filter(([, content]) => content.includes(text)).map(([path]) => path)).toEqual([])
    }

    // The data set has its rows still: with a run that has them all again, the truth teaches none of the forgotten.
    await project.write({ '.vitest-judge/latest.json': run })
    const nothing = await command('align')
    expect([nothing.stdout.includes('Nothing new'), nothing.calls.size]).toEqual([true, 0])
    expect(await memoryOf()).toEqual(left)

    const people = gone.map(({ rowId, value, rationale }) => ({ rowId, value, rationale, annotator: 'ada' }))
    await writeFile(
      join(project.root, 'people.jsonl'),
      people.map((line) => `${JSON.stringify(line)}\n`).join(''),
    )
    const relearnt = await command('align', '--feedback', 'people.jsonl')
    expect(
      relearnt.embedded.filter((text) => gone.some((episode) => text.includes(textOf(episode)))),
    ).toHaveLength(forgotten)
    expect(relearnt.calls.get('guidelines')).toHaveLength(1)
    const after = await memoryOf()
    const taught = ({ sources: _, fingerprint: __, ...episode }: Episode) => episode
    expect(after.episodes.map(taught)).toEqual(before.episodes.map(taught))
    expect([...relearnt.calls].map(([purpose, calls]) => [purpose, calls.length])).toEqual([
      ['embedding', 1],
      ['guidelines', 1],
    ])
  },
)

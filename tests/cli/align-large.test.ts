import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Episode, Memory } from '../../src/contract/index.ts'
import { contentHash, seededRandom } from '../../src/io/index.ts'
import { embeddedText, installMemory, memoryFingerprint, textHash } from '../../src/memory/index.ts'
import { embedder } from '../../src/model/index.ts'
import { classRow, classRun } from './align-support.ts'
import { commandProject } from './project.ts'

const [episodeCount, guidelineCount, heldOutCount] = [10_000, 1000, 5000]

test.runIf(process.env['LONG'])(
  'one new sample is aligned, offline, with 1,000 guidelines and 10,000 episodes',
  { timeout: 240_000 },
  async () => {
    const random = seededRandom(7)
    const words = (count: number) =>
      Array.from({ length: count }, () => contentHash(Math.floor(random() ** 4 * 20_000))).join(' ')
    const rowOf = (number: number) => classRow(number, { inputs: { text: words(22) }, outputs: words(4) })
    const rows = Array.from({ length: episodeCount + 1 }, (_, index) => rowOf(index))
    const heldOut = Array.from({ length: heldOutCount }, (_, index) => ({
      ...rowOf(episodeCount + 1 + index),
      split: 'heldout' as const,
    }))
    const run = classRun([...rows, ...heldOut], 'http://127.0.0.1:9')
    for (const { definition } of run.suites[0]?.judges ?? []) {
      definition.model = 'offline'
      delete definition.baseURL
    }
    const lines = rows.map(({ id, sampleId }) => {
      const source = { type: 'HUMAN' as const, name: 'ada' }
      const line = { sampleId, rowId: id, judge: 'tone', value: 'no', rationale: words(12), source }
      return { id: `f-${sampleId}`, ...line, time: '2026-11-23T09:00:00.000Z' }
    })
    const episodes = rows.slice(0, episodeCount).map((row, index): Episode => {
      const { sampleId, value = 'no', rationale = '', source } = lines[index] ?? {}
      const sources = source === undefined ? [] : [source]
      const facts = { sampleId: sampleId ?? '', value, rationale, sources }
      const sides = { inputs: row.inputs, outputs: row.outputs ?? null }
      const vector = textHash(embeddedText(sides))
      return { ...facts, rowId: row.id, ...sides, fingerprint: contentHash(facts), vector }
    })
    const lexical = embedder({ model: 'offline-lexical' })
    const vectors = await lexical.embed(episodes.map(embeddedText))
    const guidelines = Array.from({ length: guidelineCount }, (_, index) => {
      const text = words(10)
      const sources = [episodes[10 * index]?.sampleId ?? '']
      return {
        id: `g-${contentHash(text).slice(0, 8)}`,
        text,
        origin: 'distilled' as const,
        sources,
        pinned: false,
        muted: false,
      }
    })
    const definition = run.suites[0]?.judges[0]?.definition
    if (definition === undefined) throw new Error('the run has no judge')
    const body: Memory = {
      schema: 'vitest-judge/memory@1',
      judge: definition,
      fingerprint: 'none',
      reflectionModel: 'offline',
      embedder: lexical.identity,
      k: 5,
      guidelines,
      episodes,
    }
    const table = {
      identity: lexical.identity,
      vectors: new Map(
        episodes.map(({ vector }, index) => [vector, Float32Array.from(vectors[index] ?? [])]),
      ),
    }
    await using project = await commandProject(
      {
        '.vitest-judge/latest.json': JSON.stringify(run),
        'evals/feedback/tone.jsonl': lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
      },
      { source: true },
    )
    const memory = { ...body, fingerprint: memoryFingerprint(body) }
    await installMemory(join(project.root, 'evals/memory/tone'), memory, table, {
      time: '2026-11-23T09:00:00.000Z',
    })
    const { exitCode, stdout } = await project.judge(['align', '--feedback', 'none'], {
      environment: { VITEST_JUDGE_OFFLINE: '1' },
    })
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('1 new, 0 changed') as string,
    })
  },
)

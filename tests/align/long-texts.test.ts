import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { aligned } from '../../src/align/index.ts'
import { makeJudge } from '../../src/judge/index.ts'
import { saveMemory } from '../../src/memory/index.ts'
import { configureModels, embedder, tokenEstimate } from '../../src/model/index.ts'
import { hashedVector } from '../model/embedder-contract.ts'
import { embeddings, startLoopback } from '../model/loopback.ts'
import { align, feedback, row, temporaryFolder } from './support.ts'

afterEach(() => configureModels({}))
const folder = temporaryFolder()

test('a long sample is embedded alike when it is stored and when it is asked about', async () => {
  await using server = await startLoopback(({ body }) =>
    embeddings((body as { input: string[] }).input.map((text) => hashedVector(text, 8))),
  )
  const environment = { OPENAI_BASE_URL: server.url, VITEST_JUDGE_EMBEDDING_DIMENSIONS: '8' }
  configureModels({ environment, maxRetries: 0 })
  const judge = makeJudge({
    name: 'polite',
    instructions: 'Is {{ outputs }} a polite answer to {{ inputs }}?',
    values: ['yes', 'no'],
    model: async () => '{"result": "yes", "rationale": "r"}',
  })
  const long = row(1, {
    inputs: { text: `Why? ${'and why '.repeat(9000)}` },
    outputs: `好 ${'因为'.repeat(9000)}`,
  })
  const { memory, table } = await align({
    rows: [long],
    feedback: [feedback(1)],
    definition: judge.describe(),
    embedder: embedder(),
  })
  await saveMemory(join(folder.path, 'polite'), memory, table)
  const { inputs, outputs } = long
  const verdict = await aligned(judge, { memory: folder.path, engine: 'exact' }).judge({
    inputs,
    outputs,
    id: 's9',
  })
  expect(verdict.outcome).toBe('scored')
  const texts = server.requests.flatMap(({ body }) => (body as { input: string[] }).input)
  expect(texts).toHaveLength(2)
  expect(texts[1]).toBe(texts[0])
  expect(tokenEstimate(texts[0] ?? '')).toBeLessThanOrEqual(8191)
  expect(texts[0]).toMatch(/^text: Why\? and why [\s\S]*\n好 因为/)
})

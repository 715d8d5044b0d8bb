import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { configureModels, embedder, embedderFor, type Embedder } from '../../src/model/index.ts'
import { embedderContract, hashedVector, type OpenedEmbedder } from './embedder-contract.ts'
import { embeddings, startLoopback } from './loopback.ts'

afterEach(() => configureModels({}))

const opened = (made: Embedder, root?: string): OpenedEmbedder => ({
  embedder: made,
  again: embedderFor(made.identity, root),
})

embedderContract('OpenAI protocol', 450, async (use) => {
  await using server = await startLoopback(({ body }) =>
    embeddings((body as { input: string[] }).input.map((text) => hashedVector(text, 64))),
  )
  const environment = {
    OPENAI_API_KEY: 'sk-chat',
    VITEST_JUDGE_EMBEDDING_BASE_URL: server.url,
    VITEST_JUDGE_EMBEDDING_API_KEY: 'sk-own',
    VITEST_JUDGE_EMBEDDING_MODEL: 'hashed',
    VITEST_JUDGE_EMBEDDING_DIMENSIONS: '64',
  }
  configureModels({ environment, maxRetries: 0 })
  await use(opened(embedder()))
})

embedderContract('offline', 450, async (use) => {
  configureModels({ environment: {}, offline: true })
  await use(opened(embedder()))
})

embedderContract('module', 450, async (use) => {
  const root = await mkdtemp(join(tmpdir(), 'vitest-judge-embedder-'))
  try {
    const program = [
      hashedVector.toString(),
      'const embed = async (texts) => texts.map((text) => Float32Array.from(hashedVector(text, 64)))',
      "export default { model: 'hashed-1', dimensions: 64, embed }",
    ]
    await writeFile(join(root, 'embedder.mjs'), program.join('\n'))
    configureModels({ environment: { VITEST_JUDGE_EMBEDDING_MODEL: './embedder.mjs' } })
    await use(opened(embedder({ root }), root))
  } finally {
    await rm(root, { recursive: true })
  }
})

embedderContract('local', 21, async (use) => {
  configureModels({ environment: { VITEST_JUDGE_EMBEDDING_MODEL: 'local' } })
  await use(opened(embedder()))
})

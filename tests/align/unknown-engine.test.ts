import { expect, test } from 'vitest'
import { aligned, loadJudge } from '../../src/align/index.ts'
import { makeJudge } from '../../src/judge/index.ts'

const polite = makeJudge({
  name: 'polite',
  instructions: 'Is {{ outputs }} polite?',
  values: ['yes', 'no'],
  model: async () => '{}',
})
const engine = 'faiss' as 'exact'

test('an engine that nobody has is refused, with those there are', async () => {
  const refusal = {
    code: 'invalid-options',
    message: expect.stringContaining('the engine "faiss"; expected "hnsw" or "exact"') as string,
  }
  expect(() => aligned(polite, { engine })).toThrow(expect.objectContaining(refusal))
  await expect(loadJudge('nowhere', { engine })).rejects.toMatchObject(refusal)
})

import { afterEach, expect, test, vi } from 'vitest'
import { makeJudge } from '../../src/judge/index.ts'
import { reflectionModel } from '../../src/cli/align/models.ts'
import { completion, startLoopback } from '../model/loopback.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('a run that names another endpoint never gets the key of this one', async () => {
  await using named = await startLoopback(() => completion('{"rationale":"so"}'))
  vi.stubEnv('OPENAI_API_KEY', 'sk-of-the-configured-endpoint')
  vi.stubEnv('VITEST_JUDGE_OFFLINE', undefined)
  const baseURL = `${named.url}/v1`
  const judge = makeJudge({
    name: 'polite',
    instructions: '{{ outputs }}',
    values: ['yes', 'no'],
    model: { model: 'small', baseURL },
  })
  const ask = () =>
    reflectionModel(judge.describe(), undefined).chat({ messages: [{ role: 'user', content: 'why?' }] })
  await ask()
  vi.stubEnv('OPENAI_BASE_URL', `${baseURL}/`)
  await ask()
  expect(named.requests.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer unused',
    'Bearer sk-of-the-configured-endpoint',
  ])
})

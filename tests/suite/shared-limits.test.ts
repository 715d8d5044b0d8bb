import { expect, test } from 'vitest'
import { completion, startLoopback } from '../model/loopback.ts'
import { fixture } from './project.ts'

test('two workers share one limit of calls in flight and one budget, and what was not asked ends the run with 3', async () => {
  let [inFlight, most] = [0, 0]
  await using server = await startLoopback(async () => {
    most = Math.max(most, ++inFlight)
    await new Promise((resolve) => setTimeout(resolve, 30))
    inFlight--
    return completion('{"result":"yes","rationale":"It is."}')
  })
  const evalFile = (name: string) => `
    import { evaluate, makeJudge } from 'vitest-judge'
    const model = { model: 'small', baseURL: '${server.url}/v1', apiKey: 'sk-loopback' }
    const judge = makeJudge({ name: 'fine', instructions: 'Is {{ outputs }} fine?', values: ['yes', 'no'], model })
    evaluate('${name}', {
      rows: Array.from({ length: 20 }, (_, number) => ({ id: 'row ' + number, inputs: { number } })),
      predict: ({ number }) => '${name} ' + number,
      truth: ({ inputs }) => (inputs.number % 2 ? 'yes' : 'no'),
      judges: [judge],
    })`
  const prices = { date: '2026-11-25', models: { 'loopback-1': { prompt: 1000, completion: 2000 } } }
  await using project = await fixture(
    {
      'evals/one.eval.ts': evalFile('One'),
      'evals/two.eval.ts': evalFile('Two'),
      'prices.json': JSON.stringify(prices),
    },
    { judges: { concurrency: 3, budget: { calls: 30 }, prices: 'prices.json' }, test: { maxWorkers: 2 } },
  )
  const { exitCode, run, stdout } = await project.vitest(['run', 'evals'])
  expect(exitCode).toBe(3)
  expect(server.requests).toHaveLength(30)
  expect(most).toBe(3)
  const verdicts = run?.suites.flatMap(({ rows }) => rows.flatMap((row) => row.verdicts)) ?? []
  const left = verdicts.filter((verdict) => verdict.outcome === 'unscored')
  expect(verdicts.length - left.length).toBe(30)
  expect(left.map(({ reason }) => reason)).toEqual(Array.from({ length: 10 }, () => 'over-budget'))
  expect(run?.prices).toEqual(prices)
  expect(stdout).toContain('over budget')
  // 12 tokens in and 3 out a call.
  const cost = /asked.* \$([\d.]+)/.exec(stdout.replaceAll(/\s+/g, ' '))?.[1]
  expect(Number(cost)).toBeGreaterThan(0)
})

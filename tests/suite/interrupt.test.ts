import { expect, test } from 'vitest'
import { completion, startLoopback } from '../model/loopback.ts'
import { fixture } from './project.ts'

test('Ctrl-C writes what is known as an incomplete run, and the next run goes on from there', async () => {
  let isSlow = true
  await using server = await startLoopback((_request, index) =>
    // Nothing is ever sent of the later answers: their calls end because they are aborted.
    isSlow && index >= 5 ? {} : completion('{"result":"yes","rationale":"It is."}'),
  )
  await using project = await fixture(
    {
      'evals/slow.eval.ts': `
        import { evaluate, makeJudge } from 'vitest-judge'
        const model = { model: 'small', baseURL: '${server.url}/v1', apiKey: 'sk-loopback' }
        const judge = makeJudge({ name: 'fine', instructions: 'Is {{ outputs }} fine?', values: ['yes', 'no'], model })
        evaluate('Slow', {
          rows: Array.from({ length: 20 }, (_, number) => ({ id: 'row ' + number, inputs: { number } })),
          predict: ({ number }) => 'answer ' + number,
          truth: () => 'yes',
          judges: [judge],
        })`,
    },
    { judges: { concurrency: 4 } },
  )
  const running = project.start(['run', 'evals'], {}, { group: true })
  while (server.requests.length < 9) await new Promise((resolve) => setTimeout(resolve, 10))
  const start = performance.now()
  const ended = await running.interrupt()
  expect(ended.exitCode).toBe(130)
  expect(performance.now() - start).toBeLessThan(15_000)
  expect(ended.stdout).toContain('Interrupted: what is known will be written.')
  expect(ended.run).toMatchObject({
    complete: false,
    partial: ['the run was interrupted', '15 rows were not run'],
  })
  expect(ended.run?.suites[0]?.rows.flatMap(({ verdicts }) => verdicts)).toHaveLength(5)

  isSlow = false
  const asked = server.requests.length
  const again = await project.vitest(['run', 'evals'])
  expect(again.exitCode).toBe(0)
  expect(server.requests.length - asked).toBe(15)
  const verdicts = again.run?.suites[0]?.rows.flatMap((row) => row.verdicts) ?? []
  expect(verdicts.filter((verdict) => verdict.outcome === 'scored' && verdict.recorded)).toHaveLength(5)
})

test.runIf(process.env['LONG'])(
  'Ctrl-C leaves out the probe of an audit that was not done, and keeps those that were',
  async () => {
    let isSlow = true
    await using server = await startLoopback((_request, index) =>
      isSlow && index >= 35 ? {} : completion('{"result":"yes","rationale":"It is."}'),
    )
    await using project = await fixture(
      {
        'evals/slow.eval.ts': `
        import { audit, makeJudge, probes } from 'vitest-judge'
        const model = { model: 'small', baseURL: '${server.url}/v1', apiKey: 'sk-loopback' }
        const judge = makeJudge({ name: 'fine', instructions: 'Is {{ outputs }} fine?', values: ['yes', 'no'], model })
        const rows = Array.from({ length: 10 }, (_, number) => ({ id: 'row ' + number, inputs: 1, outputs: 'answer ' + number }))
        audit(judge, { rows, probes: [probes.authority(), probes.bandwagon(), probes.distraction()] })`,
      },
      { judges: { concurrency: 4 } },
    )
    const running = project.start(['run', 'evals'], {}, { group: true })
    while (server.requests.length < 39) await new Promise((resolve) => setTimeout(resolve, 10))
    const ended = await running.interrupt()
    expect(ended.exitCode).toBe(130)
    expect(ended.run).toMatchObject({
      complete: false,
      partial: ['the run was interrupted', '2 probes were not run'],
    })
    const found = (run: typeof ended.run) =>
      run?.audits?.[0]?.probes.map(({ name, trials, notRun }) => [name, trials.length, notRun])
    expect(found(ended.run)).toEqual([
      ['authority', 10, undefined],
      ['bandwagon', 0, 'its test was not started'],
      ['distraction', 0, 'its test was not started'],
    ])

    isSlow = false
    const asked = server.requests.length
    const again = await project.vitest(['run', 'evals'])
    expect(again.exitCode).toBe(0)
    expect(found(again.run)?.map(([, trials]) => trials)).toEqual([10, 10, 10])
    expect(server.requests.length - asked).toBe(15)
  },
)

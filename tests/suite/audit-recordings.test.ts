import { describe, test } from 'vitest'
import { completion, startLoopback, type Loopback } from '../model/loopback.ts'
import { recordedRequests } from './project-files.ts'
import { fixture } from './project.ts'

/** A service that says what is asked to be put in other words, and judges by the word salt. */
function service(): Promise<Loopback> {
  return startLoopback(({ body }) => {
    const { messages, response_format } = body as {
      messages: { content: string }[]
      response_format?: object
    }
    const said = messages.at(-1)?.content ?? ''
    if (said.startsWith('Say it again: ')) return completion(said)
    if (response_format === undefined) return completion('Tell me: does {{ outputs }} mention salt?')
    return completion(
      JSON.stringify({ result: said.includes('Salt') ? 'yes' : 'no', rationale: 'By its words.' }),
    )
  })
}

const evalFile = `
  import { audit, evaluate, makeJudge, probe, probes } from 'vitest-judge'
  const judge = makeJudge({ name: 'salty', instructions: 'Does {{ outputs }} speak of salt?', values: ['yes', 'no'] })
  const rows = ['Salt', 'Pepper', 'Salt and pepper'].map((id) => ({ id, inputs: id, outputs: id + '.' }))
  evaluate('Salt', { rows, predict: (inputs, { row }) => row.outputs, judges: [judge] })
  const echo = probe(
    'echo',
    'other words',
    async (sample, { write }) => ({ ...sample, outputs: await write('Say it again: ' + sample.outputs) }),
    { writes: 1 },
  )
  audit(judge, {
    rows,
    probes: [probes.authority(), probes.paraphrase(), probes.exampleOrder(), echo],
    repeats: 2,
  })`

describe.concurrent('an audit behind a service', { timeout: 60_000 }, () => {
  test('says beforehand what it takes, records placebos apart, and asks nobody the second time', async ({
    expect,
  }) => {
    await using server = await service()
    await using project = await fixture({ 'evals/salt.eval.ts': evalFile })
    const environment = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'sk-1', VITEST_JUDGE_MODEL: 'small' }
    const first = await project.vitest(['run', 'evals'], environment)
    expect(first.stdout).toContain(
      'audit of salty: at most 43 calls (12 about samples as they are, 24 about changed ones, 7 to have texts written), fewer where recordings answer',
    )
    // 3 rows: 1 of the evaluation, which is the first of the audit too, 3 more as they are, 2 for each of three probes,
    // and 2 written for one of these; 1 written for all.
    expect(server.requests).toHaveLength(3 * (4 + 6 + 2) + 1)
    expect(
      first.run?.audits?.map(({ calls, probes }) => ({
        calls,
        probes: probes.map(({ name, notRun, trials }) => [name, notRun, trials.length]),
      })),
    ).toEqual([
      {
        calls: { asked: 34, recorded: 3 },
        probes: [
          ['authority', undefined, 6],
          ['paraphrase', undefined, 6],
          ['exampleOrder', 'it is for judges with a memory: aligned(judge)', 0],
          ['echo', undefined, 6],
        ],
      },
    ])
    const repeats = (await recordedRequests(project.root)).map(({ repeat }) => repeat)
    expect(repeats.toSorted()).toEqual([
      ...Array(16).fill(0),
      ...Array(3).fill(1),
      ...Array(15).fill(2),
      ...Array(3).fill(3),
    ])

    const second = await project.vitest(['run', 'evals', '-t', 'audit'], {
      ...environment,
      VITEST_JUDGE_RECORDINGS: 'replay',
    })
    expect(server.requests).toHaveLength(37)
    const [was, is] = [first, second].map(({ run }) => run?.audits?.[0])
    expect(is?.calls).toEqual({ asked: 0, recorded: 37 })
    expect(is?.probes).toEqual(was?.probes)
    expect(second.run?.suites.map(({ rowsNotRun, rows }) => [rowsNotRun, rows.length])).toEqual([[3, 0]])
    expect(second.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Partial run, gated by its audits alone: only tests named like /audit/ were run; 3 rows were not run.',
    )
    expect(second.stdout).toContain('All 37 answers come from recordings: no model was asked.')
    expect(second.exitCode).toBe(3)
  })

  test('that lacks recordings is not decided, and ends with 3', async ({ expect }) => {
    await using server = await service()
    await using project = await fixture({ 'evals/salt.eval.ts': evalFile })
    const { exitCode, run, stdout } = await project.vitest(
      ['run', 'evals', '-t', 'audit of salty > (authority|echo)'],
      {
        OPENAI_BASE_URL: server.url,
        VITEST_JUDGE_MODEL: 'small',
        VITEST_JUDGE_RECORDINGS: 'replay',
      },
    )
    expect(server.requests).toHaveLength(0)
    expect(exitCode).toBe(3)
    expect(run?.audits?.[0]?.probes.map(({ name, notRun, trials }) => [name, notRun, trials.length])).toEqual(
      [
        ['authority', undefined, 6],
        ['paraphrase', 'its test was not started', 0],
        ['exampleOrder', 'its test was not started', 0],
        ['echo', undefined, 6],
      ],
    )
    expect(stdout.match(/No recording answers 6 trials\./g)).toHaveLength(2)
    expect(run?.partial).toContain('2 probes were not run')
  })
})

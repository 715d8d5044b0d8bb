import { describe, test } from 'vitest'
import { answerFaults } from '../model/answer-faults.ts'
import { key, right } from '../model/fault-server.ts'
import { startLoopback } from '../model/loopback.ts'
import { lateFaults, serviceFaults } from '../model/service-faults.ts'
import { brief, report } from './brief.ts'
import { filesWith, recordedRequests } from './project-files.ts'
import { fixture, repository } from './project.ts'

/** Faults that concern one call, not all that go to the same service. */
const names = [
  '400 bad request',
  `401 Incorrect API key provided: ${key}.`,
  '413 too large',
  '429 with retry-after-ms',
  '502 with a page of a proxy',
  '529 overloaded',
  'a reset before the headers',
  'a reset within the body',
  'headers that never come',
  'a body that never ends',
  'an empty body',
  'bytes that are no UTF-8',
  'truncated JSON',
  'an answer cut off',
  'a content filter',
  'a tool call in place of a text',
  'two JSON objects',
  'a value not in the set',
  'ten megabytes of a verdict',
]

describe.concurrent('a service that fails now and then', { timeout: 60_000 }, () => {
  test('leaves those rows without a verdict, each with its reason, and harms no other', async ({
    expect,
  }) => {
    const faults = [...serviceFaults, ...lateFaults, ...answerFaults].filter(({ name }) =>
      names.includes(name),
    )
    expect(faults.map(({ name }) => name).sort()).toEqual(names.toSorted())
    const asked = new Map<string, number>()
    await using server = await startLoopback(({ body }) => {
      const row = /row (\w+)/.exec(JSON.stringify(body))?.[1] ?? ''
      const count = asked.get(row) ?? 0
      asked.set(row, count + 1)
      const answers = faults[Number(row)]?.answers('chat') ?? [right('chat')]
      return answers[Math.min(count, answers.length - 1)] ?? right('chat')
    })
    const rows = faults.flatMap((_, index) => [`row ${index}`, `row good${index}`])
    const files = {
      'evals/faults.eval.ts': `
        import { evaluate, makeJudge } from 'vitest-judge'
        import { configureModels } from '${repository}/src/model/index.ts'
        configureModels({ maxRetries: 1 })
        const values = ['yes', 'no']
        evaluate('Faults', {
          rows: ${JSON.stringify(rows)}.map((id) => ({ id, inputs: id })),
          predict: (inputs) => inputs,
          truth: () => 'yes',
          judges: [makeJudge({ name: 'sound', instructions: 'Is {{ outputs }} sound?', values, timeoutMs: 1500 })],
        })`,
    }
    await using project = await fixture(files, { source: true })
    const environment = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: key, VITEST_JUDGE_MODEL: 'small' }
    const { exitCode, run, stdout, stderr } = await project.vitest(['run', 'evals'], environment)
    expect(exitCode).toBe(3)
    expect(stderr).toBe('')
    const lines = brief(run).slice(1)
    expect(lines.filter((line) => line.includes('good'))).toEqual(
      faults.map((_, index) => `row good${index}: sound=yes/yes`),
    )
    expect(lines.filter((line) => !line.includes('good'))).toEqual(
      faults.map(({ reason }, index) => `row ${index}: sound=unscored(${reason})/yes`),
    )
    expect(faults.map((_, index) => asked.get(String(index)))).toEqual(faults.map((fault) => fault.asked))
    expect(faults.map((_, index) => asked.get(`good${index}`))).toEqual(faults.map(() => 1))
    const said = report(stdout, project.root).replace(server.url, 'SERVER')
    expect(said.slice(said.indexOf('Gates'), said.indexOf('Run file'))).toMatchInlineSnapshot(`
      "Gates
        ! sound · too many unscored
          19 of 38 verdicts unscored (50.0 %), more than the 5.0 % allowed.

      Notes
        · SERVER refused 4 calls as too many: it was asked more slowly

      Next
        → Add aligned(judge) to judges, then: npx vitest-judge align

       "
    `)
    expect((await recordedRequests(project.root)).map(({ repeat }) => repeat)).toEqual(faults.map(() => 0))
    expect(stdout + stderr).not.toContain(key)
    expect(await filesWith(project.root, key)).toEqual([])
  })
})

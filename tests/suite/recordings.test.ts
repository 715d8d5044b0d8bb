import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import type { Run } from '../../src/contract/index.ts'
import { completion, startLoopback, type Loopback } from '../model/loopback.ts'
import { brief, report } from './brief.ts'
import { filesWith, recordedRequests, recordingFiles } from './project-files.ts'
import { fixture } from './project.ts'

const key = 'sk-very-secret-123'

/** A server that answers what it is asked to translate, and judges what has to do with salt; it counts. */
function service(): Promise<Loopback> {
  return startLoopback(({ body }) => {
    const { messages, response_format } = body as {
      messages: { content: string }[]
      response_format?: object
    }
    const said = messages.at(-1)?.content ?? ''
    if (response_format === undefined) return completion(`Translated: ${said}`)
    const result = said.includes('Salt') ? 'yes' : 'no'
    return completion(JSON.stringify({ result, rationale: `It has ${said.length} letters.` }))
  })
}

/** Two suites that call the service in predict and in judges, one of them three times; WORDING changes a prompt. */
const evals = {
  'evals/salt.eval.ts': `
    import { createClient, defaultModel, evaluate, makeJudge } from 'vitest-judge'
    const values = ['yes', 'no']
    evaluate('Salt', {
      rows: ['Salt', 'Pepper'].map((id) => ({ id, inputs: id })),
      predict: async (inputs) => {
        const messages = [{ role: 'user', content: 'Translate ' + inputs }]
        const answer = await createClient().chat.completions.create({ model: defaultModel(), messages })
        return answer.choices[0].message.content
      },
      truth: ({ inputs }) => (inputs === 'Salt' ? 'yes' : 'no'),
      judges: [makeJudge({ name: 'salty', instructions: 'Does {{ outputs }} speak of salt?', values })],
      repeats: 3,
    })`,
  'evals/words.eval.ts': `
    import { evaluate, makeJudge } from 'vitest-judge'
    const instructions = (process.env.WORDING ?? 'Is this right') + ': {{ outputs }}?'
    evaluate('Words', {
      rows: ['Salt', 'Sugar'].map((id) => ({ id, inputs: id })),
      predict: (inputs) => inputs,
      judges: [makeJudge({ name: 'right', instructions, values: ['yes', 'no'] })],
    })`,
}

/** 2 predictions, 2 rows x 3 repeats of one judge, 2 rows of the other. */
const calls = 10

/** A run without what differs from run to run: its id and time, and what tells asked from recorded. */
function lasting(run: Run | undefined): unknown {
  const passing = new Set(['time', 'latencyMs', 'recorded', 'app'])
  const { id: _, ...rest } = run ?? {}
  return JSON.parse(JSON.stringify(rest, (name, value: unknown) => (passing.has(name) ? undefined : value)))
}

function recorded(run: Run | undefined): unknown[] {
  const rows = run?.suites.flatMap((suite) => suite.rows) ?? []
  return rows.flatMap(({ verdicts }) =>
    verdicts.map((verdict) => ('recorded' in verdict ? verdict.recorded : undefined)),
  )
}

/** How many calls of predict were asked and recorded, row by row of the first suite. */
function appOf(run: Run | undefined): number[] {
  const calls = run?.suites[0]?.rows.flatMap(({ app = [] }) => app) ?? []
  return calls.flatMap(({ asked, recorded }) => [asked, recorded])
}

/** What the report says of gates, as one line: where it breaks depends on the length of the project's path. */
function gates(stdout: string, root: string): string {
  const text = report(stdout, root)
  return text.slice(text.indexOf('Gates'), text.search(/\n(Notes|Next)\n/)).replaceAll(/\s+/g, ' ')
}

function environment(server: Loopback, more: Record<string, string> = {}): Record<string, string> {
  return { OPENAI_BASE_URL: server.url, VITEST_JUDGE_MODEL: 'small', ...more }
}

describe.concurrent('recordings', { timeout: 60_000 }, () => {
  test.runIf(process.env['LONG'])(
    'answer a second run, a replay without a key, and are made anew where asked',
    async ({ expect }) => {
      await using server = await service()
      await using project = await fixture(evals)
      const withKey = environment(server, { OPENAI_API_KEY: key })

      const first = await project.vitest(['run', 'evals'], withKey)
      expect(first.exitCode).toBe(0)
      expect(server.requests).toHaveLength(calls)
      expect(recorded(first.run)).toEqual(Array.from({ length: 8 }, () => false))
      const requests = await recordedRequests(project.root)
      expect(requests.map(({ path, repeat, body }) => `${path} ${body.model} ${repeat}`).sort()).toEqual([
        'POST /chat/completions small 0',
        'POST /chat/completions small 0',
        ...[0, 0, 0, 0, 1, 1, 2, 2].map((repeat) => `chat/completions small ${repeat}`),
      ])
      expect(await recordingFiles(project.root)).toHaveLength(1)

      const second = await project.vitest(['run', 'evals'], withKey)
      expect(second.exitCode).toBe(0)
      expect(server.requests).toHaveLength(calls)
      expect(recorded(second.run)).toEqual(Array.from({ length: 8 }, () => true))
      expect(lasting(second.run)).toEqual(lasting(first.run))
      expect(appOf(first.run)).toEqual([1, 0, 1, 0])
      expect(appOf(second.run)).toEqual([0, 1, 0, 1])
      expect(second.stdout).toMatch(/calls of salty: 6 recorded\n/)
      expect(second.stdout).toMatch(/calls of predict to loopback-1: 2 recorded\n/)

      const replay = { VITEST_JUDGE_RECORDINGS: 'replay' }
      const changed = await project.vitest(
        ['run', 'evals'],
        environment(server, { ...replay, WORDING: 'Is it right' }),
      )
      expect(changed.exitCode).toBe(3)
      expect(server.requests).toHaveLength(calls)
      expect(brief(changed.run)).toMatchInlineSnapshot(`
      [
        "# evals/salt.eval.ts > Salt",
        "Salt: salty=yes/yes",
        "Salt (repeat 1): salty=yes/yes",
        "Salt (repeat 2): salty=yes/yes",
        "Pepper: salty=no/no",
        "Pepper (repeat 1): salty=no/no",
        "Pepper (repeat 2): salty=no/no",
        "# evals/words.eval.ts > Words",
        "Salt: right=unscored(not-recorded)",
        "Sugar: right=unscored(not-recorded)",
      ]
    `)
      expect(gates(changed.stdout, project.root)).toMatchInlineSnapshot(
        `"Gates ! Words > right · not recorded 2 verdicts have no recording (the first: row Salt: no recording of chat/completions of "small" with "<outputs> \\"Salt\\" </outputs>": the nearest recorded request differs in the system message at character 300: "…uctions>\\nIs it right: {{ outputs }}?\\n</i…" here, "…uctions>\\nIs this right: {{ outputs }}?\\n<…" recorded). Record what is missing: VITEST_JUDGE_RECORDINGS=auto npx vitest run evals. "`,
      )

      const refreshed = await project.vitest(['run', 'evals'], {
        ...withKey,
        VITEST_JUDGE_RECORDINGS: 'refresh',
      })
      expect(refreshed.exitCode).toBe(0)
      expect(server.requests).toHaveLength(2 * calls)
      expect(lasting(refreshed.run)).toEqual(lasting(first.run))
      expect(await recordedRequests(project.root)).toHaveLength(2 * calls)
      expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${key}`)).toBe(true)
      const output = [first, second, refreshed].map(({ stdout, stderr }) => stdout + stderr).join('')
      expect(output).not.toContain(key)
      expect(await filesWith(project.root, key)).toEqual([])
    },
  )

  test.runIf(process.env['LONG'])(
    'that are gone are named in a replay, and none are made where they are off',
    async ({ expect }) => {
      await using server = await service()
      await using project = await fixture(evals, { judges: { recordings: { mode: 'off', folder: 'tapes' } } })
      const off = await project.vitest(['run', 'evals'], environment(server))
      expect(off.exitCode).toBe(0)
      expect(server.requests).toHaveLength(calls)
      expect(await filesWith(project.root, '"checksum":')).toEqual([])
      await expect(access(join(project.root, 'tapes'))).rejects.toThrow('ENOENT')

      const replay = environment(server, { VITEST_JUDGE_RECORDINGS: 'replay' })
      const emptied = await project.vitest(['run', 'evals'], replay)
      expect(emptied.exitCode).toBe(3)
      expect(server.requests).toHaveLength(calls)
      expect(brief(emptied.run).map((line) => line.replace(project.root, 'ROOT'))).toMatchInlineSnapshot(`
        [
          "# evals/salt.eval.ts > Salt",
          "Salt: Error: 400 not-recorded: no recording of POST /chat/completions of "small" with "Translate Salt": nothing of this path is recorded",
          "Salt (repeat 1): Error: 400 not-recorded: no recording of POST /chat/completions of "small" with "Translate Salt": nothing of this path is recorded",
          "Salt (repeat 2): Error: 400 not-recorded: no recording of POST /chat/completions of "small" with "Translate Salt": nothing of this path is recorded",
          "Pepper: Error: 400 not-recorded: no recording of POST /chat/completions of "small" with "Translate Pepper": nothing of this path is recorded",
          "Pepper (repeat 1): Error: 400 not-recorded: no recording of POST /chat/completions of "small" with "Translate Pepper": nothing of this path is recorded",
          "Pepper (repeat 2): Error: 400 not-recorded: no recording of POST /chat/completions of "small" with "Translate Pepper": nothing of this path is recorded",
          "# evals/words.eval.ts > Words",
          "Salt: right=unscored(not-recorded)",
          "Sugar: right=unscored(not-recorded)",
        ]
      `)
      expect(gates(emptied.stdout, project.root)).toMatchInlineSnapshot(
        `"Gates ! Salt > predict · not recorded Calls of predict have no recording on 2 rows (the first: row Salt: Error: 400 not-recorded: no recording of POST /chat/completions of "small" with "Translate Salt": nothing of this path is recorded). Record what is missing: VITEST_JUDGE_RECORDINGS=auto npx vitest run evals. ! Words > right · not recorded 2 verdicts have no recording (the first: row Salt: no recording of chat/completions of "small" with "<outputs> \\"Salt\\" </outputs>": nothing of this path is recorded). Record what is missing: VITEST_JUDGE_RECORDINGS=auto npx vitest run evals. "`,
      )
    },
  )
})

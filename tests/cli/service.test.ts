import { describe, expect, test } from 'vitest'
import type { Memory } from '../../src/contract/index.ts'
import {
  completion,
  embeddings,
  failure,
  startLoopback,
  type LoopbackHandler,
  type LoopbackResponse,
} from '../model/loopback.ts'
import { mailFiles } from './mail.ts'
import { commandProject, texts, type CommandEnd, type CommandProject } from './project.ts'
import { answer, environment, purposeOf, secret, type ChatBody, type EmbeddingBody } from './service.ts'

const memoryFile = 'evals/mail/memory/label_is_right/memory.json'
const log = 'evals/mail/feedback/label_is_right.jsonl'

/** The reference-free judge alone: it is the one that learns. */
const files = {
  ...mailFiles,
  'evals/mail/mail.eval.ts': mailFiles['evals/mail/mail.eval.ts'].replace(', careful]', ']'),
}

/** A project judged and taught by a server, and its commands. */
async function served(handler: LoopbackHandler) {
  const server = await startLoopback(handler)
  const project = await commandProject(files, { judges: {} })
  const more = { environment: environment(server.url) }
  return {
    project,
    server,
    vitest: (...args: string[]) => project.vitest(['run', 'evals', ...args], more.environment),
    judge: (...args: string[]) => project.judge(args, more),
    [Symbol.asyncDispose]: async () => {
      await project[Symbol.asyncDispose]()
      await server.close()
    },
  }
}

async function expectNoKey(project: CommandProject, ends: CommandEnd[]): Promise<void> {
  const everything = [
    ...Object.values(texts(await project.files())),
    ...ends.flatMap(({ stdout, stderr }) => [stdout, stderr]),
  ]
  expect(everything.length).toBeGreaterThan(5)
  expect(everything.filter((text) => text.includes(secret))).toEqual([])
}

describe.concurrent('with a service', { timeout: 60_000 }, () => {
  test.runIf(process.env['LONG'])(
    'the loop asks by the public protocol, learns, and asks nothing when there is nothing new',
    async () => {
      await using loop = await served(answer)
      const { project, server } = loop
      const first = await loop.vitest()
      expect({ exitCode: first.exitCode, offline: first.run?.offline }).toEqual({
        exitCode: 0,
        offline: false,
      })
      const taught = await loop.judge('align')
      expect({ exitCode: taught.exitCode, stderr: taught.stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(taught.stdout).toContain('written     4 lines of feedback from the truth')
      const memory = JSON.parse(await project.read(memoryFile)) as Memory
      expect(memory.guidelines.map(({ text, sources }) => [text, sources.length])).toEqual([
        ['A mail about an invoice is spam.', 3],
      ])
      expect(memory.embedder).toEqual({
        model: 'loopback-embedding',
        dimensions: 8,
        endpoint: `${server.url}/v1`,
      })
      expect([memory.reflectionModel, memory.judge.model]).toEqual(['loopback-judge', 'loopback-judge'])

      const second = await loop.vitest()
      expect(second.exitCode).toBe(0)
      const wrong = second.run?.suites[0]?.rows
        .filter(({ split }) => split === 'heldout')
        .map(
          ({ id, verdicts }) =>
            `${id}: ${verdicts
              .filter((verdict) => verdict.outcome === 'scored' && verdict.value !== verdict.truth)
              .map(({ judge }) => judge)
              .join(' ')}`,
        )
        .filter((line) => !line.endsWith(': '))
      expect(wrong).toEqual([
        'mail 01: label_is_right',
        'mail 11: label_is_right label_is_right@aligned',
        'mail 16: label_is_right',
      ])

      const asked = server.requests.length
      const before = await project.files()
      const again = await loop.judge('align')
      expect(again.stdout).toContain('Nothing new: the memory stays as it is.')
      expect([server.requests.length - asked, await project.files()]).toEqual([0, before])

      const purposes = Map.groupBy(server.requests, purposeOf)
      expect([...purposes].map(([purpose, requests]) => [purpose, requests.length])).toEqual([
        ['verdict', 48],
        ['rationale', 4],
        ['embedding', 17],
        ['guidelines', 1],
      ])
      for (const request of server.requests) {
        expect(request.headers.authorization).toBe(`Bearer ${secret}`)
        expect(request.method).toBe('POST')
        if (purposeOf(request) === 'embedding') {
          const { model, dimensions, input } = request.body as EmbeddingBody
          expect({ model, dimensions, texts: input.length > 0 }).toEqual({
            model: 'loopback-embedding',
            dimensions: 8,
            texts: true,
          })
          expect(request.path).toBe('/v1/embeddings')
        } else {
          const { model, messages, response_format } = request.body as ChatBody
          expect({
            model,
            roles: messages.map(({ role }) => role),
            type: response_format.type,
            strict: response_format.json_schema.strict,
          }).toEqual({
            model: 'loopback-judge',
            roles: ['system', 'user'],
            type: 'json_schema',
            strict: true,
          })
          expect(request.path).toBe('/v1/chat/completions')
        }
      }
      expect(
        (purposes.get('verdict')?.[0]?.body as ChatBody | undefined)?.response_format.json_schema.schema,
      ).toMatchObject({
        type: 'object',
        properties: { result: { type: 'string', enum: ['yes', 'no'] }, rationale: { type: 'string' } },
        required: ['result', 'rationale'],
        additionalProperties: false,
      })
      await expectNoKey(project, [first, taught, second, again])
    },
  )

  test('every failure of the judge ends as unscored with its reason, and too many end with 3', async () => {
    const fast = { 'retry-after-ms': '1' }
    const faults: Record<string, (attempt: number) => LoopbackResponse> = {
      busy: (attempt) =>
        attempt === 0
          ? failure(429, 'slow down', { headers: { 'retry-after': '1' } })
          : completion('{"result":"yes","rationale":"ok"}'),
      'busy for ever': () => failure(429, 'slow down', { headers: fast }),
      down: () => failure(500, 'the model is down', { headers: fast }),
      forbidden: () => failure(401, `Incorrect API key provided: ${secret}.`),
      'no JSON': () => completion('Well, yes.'),
      'no HTTP JSON': () => ({ text: '<html>', headers: { 'content-type': 'application/json' } }),
      'no answer': () => completion(null),
      'no value': () => completion('{"result":"perhaps","rationale":"ok"}'),
      refused: () => completion(null, { refusal: 'I would rather not.' }),
      filtered: () => completion('', { finish_reason: 'content_filter' }),
      'cut off': () => completion('{"result":"ye', { finish_reason: 'length' }),
      hangs: () => ({}),
      'stops half-way': () => ({
        text: '{"choices":',
        headers: { 'content-type': 'application/json' },
        unfinished: true,
      }),
    }
    const attempts = new Map<string, number>()
    await using server = await startLoopback(({ body }) => {
      const prompt = (body as ChatBody).messages.at(-1)?.content ?? ''
      const name = /<inputs>\n"(.*)"\n<\/inputs>/.exec(prompt)?.[1] ?? ''
      const attempt = attempts.get(name) ?? 0
      attempts.set(name, attempt + 1)
      return faults[name]?.(attempt) ?? completion('{"result":"yes","rationale":"ok"}')
    })
    await using project = await commandProject(
      {
        'evals/faults.eval.ts': `
          import { evaluate, makeJudge } from 'vitest-judge'
          evaluate('Faults', {
            rows: ${JSON.stringify(Object.keys(faults))}.map((id) => ({ id, inputs: id })),
            predict: () => 'an answer',
            truth: () => 'yes',
            judges: [makeJudge({ name: 'right', instructions: 'Is {{ outputs }} right for {{ inputs }}?', values: ['yes', 'no'], timeoutMs: 2500 })],
          })`,
      },
      { judges: {} },
    )
    const ended = await project.vitest(['run', 'evals'], environment(server.url))
    const verdicts = ended.run?.suites[0]?.rows.map(({ id, verdicts: [verdict] }) => {
      const text =
        verdict?.outcome === 'unscored'
          ? `${verdict.reason}: ${verdict.detail}`
          : `${verdict?.outcome} ${verdict?.outcome === 'scored' ? String(verdict.value) : ''}`
      return `${id} (${attempts.get(id)}) – ${text}`
    })
    expect(ended.exitCode).toBe(3)
    expect(verdicts).toEqual([
      'busy (2) – scored yes',
      'busy for ever (9) – rate-limited: 429 slow down',
      'down (5) – provider-error: 500 the model is down',
      'forbidden (1) – rejected: 401 Incorrect API key provided: [key].',
      'no JSON (1) – malformed: expected one JSON object, received: Well, yes.',
      'no HTTP JSON (1) – malformed: the response is not JSON',
      'no answer (1) – malformed: the answer is empty',
      'no value (1) – not-allowed: expected one of "yes", "no", received: "perhaps"',
      'refused (1) – refused: I would rather not.',
      'filtered (1) – refused: stopped by the content filter',
      'cut off (1) – truncated: cut off at the token limit after 13 characters',
      'hangs (1) – timeout: no answer within 2500 ms',
      'stops half-way (1) – timeout: no answer within 2500 ms',
    ])
    expect(
      ended.run?.suites[0]?.rows.flatMap(({ verdicts }) =>
        verdicts.flatMap((verdict) => ('value' in verdict ? [verdict.value] : [])),
      ),
    ).toEqual(['yes'])
    await expectNoKey(project, [ended])
  })

  test.runIf(process.env['LONG'])(
    'a distillation that fails leaves the memory, keeps the feedback, and mends itself',
    async () => {
      let broken = true
      await using loop = await served((request) =>
        broken && purposeOf(request) === 'guidelines'
          ? completion('{"guidelines": "none"}')
          : answer(request),
      )
      const { project } = loop
      await loop.vitest()
      const failed = await loop.judge('align')
      expect({ exitCode: failed.exitCode, stdout: failed.stdout }).toEqual({ exitCode: 3, stdout: '' })
      expect(failed.stderr).toMatch(
        /^error model-failed: Distilling guidelines for label_is_right failed in 1 batch of 4 samples \(the answer does not fit its schema[^]*The memory stays as it was\.\n {2}→ Run npx vitest-judge align again: what was answered is not asked again, feedback already stored is not written twice\. Or do without these samples for now: --allow-partial\.\n$/,
      )
      expect(Object.keys(await project.files('evals/mail/memory'))).toEqual([])
      const stored = await project.read(log)
      expect(stored.trim().split('\n')).toHaveLength(4)

      broken = false
      const mended = await loop.judge('align')
      expect({ exitCode: mended.exitCode, stderr: mended.stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(mended.stdout).toContain('samples     4 new')
      expect(await project.read(log)).toBe(stored)

      broken = true
      const memory = await project.files('evals/mail/memory')
      const failedLater = await loop.judge('align', '--teach', 'all')
      expect(failedLater.exitCode).toBe(3)
      expect(await project.files('evals/mail/memory')).toEqual(memory)
      await expectNoKey(project, [failed, mended, failedLater])
    },
  )

  test.runIf(process.env['LONG'])(
    'embeddings that cannot be used end with 3, and nothing is written of them',
    async () => {
      const vectors: Record<string, (texts: string[]) => LoopbackResponse> = {
        'vector 0 has 3 elements, expected 8; VITEST_JUDGE_EMBEDDING_DIMENSIONS=3 fits this model': (input) =>
          embeddings(input.map(() => [1, 2, 3])),
        'got 1 vectors, expected 4': () => embeddings([[1, 2, 3, 4, 5, 6, 7, 8]]),
        'expected element 2 of vector 0 to be a finite number, got null': (input) =>
          embeddings(input.map(() => [1, 2, null, 4, 5, 6, 7, 8])),
        'the response is not JSON': () => ({
          text: '{"data":[{"index":0,"embedding":[NaN,1,1,1,1,1,1,1]}]}',
          headers: { 'content-type': 'application/json' },
        }),
        'every element of vector 0 is 0; expected a direction': (input) =>
          embeddings(input.map(() => [0, 0, 0, 0, 0, 0, 0, 0])),
      }
      let fault = ''
      await using loop = await served((request) =>
        purposeOf(request) === 'embedding' && fault !== ''
          ? (vectors[fault]?.((request.body as EmbeddingBody).input) ?? {})
          : answer(request),
      )
      const { project } = loop
      await loop.vitest()
      await loop.judge('align', '--dry-run')
      for (fault of Object.keys(vectors)) {
        const { exitCode, stdout, stderr } = await loop.judge('align')
        expect({ fault, exitCode, stdout, stderr }).toEqual({
          fault,
          exitCode: 3,
          stdout: '',
          stderr: expect.stringContaining(fault) as string,
        })
        expect(Object.keys(await project.files('evals/mail/memory'))).toEqual([])
      }
      fault = ''
      expect((await loop.judge('align')).exitCode).toBe(0)
    },
  )
})

import dns from 'node:dns'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeJudge } from '../../src/judge/index.ts'
import { configureModels, ModelCallError, placeWiring, placedWiring } from '../../src/model/index.ts'
import { serviceEmbedder } from '../../src/model/service-embedder.ts'
import { serviceAt } from '../../src/model/service.ts'
import { answerFaults, vectorFaults } from './answer-faults.ts'
import { key, right, soon, verdict, type Fault, type Kind } from './fault-server.ts'
import { completion, embeddings, failure, inTurn, startLoopback, type LoopbackHandler } from './loopback.ts'
import { selfSigned } from './self-signed.ts'
import { lateFaults, serviceFaults } from './service-faults.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitest-judge-faults-'))
  configureModels({ environment: {}, maxRetries: 1 })
  placeWiring({ recordings: { mode: 'auto', folder, runToken: 'faults' } })
})

afterAll(async () => {
  expect(await recordedWith(key)).toBe(0)
  placeWiring(undefined)
  configureModels({})
  await rm(folder, { recursive: true })
})

/** How many lines of all recordings hold a text. */
async function recordedWith(text: string): Promise<number> {
  await placedWiring()?.flush?.()
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'))
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.flatMap((lines) => lines.split('\n')).filter((line) => line.includes(text)).length
}

/** What one verdict, or two vectors, end as. */
async function ask(kind: Kind, url: string, timeoutMs = 20_000): Promise<object> {
  if (kind === 'chat') {
    const judge = makeJudge({
      name: 'sound',
      instructions: 'Is {{ outputs }} sound?',
      values: ['yes', 'no'],
      model: { model: 'small', baseURL: url, apiKey: key },
      timeoutMs,
    })
    return judge.judge({ outputs: 'It rained.' })
  }
  const vectors = serviceEmbedder(serviceAt(url, key), { model: 'vectors', dimensions: 2, endpoint: url })
  return vectors.embed(['one', 'two'], { timeoutMs }).catch((error: unknown) => {
    if (error instanceof ModelCallError) return error
    throw error
  })
}

async function facing(kind: Kind, handler: LoopbackHandler, timeoutMs?: number) {
  await using server = await startLoopback(handler)
  const ended = await ask(kind, server.url, timeoutMs)
  const asked = server.requests.length
  const recorded = await recordedWith(`"${server.url}"`)
  const again = recorded > 0 ? await ask(kind, server.url) : undefined
  expect(JSON.stringify(ended)).not.toContain(key)
  return { ended, asked, recorded, again, askedAgain: server.requests.length - asked }
}

async function expectFault(kind: Kind, { answers, asked, reason, detail, timeoutMs }: Fault) {
  const faced = await facing(kind, inTurn(...answers(kind)), timeoutMs)
  const expected = detail(kind)
  expect(faced).toEqual({
    ended: expect.objectContaining({
      reason,
      detail: typeof expected === 'string' ? expected : expect.stringMatching(expected),
    }),
    asked,
    recorded: 0,
    again: undefined,
    askedAgain: 0,
  })
  if (kind === 'chat') expect(faced.ended).toHaveProperty('outcome', 'unscored')
}

const rows = (faults: readonly Fault[]) => faults.map((fault) => [fault.name, fault] as const)

describe.concurrent('a fault of the service leaves a judge without a verdict', () => {
  test.for(rows(serviceFaults))('%s', ([, fault]) => expectFault('chat', fault))
})

describe.concurrent('a fault of the service leaves an embedder without vectors', () => {
  test.for(rows(serviceFaults))('%s', ([, fault]) => expectFault('embeddings', fault))
})

describe.concurrent('an answer is no verdict', () => {
  test.for(rows(answerFaults))('%s', ([, fault]) => expectFault('chat', fault))
})

describe.concurrent('vectors are none', () => {
  test.for(rows(vectorFaults))('%s', ([, fault]) => expectFault('embeddings', fault))
})

describe.concurrent.each(['chat', 'embeddings'] as const)(
  'a place that cannot be reached, for %s',
  (kind) => {
    /** How often a connection to a port is begun while something runs. */
    async function connects(
      port: number,
      work: () => Promise<object>,
    ): Promise<{ ended: object; tried: number }> {
      let tried = 0
      const count = (message: unknown) => {
        if (Number((message as { connectParams: { port: string } }).connectParams.port) === port) tried++
      }
      subscribe('undici:client:beforeConnect', count)
      try {
        return { ended: await work(), tried }
      } finally {
        unsubscribe('undici:client:beforeConnect', count)
      }
    }

    test('a connection that is refused is tried again', async () => {
      const port = kind === 'chat' ? 2 : 3
      const url = `http://127.0.0.1:${port}`
      const { ended, tried } = await connects(port, () => ask(kind, url))
      expect(ended).toMatchObject({ reason: 'connection', detail: expect.stringContaining('ECONNREFUSED') })
      expect(tried).toBe(2)
      expect(await recordedWith(`"${url}"`)).toBe(0)
    })

    test('a certificate that nobody trusts is not tried again', async () => {
      const server = createServer(selfSigned()).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const url = `https://127.0.0.1:${port}`
      const { ended, tried } = await connects(port, () => ask(kind, url))
      server.close()
      expect(ended).toMatchObject({ reason: 'connection', detail: expect.stringContaining('self-signed') })
      expect(tried).toBe(1)
      expect(await recordedWith(`"${url}"`)).toBe(0)
    })
  },
)

describe.concurrent('what is accepted is recorded, and not asked for again', () => {
  const yes = JSON.stringify({ result: 'yes', rationale: 'So it is.' })
  const scored = { outcome: 'scored', value: 'yes', rationale: 'So it is.' }
  const vectors = [
    [1, 0],
    [0, 1],
  ]
  const outOfOrder = {
    json: { data: vectors.map((embedding, index) => ({ index, embedding })).toReversed() },
  }
  const parameterless =
    (name: string, kind: Kind): LoopbackHandler =>
    (request) =>
      name in (request.body as object) ? failure(400, `Unsupported parameter: ${name}`) : right(kind)
  const cases: [string, Kind, LoopbackHandler, number][] = [
    ['a verdict', 'chat', inTurn(verdict()), 1],
    ['JSON alone in a fence', 'chat', inTurn(completion(`\`\`\`json\n${yes}\n\`\`\``)), 1],
    ['a verdict after one within other text', 'chat', inTurn(completion(`So: ${yes}`), verdict()), 2],
    ['a verdict after 429', 'chat', inTurn(failure(429, 'slow down', { headers: soon }), verdict()), 2],
    ['a verdict after 503', 'chat', inTurn(failure(503, 'wait', { headers: soon }), verdict()), 2],
    ['a verdict without temperature', 'chat', parameterless('temperature', 'chat'), 2],
    ['a verdict without a schema', 'chat', parameterless('response_format', 'chat'), 2],
    ['vectors', 'embeddings', inTurn(embeddings(vectors)), 1],
    ['vectors out of order', 'embeddings', inTurn(outOfOrder), 1],
    ['vectors without dimensions', 'embeddings', parameterless('dimensions', 'embeddings'), 2],
    [
      'vectors after 500',
      'embeddings',
      inTurn(failure(500, 'oh', { headers: soon }), embeddings(vectors)),
      2,
    ],
  ]

  test.for(cases)('%s', async ([, kind, handler, asked]) => {
    const faced = await facing(kind, handler)
    const expected = (recorded: boolean): object =>
      kind === 'chat' ? expect.objectContaining({ ...scored, recorded }) : vectors
    expect(faced).toEqual({
      ended: expected(false),
      asked,
      // Each text by itself.
      recorded: kind === 'chat' ? 1 : vectors.length,
      again: expected(true),
      askedAgain: 0,
    })
  })
})

describe.concurrent('a service that says when it may be asked again', () => {
  test.for([
    ['in seconds', () => ({ 'retry-after': '1' }), 990],
    ['in milliseconds', () => ({ 'retry-after-ms': '150' }), 145],
    ['by a date', () => ({ 'retry-after': new Date(Date.now() + 1500).toUTCString() }), 480],
  ] as const)('%s, is not asked before', async ([, headers, leastMs]) => {
    const times: number[] = []
    const { asked } = await facing('chat', (_, index) => {
      times.push(performance.now())
      return index === 0 ? failure(429, 'slow down', { headers: headers() }) : right('chat')
    })
    expect(asked).toBe(2)
    expect(Number(times[1]) - Number(times[0])).toBeGreaterThanOrEqual(leastMs)
  })
})

describe('names are looked up in vain', () => {
  // Node asks this function for the address of every name: nothing leaves the machine.
  const failing = (code: string) => {
    const lookup = vi.spyOn(dns, 'lookup') as unknown as {
      mockImplementation(by: unknown): { mock: { calls: [] } }
    }
    return lookup.mockImplementation((name: string, _options: unknown, done: (error: Error) => void) =>
      done(Object.assign(new Error(`getaddrinfo ${code} ${name}`), { code })),
    )
  }

  test.for([
    ['chat', 'ENOTFOUND', 1],
    ['embeddings', 'ENOTFOUND', 1],
    ['chat', 'EAI_AGAIN', 2],
  ] as const)('%s: %s', async ([kind, code, tried]) => {
    const lookup = failing(code)
    const ended = await ask(kind, 'http://localhost:4')
    const { length } = lookup.mock.calls
    vi.restoreAllMocks()
    expect(ended).toMatchObject({
      reason: 'connection',
      detail: `Connection error.: fetch failed: getaddrinfo ${code} localhost`,
    })
    expect(length).toBe(tried)
    expect(await recordedWith('"http://localhost:4"')).toBe(0)
  })
})

describe.concurrent('an answer that does not come in time', () => {
  test.for(rows(lateFaults))('leaves a judge without a verdict: %s', ([, fault]) =>
    expectFault('chat', fault),
  )
  test.for(rows(lateFaults))('leaves an embedder without vectors: %s', ([, fault]) =>
    expectFault('embeddings', fault),
  )
})

test('a call that runs out of time is let go of', async () => {
  const closed = Promise.withResolvers<void>()
  await using server = await startLoopback(() => ({
    act: (outgoing) => {
      outgoing.writeHead(200).write('{')
      outgoing.on('close', closed.resolve)
    },
  }))
  await ask('chat', server.url, 400)
  await closed.promise
})

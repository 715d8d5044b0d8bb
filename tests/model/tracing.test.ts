import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { context, trace } from '@opentelemetry/api'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeJudge } from '../../src/judge/index.ts'
import { configureModels, createClient, embedder, traced } from '../../src/model/index.ts'
import { completion, embeddings, failure, startLoopback } from './loopback.ts'

const exporter = new InMemorySpanExporter()

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  )
})
afterAll(() => {
  trace.disable()
  context.disable()
})
beforeEach(() => configureModels({ environment: {}, maxRetries: 0 }))
afterEach(() => {
  configureModels({})
  exporter.reset()
})

/** Spans as a tree: names, each with its children. */
function tree(spans: readonly ReadableSpan[], parent?: string): unknown[] {
  return spans
    .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent)
    .map((span) => {
      const children = tree(spans, span.spanContext().spanId)
      return children.length === 0 ? span.name : { [span.name]: children }
    })
}

test('a judge, an embedder and the client of the system under test each tell of their calls', async () => {
  await using server = await startLoopback(({ path }) =>
    path.endsWith('embeddings') ? embeddings([[1, 2]]) : completion('{"result":"yes","rationale":"It is."}'),
  )
  const environment = { OPENAI_BASE_URL: `${server.url}/v1`, OPENAI_API_KEY: 'sk-loopback' }
  configureModels({ environment })
  const judge = makeJudge({
    name: 'fine',
    instructions: 'Is {{ outputs }} fine?',
    values: ['yes', 'no'],
    model: 'small',
  })
  await traced('test row 1', { 'vitest_judge.row': 'row 1' }, async () => {
    await createClient().chat.completions.create({
      model: 'app',
      messages: [{ role: 'user', content: 'Hi.' }],
    })
    await judge.judge({ outputs: 'Hello.' })
    await embedder({ model: 'vectors', dimensions: 2 }).embed(['Hello.'])
  })
  const spans = exporter.getFinishedSpans()
  expect(tree(spans)).toEqual([{ 'test row 1': ['chat app', 'chat small', 'embeddings vectors'] }])
  expect(spans.find(({ name }) => name === 'chat small')).toMatchObject({
    kind: 2,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'small',
      'gen_ai.response.model': 'loopback-1',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 3,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(server.url).port),
      'vitest_judge.recorded': false,
    },
  })
  expect(spans.find(({ name }) => name === 'chat app')?.attributes).toMatchObject({
    'gen_ai.request.model': 'app',
    'gen_ai.usage.input_tokens': 12,
    'http.response.status_code': 200,
  })
})

test('a call that failed says why, and never the key', async () => {
  await using server = await startLoopback(() => failure(401, 'Incorrect API key provided: sk-very-secret.'))
  const model = { model: 'small', baseURL: server.url, apiKey: 'sk-very-secret' }
  const judge = makeJudge({
    name: 'fine',
    instructions: 'Is {{ outputs }} fine?',
    values: ['yes', 'no'],
    model,
  })
  await judge.judge({ outputs: 'Hello.' })
  const [span] = exporter.getFinishedSpans()
  expect(span?.attributes['error.type']).toBe('rejected')
  expect(span?.status).toEqual({ code: 2, message: 'rejected: 401 Incorrect API key provided: [key].' })
})

import { expect, test } from 'vitest'
import { completion, startLoopback } from '../model/loopback.ts'
import { fixture } from './project.ts'

interface WrittenSpan {
  name: string
  id: string
  parent?: string
  trace: string
  attributes: Record<string, unknown>
}

/** An SDK that writes each span to a file as it ends, in whichever process. */
const sdk = `
  import { appendFileSync } from 'node:fs'
  import { context, propagation, trace } from '@opentelemetry/api'
  import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
  import { W3CTraceContextPropagator } from '@opentelemetry/core'
  import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
  const processor = {
    onStart() {},
    onEnd({ name, attributes, parentSpanContext: parent, spanContext }) {},
    forceFlush: async () => {},
    shutdown: async () => {},
  }
  processor.onEnd = (span) => {
    const { spanId: id, traceId } = span.spanContext()
    const line = { name: span.name, id, parent: span.parentSpanContext?.spanId, trace: traceId, attributes: span.attributes }
    appendFileSync('spans.jsonl', JSON.stringify(line) + '\\n')
  }
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  const provider = new BasicTracerProvider({ spanProcessors: [processor] })
  trace.setGlobalTracerProvider(provider)
  export default provider`

test.runIf(process.env['LONG'])(
  "a row's spans stand in Vitest's own trace: run, test, judge, chat",
  async () => {
    await using server = await startLoopback(() => completion('{"result":"yes","rationale":"It is."}'))
    await using project = await fixture(
      {
        'otel.mjs': sdk,
        'evals/fine.eval.ts': `
        import { createClient, evaluate, makeJudge } from 'vitest-judge'
        const judge = makeJudge({ name: 'fine', instructions: 'Is {{ outputs }} fine?', values: ['yes', 'no'] })
        evaluate('Fine', {
          rows: [{ id: 'row 1', inputs: 1 }],
          predict: async () => {
            const reply = await createClient().chat.completions.create({ model: 'app', messages: [{ role: 'user', content: 'Hi.' }] })
            return reply.choices[0].message.content
          },
          truth: () => 'no',
          judges: [judge],
        })`,
      },
      { test: { experimental: { openTelemetry: { enabled: true, sdkPath: './otel.mjs' } } } },
    )
    const environment = {
      OPENAI_BASE_URL: `${server.url}/v1`,
      OPENAI_API_KEY: 'sk-loopback',
      VITEST_JUDGE_MODEL: 'small',
    }
    const ended = await project.vitest(['run', 'evals'], environment)
    expect(ended.exitCode).toBe(0)
    const spans = (await project.read('spans.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as WrittenSpan)
    const byId = new Map(spans.map((span) => [span.id, span]))
    const pathTo = (name: string) => {
      const names: string[] = []
      for (let span = spans.find((own) => own.name === name); span; span = byId.get(span.parent ?? ''))
        names.push(span.name)
      return names
    }
    expect(pathTo('chat small').slice(0, 3)).toEqual(['chat small', 'judge fine', 'test row 1'])
    expect(pathTo('chat app').slice(0, 2)).toEqual(['chat app', 'test row 1'])
    // Above it Vitest's own, up to the run.
    expect(pathTo('chat small').length).toBeGreaterThan(5)
    expect(new Set(spans.map(({ trace }) => trace)).size).toBe(1)
    expect(spans.find(({ name }) => name === 'judge fine')?.attributes).toEqual({
      'gen_ai.evaluation.name': 'fine',
      'gen_ai.evaluation.score.label': 'yes',
      'gen_ai.evaluation.explanation': 'It is.',
      'vitest_judge.outcome': 'scored',
      'vitest_judge.recorded': false,
      'vitest_judge.truth': 'no',
    })
  },
)

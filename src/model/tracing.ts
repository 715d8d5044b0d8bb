import type { AttributeValue, Span, SpanKind, SpanStatusCode } from '@opentelemetry/api'

/** Attributes of a span; those that are undefined are left out. */
export type TraceAttributes = Readonly<Record<string, AttributeValue | undefined>>

/** Tells a span more, once it is known. */
export type Describe = (attributes: TraceAttributes) => void

type Api = typeof import('@opentelemetry/api')

let api: Api | null | undefined

/** OpenTelemetry's interface where it is installed; null where it is not. */
async function loadApi(): Promise<Api | null> {
  return (api ??= await import('@opentelemetry/api').catch(() => null))
}

/**
 * Does some work within a span, a child of whatever span is active. Without `@opentelemetry/api`, an optional peer, or
 * without an SDK, it is only the work. What it throws is the span's error. Names and attributes follow the semantic
 * conventions for generative AI.
 */
export async function traced<Result>(
  name: string,
  { kind = 'internal', ...attributes }: TraceAttributes & { kind?: 'internal' | 'client' },
  work: (describe: Describe) => Promise<Result>,
): Promise<Result> {
  const { trace } = api === undefined ? ((await loadApi()) ?? {}) : (api ?? {})
  if (trace === undefined) return work(() => {})
  const kinds: Record<typeof kind, SpanKind> = { internal: 0, client: 2 }
  const options = { kind: kinds[kind], attributes: defined(attributes) }
  return trace.getTracer('vitest-judge').startActiveSpan(name, options, async (span) => {
    try {
      return await work((more) => span.setAttributes(defined(more)))
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      span.end()
    }
  })
}

function fail(span: Span, error: unknown): void {
  const { reason, message } = error as { reason?: string; message?: string }
  span.setAttribute('error.type', reason ?? (error instanceof Error ? error.name : '_OTHER'))
  const failed: SpanStatusCode.ERROR = 2
  span.setStatus({ code: failed, ...(message !== undefined && { message }) })
}

function defined(attributes: TraceAttributes): Record<string, AttributeValue> {
  const known: Record<string, AttributeValue> = {}
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) known[name] = value
  return known
}

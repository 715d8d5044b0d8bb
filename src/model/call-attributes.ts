import type { TokenUsage } from '../contract/index.ts'
import type { TraceAttributes } from './tracing.ts'

/** What a path of a provider's interface does, as the semantic conventions call it. */
export function operationOf(path: string): string {
  if (/embed/i.test(path)) return 'embeddings'
  return /chat|completions|messages|responses|generateContent/.test(path) ? 'chat' : 'request'
}

/** What is known of a call before it is made. */
export function requestAttributes(
  endpoint: string,
  path: string,
  model: string | undefined,
): TraceAttributes & { kind: 'client' } {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  return {
    kind: 'client',
    'gen_ai.operation.name': operationOf(path),
    'gen_ai.provider.name': url?.hostname.endsWith('anthropic.com') ? 'anthropic' : 'openai',
    'gen_ai.request.model': model,
    'server.address': url?.hostname,
    'server.port': url === undefined || url.port === '' ? undefined : Number(url.port),
  }
}

/** What an answer tells. A recorded one cost no tokens now. */
export function answerAttributes(
  { model, tokens }: { model?: string; tokens?: TokenUsage },
  recorded: boolean,
): TraceAttributes {
  return {
    'gen_ai.response.model': model,
    'gen_ai.usage.input_tokens': recorded ? undefined : tokens?.prompt,
    'gen_ai.usage.output_tokens': recorded ? undefined : tokens?.completion,
    'vitest_judge.recorded': recorded,
  }
}

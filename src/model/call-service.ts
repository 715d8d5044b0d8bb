import type { OpenAI } from 'openai'
import type { Clock } from '../io/index.ts'
import { CallGuard } from './call-guard.ts'
import type { CallOptions } from './chat.ts'
import { describeFailure } from './failure.ts'
import { ModelCallError } from './model-call-error.ts'
import { askWithoutRefused } from './refused-parameters.ts'
import type { Service } from './service.ts'

/** One call of a service: where it goes, what it sends, and how its answer is read. */
export interface ServiceCall<Body extends object, Answer, Result> {
  service: Service
  /** The model's name, for errors and for what is remembered of it. */
  model: string
  body: Body
  send: (client: OpenAI, body: Body, options: { signal: AbortSignal; timeout: number }) => Promise<Answer>
  /** Reads the answer; throws an `UnusableAnswer` when it cannot be used. */
  read: (answer: Answer) => Result
  options: CallOptions
  clock: Clock
}

/** The guard ends an attempt; the client's own limit must only never come first. */
const clientTimeoutMs = 2 ** 31 - 1

/**
 * Calls a service and reads its answer, leaving out what it refuses. Every failure ends as a `ModelCallError` with
 * model and latency.
 */
export async function callService<Body extends object, Answer, Result>(
  call: ServiceCall<Body, Answer, Result>,
): Promise<Result & { latencyMs: number }> {
  const { service, model, clock } = call
  const start = clock()
  const latencyMs = () => Math.max(0, clock() - start)
  const guard = new CallGuard(call.options)
  const client = service.client.withOptions({ fetch: guard.guardFetch(service.fetch) })
  const requestOptions = { signal: guard.signal, timeout: clientTimeoutMs }
  try {
    const answer = await guard.race(() =>
      askWithoutRefused(JSON.stringify([service.endpoint, model]), call.body, (body) =>
        call.send(client, body, requestOptions),
      ),
    )
    return { ...call.read(answer), latencyMs: latencyMs() }
  } catch (error) {
    const failure = describeFailure(guard.ending ?? error, service.secret)
    throw new ModelCallError({ ...failure, model, latencyMs: latencyMs() })
  } finally {
    guard.release()
  }
}

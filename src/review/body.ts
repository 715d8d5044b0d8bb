import type { Context, MiddlewareHandler } from 'hono'
import { refusal } from './refusal.ts'

const mostBodyBytes = 256 * 1024
const mostReadBytes = 64 * 1024 * 1024

/** A request's body as far as it is kept: `undefined` where it has more bytes than are taken. */
export interface BodyVariables {
  body: Uint8Array | undefined
}

/**
 * Reads a body to its end before anything is answered, and keeps none that is too large. Of a request that is refused
 * half read, the connection is cut under the answer, and who sent it never learns why. What has no end in sight (64 MB)
 * is cut all the same.
 */
export const bodyRead: MiddlewareHandler<{ Variables: BodyVariables }> = async (context, next) => {
  const stream = context.req.raw.body
  const kept: Uint8Array[] = []
  let bytes = 0
  if (stream !== null) {
    const reader = stream.getReader()
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw refusal(400, 'The connection ended before the body did.', 'Send it again.')
      })
      if (done || bytes > mostReadBytes) break
      bytes += value.length
      if (bytes <= mostBodyBytes) kept.push(value)
    }
  }
  context.set('body', bytes > mostBodyBytes ? undefined : Buffer.concat(kept))
  return next()
}

/** Refuses a body that is not marked as JSON, which no form of another site can be. */
export const jsonOnly: MiddlewareHandler = async ({ req }, next) => {
  const type = req.header('content-type') ?? 'none'
  if (type.split(';')[0]?.trim().toLowerCase() === 'application/json') return next()
  throw refusal(
    415,
    `The body is of the type ${JSON.stringify(type)}; expected "application/json".`,
    'Send JSON, and say so in content-type.',
  )
}

/** The body that `bodyRead` read, as JSON. */
export function bodyOf(context: Context<{ Variables: BodyVariables }>): unknown {
  const body = context.get('body')
  if (body === undefined) {
    throw refusal(413, `The body has more than ${mostBodyBytes} bytes.`, 'Give a shorter comment.')
  }
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    throw refusal(400, 'The body is not JSON.', 'Send one JSON object.')
  }
}

import { maskText } from './recordings/mask-secrets.ts'
import { UnusableAnswer } from './unusable-answer.ts'

/** The longest body that is read, in bytes: 200 vectors of 4096 elements have some 16 MB. */
const longestBody = 32e6

/**
 * The `fetch` of this process, but that the body has been read when it answers, and that a secret which it repeats is
 * `[key]` in it. A body that is longer than 32 MB, or no UTF-8, is one whose reading fails with an `UnusableAnswer`
 * (`malformed`), and its connection is let go of.
 */
export function checkedFetch(secrets: readonly string[]): typeof fetch {
  return async (...parameters) => {
    const response = await globalThis.fetch(...parameters)
    if (response.body === null) return response
    const masked = wholeText(response.body).then((text) => maskText(text, secrets))
    return new Response(await masked.catch(failingBody), response)
  }
}

async function wholeText(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > longestBody) throw malformed(`the response has more than ${longestBody / 1e6} MB`)
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw malformed('the response is not UTF-8')
  }
}

function malformed(detail: string): UnusableAnswer {
  return new UnusableAnswer({ reason: 'malformed', detail })
}

function failingBody(error: unknown): ReadableStream {
  return new ReadableStream({ start: (controller) => controller.error(error) })
}

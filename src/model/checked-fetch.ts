import { UnusableAnswer } from './unusable-answer.ts'

/** The longest body that is read, in bytes: 200 vectors of 4096 elements have some 16 MB. */
const longestBody = 32e6

/**
 * The `fetch` of this process, but for what it takes to read a body: one that is longer than 32 MB, or no UTF-8, ends
 * as an `UnusableAnswer` (`malformed`), and its connection is let go of.
 */
export async function checkedFetch(...parameters: Parameters<typeof fetch>): Promise<Response> {
  const response = await globalThis.fetch(...parameters)
  return response.body === null ? response : new Response(response.body.pipeThrough(checkedBody()), response)
}

function checkedBody(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  const checkUtf8 = (chunk?: Uint8Array) => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      throw new UnusableAnswer({ reason: 'malformed', detail: 'the response is not UTF-8' })
    }
  }
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length
      if (bytes > longestBody) {
        const detail = `the response has more than ${longestBody / 1e6} MB`
        throw new UnusableAnswer({ reason: 'malformed', detail })
      }
      checkUtf8(chunk)
      controller.enqueue(chunk)
    },
    flush: () => checkUtf8(),
  })
}

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the server received it; `body` is parsed JSON, or the text where it is none. */
export interface LoopbackRequest {
  method: string
  /** Path and query. */
  path: string
  headers: IncomingHttpHeaders
  body: unknown
}

/** What to answer: `json` or `text`; with neither, the connection stays open and nothing is sent. */
export interface LoopbackResponse {
  status?: number
  headers?: Record<string, string>
  json?: unknown
  text?: string
  /** Leaves the body open after what is sent of it. */
  unfinished?: boolean
  /** Answers by hand, in place of all else. */
  act?: (outgoing: ServerResponse) => void
}

/** Answers the request with this number, counted from 0. */
export type LoopbackHandler = (
  request: LoopbackRequest,
  index: number,
) => LoopbackResponse | Promise<LoopbackResponse>

/** A running server on 127.0.0.1. */
export interface Loopback extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string
  /** Every request so far, in order. */
  readonly requests: readonly LoopbackRequest[]
  close(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startLoopback(handler: LoopbackHandler): Promise<Loopback> {
  const requests: LoopbackRequest[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming
      const request = { method, path, headers, body: parsed(Buffer.concat(chunks).toString()) }
      requests.push(request)
      const index = requests.length - 1
      void Promise.resolve()
        .then(() => handler(request, index))
        .catch((error: unknown) => ({ status: 599, text: `the handler threw: ${String(error)}` }))
        .then((response) => send(outgoing, response))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, requests, close, [Symbol.asyncDispose]: close }
}

/** A handler that answers one response after the other, the last one for ever. */
export function inTurn(...responses: readonly [LoopbackResponse, ...LoopbackResponse[]]): LoopbackHandler {
  return (_request, index) => responses[Math.min(index, responses.length - 1)] ?? responses[0]
}

/** A chat completion in the public protocol. */
export function completion(
  content: string | null,
  more: { finish_reason?: string; refusal?: string; model?: string } = {},
): LoopbackResponse {
  const { finish_reason = 'stop', refusal = null, model = 'loopback-1' } = more
  return {
    json: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 0,
      model,
      choices: [{ index: 0, message: { role: 'assistant', content, refusal }, finish_reason }],
      usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
    },
  }
}

/** An embeddings response in the public protocol. */
export function embeddings(vectors: readonly (readonly unknown[])[]): LoopbackResponse {
  return {
    json: {
      object: 'list',
      model: 'loopback-embedding',
      data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
      usage: { prompt_tokens: 1, total_tokens: 1 },
    },
  }
}

/** An error in the public protocol. */
export function failure(
  status: number,
  message: string,
  more: { param?: string; code?: string; headers?: Record<string, string> } = {},
): LoopbackResponse {
  const { param = null, code = null, headers = {} } = more
  return { status, headers, json: { error: { message, type: 'error', param, code } } }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function send(outgoing: ServerResponse, response: LoopbackResponse): void {
  const { status = 200, headers = {}, json, text, unfinished = false, act } = response
  if (act !== undefined) return act(outgoing)
  if (json === undefined && text === undefined) return
  const type = json === undefined ? 'text/plain' : 'application/json'
  outgoing.writeHead(status, { 'content-type': type, ...headers })
  outgoing.write(text ?? JSON.stringify(json))
  if (!unfinished) outgoing.end()
}

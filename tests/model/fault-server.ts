import type { ServerResponse } from 'node:http'
import type { UnscoredReason } from '../../src/contract/index.ts'
import { completion, embeddings, type LoopbackResponse } from './loopback.ts'

/** What is asked for: a verdict of a judge, or two vectors of two elements. */
export type Kind = 'chat' | 'embeddings'

/** What a server does, and what becomes of it. */
export interface Fault {
  name: string
  /** What is answered in turn, the last one for ever. */
  answers: (kind: Kind) => readonly [LoopbackResponse, ...LoopbackResponse[]]
  /** How many requests the server receives, where one retry is allowed. */
  asked: number
  /** Why there is no verdict, or no vector. */
  reason: UnscoredReason
  detail: (kind: Kind) => string | RegExp
  timeoutMs?: number
}

/** The key of every row. Some of the servers repeat it. */
export const key = 'sk-very-secret-123'

/** A wait that a service asks for and nobody notices. */
export const soon = { 'retry-after-ms': '1' }

/** A judge's answer. */
export function verdict(more: object = {}): LoopbackResponse {
  return completion(JSON.stringify({ result: 'yes', rationale: 'So it is.', ...more }))
}

/** An answer that nothing is wrong with. */
export function right(kind: Kind): LoopbackResponse {
  const vectors = [
    [1, 0],
    [0, 1],
  ]
  return kind === 'chat' ? verdict() : embeddings(vectors)
}

/** The body of an answer that nothing is wrong with. */
export function rightBody(kind: Kind): string {
  return JSON.stringify(right(kind).json)
}

/** A body of type JSON as it is given. */
export function body(text: string | Buffer): LoopbackResponse {
  return {
    act: (outgoing) => {
      outgoing.writeHead(200, json)
      outgoing.end(text)
    },
  }
}

/** A right body whose last text holds a byte that is no UTF-8. */
export function notUtf8(kind: Kind): Buffer {
  const marked =
    kind === 'chat' ? verdict({ rationale: '@' }).json : { ...(right(kind).json as object), model: '@' }
  const bytes = Buffer.from(JSON.stringify(marked))
  bytes[bytes.lastIndexOf('@')] = 0xff
  return bytes
}

/** Lets go of the connection before anything is sent. */
export const resetBeforeHeaders: LoopbackResponse = { act: reset }

/** Lets go of the connection once the headers are sent. */
export const resetAfterHeaders: LoopbackResponse = {
  act: (outgoing) => {
    outgoing.writeHead(200, json)
    outgoing.flushHeaders()
    setTimeout(() => reset(outgoing), 20)
  },
}

/** Lets go of the connection half-way. */
export function resetWithin(kind: Kind): LoopbackResponse {
  return {
    act: (outgoing) => {
      const text = rightBody(kind)
      outgoing.writeHead(200, { ...json, 'content-length': text.length })
      outgoing.write(text.slice(0, text.length / 2))
      setTimeout(() => reset(outgoing), 20)
    },
  }
}

/** Sends a right body so slowly that it takes seconds. */
export function slowBody(kind: Kind): LoopbackResponse {
  const text = rightBody(kind)
  return dripping((count) => text.slice(count, count + 1))
}

/** Sends white space, slowly and for ever. */
export const endlessBody: LoopbackResponse = dripping(() => ' ')

/** Sends white space as fast as it is read, and for ever. */
export const flood: LoopbackResponse = {
  act: (outgoing) => {
    const chunk = Buffer.alloc(1 << 20, ' ')
    const fill = () => {
      while (outgoing.write(chunk));
    }
    outgoing.writeHead(200, json)
    outgoing.on('drain', fill)
    fill()
  },
}

const json = { 'content-type': 'application/json' }

function dripping(part: (count: number) => string): LoopbackResponse {
  return {
    act: (outgoing) => {
      let count = 0
      outgoing.writeHead(200, json)
      const timer = setInterval(() => outgoing.write(part(count++)), 20)
      outgoing.on('close', () => clearInterval(timer))
    },
  }
}

function reset(outgoing: ServerResponse): void {
  outgoing.socket?.resetAndDestroy()
}

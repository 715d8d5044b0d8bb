import type { UnscoredReason } from '../../src/contract/index.ts'
import {
  body,
  endlessBody,
  flood,
  key,
  notUtf8,
  resetAfterHeaders,
  resetBeforeHeaders,
  resetWithin,
  rightBody,
  slowBody,
  soon,
  type Fault,
  type Kind,
} from './fault-server.ts'
import { failure, type LoopbackResponse } from './loopback.ts'

const nouns = { chat: 'a chat completion', embeddings: 'a list of embeddings' }

function status(code: number, message: string, reason: UnscoredReason, asked: number, more = {}): Fault {
  const answer = failure(code, message, asked > 1 ? { headers: soon, ...more } : more)
  return {
    name: `${code} ${message}`,
    answers: () => [answer],
    asked,
    reason,
    detail: () => `${code} ${message.replaceAll(key, '[key]')}`,
  }
}

function tooMany(name: string, headers: () => Record<string, string>, asked = 2): Fault {
  const answer = () => failure(429, 'slow down', { headers: headers() })
  return {
    name: `429 ${name}`,
    answers: () => [answer(), answer()],
    asked,
    reason: 'rate-limited',
    detail: () => '429 slow down',
  }
}

function unusable(
  name: string,
  answer: (kind: Kind) => LoopbackResponse,
  got: (kind: Kind) => string,
): Fault {
  return {
    name,
    answers: (kind) => [answer(kind)],
    asked: 1,
    reason: 'malformed',
    detail: got,
  }
}

function lost(name: string, answer: (kind: Kind) => LoopbackResponse, detail: RegExp): Fault {
  return { name, answers: (kind) => [answer(kind)], asked: 2, reason: 'connection', detail: () => detail }
}

function late(name: string, answer: (kind: Kind) => LoopbackResponse): Fault {
  const detail = () => 'no answer within 400 ms'
  return { name, answers: (kind) => [answer(kind)], asked: 1, reason: 'timeout', detail, timeoutMs: 400 }
}

const lostOnTheWay = /ECONNRESET|other side closed/

const parameters = { chat: 'temperature', embeddings: 'dimensions' }

/** Faults of the service and of the way to it, the same for chat and embeddings. */
export const serviceFaults: readonly Fault[] = [
  status(400, 'bad request', 'rejected', 1),
  {
    name: '400 for a parameter, and again without it',
    answers: (kind) => [failure(400, 'not supported', { param: parameters[kind] })],
    asked: 2,
    reason: 'rejected',
    detail: () => '400 not supported',
  },
  status(401, `Incorrect API key provided: ${key}.`, 'rejected', 1),
  status(403, 'no access', 'rejected', 1),
  status(404, 'The model small does not exist', 'rejected', 1, { code: 'model_not_found' }),
  status(408, 'request timed out', 'rejected', 2),
  status(409, 'conflict', 'rejected', 2),
  status(413, 'too large', 'rejected', 1),
  status(422, 'cannot be processed', 'rejected', 1),
  tooMany('without a hint', () => ({})),
  tooMany('with Retry-After in seconds', () => ({ 'retry-after': '1' })),
  tooMany('with Retry-After as a date', () => ({ 'retry-after': new Date(Date.now() + 1000).toUTCString() })),
  tooMany('with retry-after-ms', () => soon),
  tooMany('with an hour to wait', () => ({ 'retry-after': '3600' }), 1),
  status(429, 'You exceeded your quota.', 'rate-limited', 1, { code: 'insufficient_quota', headers: soon }),
  status(500, 'it broke', 'provider-error', 2),
  status(500, 'it broke, do not retry', 'provider-error', 1, {
    headers: { ...soon, 'x-should-retry': 'false' },
  }),
  {
    name: '502 with a page of a proxy',
    answers: () => [{ status: 502, headers: soon, text: `<html>\n  Bad  gateway for ${key}` }],
    asked: 2,
    reason: 'provider-error',
    detail: () => '502 <html> Bad gateway for [key]',
  },
  status(503, 'overloaded', 'provider-error', 2),
  status(529, 'overloaded', 'provider-error', 2),
  lost('a reset before the headers', () => resetBeforeHeaders, lostOnTheWay),
  lost('a reset after the headers', () => resetAfterHeaders, lostOnTheWay),
  lost('a reset within the body', resetWithin, lostOnTheWay),
  unusable(
    'a flood that never ends',
    () => flood,
    () => 'the response has more than 32 MB',
  ),
  unusable(
    'an empty body',
    () => body(''),
    (kind) => `expected ${nouns[kind]}, got nothing`,
  ),
  unusable(
    '204',
    () => ({ act: (outgoing) => outgoing.writeHead(204).end() }),
    (kind) => `expected ${nouns[kind]}, got null`,
  ),
  unusable(
    'a right answer of the wrong type',
    (kind) => ({ text: rightBody(kind) }),
    (kind) => `expected ${nouns[kind]}, got ${cut(JSON.stringify(rightBody(kind)), kind)}`,
  ),
  unusable(
    'a page in place of JSON, with the key in it',
    () => ({ text: `Welcome, ${key}` }),
    (kind) => `expected ${nouns[kind]}, got "Welcome, [key]"`,
  ),
  unusable(
    'ten megabytes of a page',
    () => ({ text: 'x'.repeat(1e7) }),
    (kind) => `expected ${nouns[kind]}, got ${cut(`"${'x'.repeat(400)}`, kind)}`,
  ),
  unusable(
    'bytes that are no UTF-8',
    (kind) => body(notUtf8(kind)),
    () => 'the response is not UTF-8',
  ),
  unusable(
    'truncated JSON',
    (kind) => body(rightBody(kind).slice(0, -5)),
    () => 'the response is not JSON',
  ),
  unusable(
    'an error with status 200',
    () => ({ json: { error: { message: 'down' } } }),
    (kind) => `expected ${nouns[kind]}, got {"error":{"message":"down"}}`,
  ),
]

/** Answers that do not come in time; apart from the others, whose work would take time from them. */
export const lateFaults: readonly Fault[] = [
  late('headers that never come', () => ({})),
  late('a slow body', slowBody),
  late('a body that never ends', () => endlessBody),
]

/** As a detail is cut: at 300 characters. */
function cut(text: string, kind: Kind): string {
  const longest = 300 - `expected ${nouns[kind]}, got `.length
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`
}

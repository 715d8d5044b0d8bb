import { expect, test } from 'vitest'
import { fetchJson, HttpStatusError } from '../../src/model/index.ts'
import { failureOf, loopback, sendJson } from './support.ts'

const noting = () => {
  const waits: number[] = []
  return { waits, sleep: async (milliseconds: number) => void waits.push(milliseconds) }
}

test('gives the JSON of the body, and sends the headers', async () => {
  const server = await loopback((_, response) => sendJson(response, { a: [1, null] }))
  expect(await fetchJson(`${server.baseURL}/x?y=1`, { headers: { authorization: 'Bearer k' } })).toEqual({
    a: [1, null],
  })
  expect(server.requests.map(({ url, authorization }) => [url.pathname, url.search, authorization])).toEqual([
    ['/x', '?y=1', 'Bearer k'],
  ])
})

test('waits as Retry-After says, in seconds or as a date, at most a minute', async () => {
  const answers = ['2', 'Thu, 01 Jan 1970 00:01:45 GMT', '3600']
  const server = await loopback((_, response, count) => {
    const retryAfter = answers[count - 1]
    if (retryAfter === undefined) return sendJson(response, 'done')
    response.writeHead(429, { 'retry-after': retryAfter }).end()
  })
  const { waits, sleep } = noting()
  expect(await fetchJson(server.baseURL, { sleep, clock: () => 100_000 })).toBe('done')
  expect(waits).toEqual([2000, 5000, 60_000])
})

test('waits twice as long each time where the server does not say', async () => {
  const server = await loopback((_, response) => sendJson(response, { error: 'busy' }, 503))
  const { waits, sleep } = noting()
  expect(await failureOf(fetchJson(server.baseURL, { sleep }))).toMatchInlineSnapshot(`
    "request-failed: GET http://localhost failed after 4 attempts: received status 503 ({"error":"busy"}); expected JSON.
      → Check the address, the connection and the access rights, then run again."
  `)
  expect(waits).toEqual([500, 1000, 2000])
  expect(server.requests).toHaveLength(4)
})

test('asks once only with no retries', async () => {
  const server = await loopback((_, response) => sendJson(response, {}, 500))
  expect(await failureOf(fetchJson(server.baseURL, { retries: 0 }))).toMatch(
    /failed after 1 attempt: received status 500/,
  )
  expect(server.requests).toHaveLength(1)
})

test('does not ask again after 404, and keeps the status in the cause', async () => {
  const server = await loopback((_, response) => sendJson(response, { error: 'none' }, 404))
  const error = await fetchJson(server.baseURL).catch((reason: unknown) => reason)
  expect((error as Error).cause).toBeInstanceOf(HttpStatusError)
  expect((error as { cause: HttpStatusError }).cause.status).toBe(404)
  expect(server.requests).toHaveLength(1)
})

test('does not ask again after a body that is not JSON', async () => {
  const server = await loopback((_, response) => response.end('<html>'))
  expect(await failureOf(fetchJson(server.baseURL))).toMatchInlineSnapshot(`
    "request-failed: GET http://localhost failed after 1 attempt: received a body that is not JSON (Unexpected token '<', "<html>" is not valid JSON); expected JSON.
      → Check the address, the connection and the access rights, then run again."
  `)
  expect(server.requests).toHaveLength(1)
})

test('asks again after a lost connection and after a timeout', async () => {
  const server = await loopback((_, response, count) => {
    if (count === 1) return response.destroy()
    if (count === 3) sendJson(response, 'done')
    return undefined
  })
  const { waits, sleep } = noting()
  expect(await fetchJson(server.baseURL, { sleep, timeoutMs: 1000 })).toBe('done')
  expect(waits).toEqual([500, 1000])
})

test('says that nobody listens', async () => {
  const server = await loopback(() => undefined)
  await server.close()
  const { sleep } = noting()
  expect(await failureOf(fetchJson(server.baseURL, { sleep, retries: 1 }))).toMatch(
    /^request-failed: GET http:\/\/localhost failed after 2 attempts: received no answer \(.*ECONNREFUSED.*\); expected JSON\./,
  )
})

test('ends at once when the caller aborts, in the request and in the wait', async () => {
  const silent = await loopback(() => undefined)
  const during = new AbortController()
  const asked = failureOf(fetchJson(silent.baseURL, { signal: during.signal }))
  setTimeout(() => during.abort(new Error('enough')), 30)
  expect(await asked).toMatch(/^request-failed: .* after 1 attempt: received no answer \(enough\)/)

  const waiting = new AbortController()
  const busy = await loopback((_, response) => {
    response.writeHead(429, { 'retry-after': '60' }).end()
    setTimeout(() => waiting.abort(), 50)
  })
  const waited = failureOf(fetchJson(busy.baseURL, { signal: waiting.signal }))
  expect(await waited).toMatch(/^request-failed: .* after 1 attempt: received no answer \(.*aborted/)
  expect(busy.requests).toHaveLength(1)
})

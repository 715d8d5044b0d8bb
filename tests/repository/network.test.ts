import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, get } from 'node:http'
import { get as getSecurely } from 'node:https'
import { connect, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectSecurely } from 'node:tls'
import { OpenAI } from 'openai'
import { describe, expect, onTestFinished, test } from 'vitest'

await import('../setup-network.ts')

const refusal = (host: string) =>
  `A test tried to connect to ${host}; tests reach this machine's own servers only.`

async function server(where: string | number, host?: string): Promise<Server> {
  const made = createServer((_, response) => response.end('here'))
  onTestFinished(() => void made.close())
  await new Promise<void>((resolve) =>
    made.listen(typeof where === 'string' ? { path: where } : { port: where, host }, resolve),
  )
  return made
}

describe('the network guard', () => {
  test('refuses fetch to a name and to an address', async () => {
    const causeOf = (error: unknown) => ((error as Error).cause as Error).message
    expect(await fetch('http://example.com/').catch(causeOf)).toBe(refusal('example.com'))
    expect(await fetch('https://192.0.2.1/').catch(causeOf)).toBe(refusal('192.0.2.1'))
    expect(await fetch('http://[2001:db8::1]/').catch(causeOf)).toBe(refusal('2001:db8::1'))
  })

  test('refuses the clients of net, tls, http and https, in every way to call them', () => {
    expect(() => connect(80, 'example.com')).toThrow(refusal('example.com'))
    expect(() => connect({ port: 80, host: 'example.com' })).toThrow(refusal('example.com'))
    expect(() => connectSecurely({ port: 443, host: 'example.com' })).toThrow(refusal('example.com'))
    expect(() => get('http://example.com')).toThrow(refusal('example.com'))
    expect(() => getSecurely('https://example.com')).toThrow(refusal('example.com'))
    expect(() => connect(80, '127.0.0.1.example.com')).toThrow(refusal('127.0.0.1.example.com'))
    expect(() => connect(80, 'localhost.example.com')).toThrow(refusal('localhost.example.com'))
  })

  test('refuses the client of the model services', async () => {
    const client = new OpenAI({ apiKey: 'none', baseURL: 'https://api.example.com/v1', maxRetries: 0 })
    const error: unknown = await client.models.list().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ cause: { cause: { message: refusal('api.example.com') } } })
  })

  test.for(['127.0.0.1', 'localhost'])('lets tests reach a server on %s', async (host) => {
    const { port } = (await server(0, host)).address() as AddressInfo
    expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('here')
  })

  test.skipIf(process.platform === 'win32')('lets tests reach a server on a pipe', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-pipe-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const path = join(folder, 'socket')
    await server(path)
    const status = await new Promise((resolve, reject) => {
      get({ socketPath: path, path: '/' }, (response) => resolve(response.resume().statusCode)).on(
        'error',
        reject,
      )
    })
    expect(status).toBe(200)
  })
})

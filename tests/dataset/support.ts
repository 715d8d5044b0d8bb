import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { VitestJudgeError } from '../../src/contract/index.ts'

/** An empty folder that goes away after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dataset-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A file with a text, in a folder that goes away after the test. */
export async function temporaryFile(name: string, text: string): Promise<string> {
  const path = join(await temporaryFolder(), name)
  await writeFile(path, text)
  return path
}

/** Code and message of the error that a promise ends with, temporary folders written as `…`. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  )
  if (!VitestJudgeError.is(error)) throw error
  const text = `${error.code}: ${error.message}`
  return text.replaceAll(/\S*dataset-\w{6}/g, '…').replaceAll(/127\.0\.0\.1:\d+/g, 'localhost')
}

/** A loopback server that notes each request. */
export interface Loopback {
  baseURL: string
  requests: { url: URL; authorization: string | undefined }[]
  close: () => Promise<void>
}

/** Starts a loopback server that ends with the test. */
export async function loopback(
  answer: (url: URL, response: ServerResponse, count: number) => void,
): Promise<Loopback> {
  const requests: Loopback['requests'] = []
  const server: Server = createServer((request: IncomingMessage, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    requests.push({ url, authorization: request.headers.authorization })
    answer(url, response, requests.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  return { baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close }
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { localCoordinator, remoteCoordinator, serveCoordinator } from '../src/model/pacing/coordinator.ts'
import { readRateHeaders } from '../src/model/pacing/rate-headers.ts'
import { toMarkdown } from './markdown.ts'

/**
 * Two processes ask a server, through one coordinator, that lets ten calls a second through and answers 429 above: how
 * long 300 calls take, from the first to the last, over the time that the limit asks for, how many were answered with 429, and how many were lost,
 * each call with up to eight attempts. `node benchmarks/paced.ts`, for a short run `--calls 60`.
 */
const perSecond = 10
const latencyMs = 50
const concurrency = 20
const workers = 2
const mostAttempts = 8

interface Kind {
  /** The milliseconds to wait; undefined lets the call through. */
  refuse: (nowMs: number) => number | undefined
  /** Whether a refusal says when to come again, in whole seconds as HTTP asks. */
  hinted: boolean
}

function fixedWindow(): Kind {
  let [second, used] = [0, 0]
  const refuse = (nowMs: number) => {
    const current = Math.floor(nowMs / 1000)
    if (current !== second) [second, used] = [current, 0]
    return ++used <= perSecond ? undefined : (current + 1) * 1000 - nowMs
  }
  return { refuse, hinted: true }
}

function slidingWindow(): Kind {
  const passed: number[] = []
  const refuse = (nowMs: number) => {
    while (passed[0] !== undefined && passed[0] <= nowMs - 1000) passed.shift()
    if (passed.length >= perSecond) return 1000
    passed.push(nowMs)
    return undefined
  }
  return { refuse, hinted: false }
}

const kinds: Record<string, () => Kind> = {
  'fixed window, Retry-After': fixedWindow,
  'sliding window, no hint': slidingWindow,
}

async function measure(name: string, { refuse, hinted }: Kind, calls: number) {
  let tooMany = 0
  let startMs: number | undefined
  let [inFlight, mostInFlight] = [0, 0]
  const server = createServer((request, response) => {
    request.resume()
    startMs ??= performance.now()
    mostInFlight = Math.max(mostInFlight, ++inFlight)
    const waitMs = refuse(Date.now())
    if (waitMs !== undefined) tooMany++
    setTimeout(() => {
      inFlight--
      const headers =
        waitMs === undefined || !hinted ? {} : { 'retry-after': String(Math.ceil(waitMs / 1000)) }
      response.writeHead(waitMs === undefined ? 200 : 429, headers).end('{}')
    }, latencyMs)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const coordinator = await serveCoordinator(localCoordinator({ concurrency }))
  const ends = await Promise.all(
    Array.from({ length: workers }, () => runWorker(coordinator.address, url, calls / workers)),
  )
  const endMs = Math.max(...ends.map(({ atMs }) => atMs))
  const seconds = (endMs - (startMs ?? endMs)) / 1000
  await coordinator.close()
  server.close()
  const limit = calls / perSecond
  return [
    name,
    String(calls),
    limit.toFixed(1),
    seconds.toFixed(1),
    (seconds / limit).toFixed(3),
    String(tooMany),
    String(mostInFlight),
    String(ends.reduce((sum, { lost }) => sum + lost, 0)),
  ]
}

/** Makes calls in a process of its own: how many were lost, and when the last one ended. */
async function runWorker(address: string, url: string, calls: number) {
  const child = fork(fileURLToPath(import.meta.url), ['--worker', address, url, String(calls)])
  const [lost] = (await once(child, 'message')) as [number]
  return { lost, atMs: performance.now() }
}

async function work(address: string, url: string, calls: number): Promise<void> {
  const coordinator = remoteCoordinator(address, { concurrency })
  const call = async () => {
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      const permit = await coordinator.acquire('loopback', 0, { again: attempt > 1 })
      const response = await fetch(url, { method: 'POST', body: '{}' })
      await response.text()
      permit.release({ status: response.status, hints: readRateHeaders(response.headers, Date.now()) })
      if (response.ok) return true
    }
    return false
  }
  const answered = await Promise.all(Array.from({ length: calls }, call))
  process.send?.(answered.filter((isAnswered) => !isAnswered).length)
  process.disconnect()
}

const [, , first, ...rest] = process.argv
if (first === '--worker') {
  const [address = '', url = '', calls = '0'] = rest
  await work(address, url, Number(calls))
} else {
  const calls = first === '--calls' ? Number(rest[0]) : 300
  const rows: string[][] = []
  for (const [name, kind] of Object.entries(kinds)) rows.push(await measure(name, kind(), calls))
  const head = ['server', 'calls', 'limit, s', 'took, s', 'ratio', '429s', 'most in flight', 'lost']
  process.stdout.write(`${toMarkdown({ head, rows })}\n`)
}

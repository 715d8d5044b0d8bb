import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ModelCallError } from '../../../src/model/model-call-error.ts'
import {
  type CoordinatorOptions,
  localCoordinator,
  remoteCoordinator,
  serveCoordinator,
} from '../../../src/model/pacing/coordinator.ts'
import { startLoopback } from '../loopback.ts'

const childPath = fileURLToPath(new URL('./coordinator-child.ts', import.meta.url))

function startChild(address: string, url: string, calls: number): ChildProcess {
  return spawn(process.execPath, [childPath, address, url, String(calls)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

async function served(options: CoordinatorOptions) {
  const local = localCoordinator(options)
  const server = await serveCoordinator(local)
  const notices: string[] = []
  const remote = remoteCoordinator(server.address, { ...options, notify: (notice) => notices.push(notice) })
  const end = async () => {
    await remote.close()
    await server.close()
  }
  return { local, server, remote, notices, [Symbol.asyncDispose]: end }
}

/** Ends when the condition holds, asked again as soon as the event loop has turned. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}

const messageOf = (call: Promise<unknown>) =>
  call.then(
    () => 'granted',
    (error: unknown) => (error instanceof ModelCallError ? error.message : String(error)),
  )

test('permits, outcomes, aborts and refusals pass through the socket', async () => {
  await using all = await served({ concurrency: 1, budget: { calls: 3 } })
  const { local, remote, notices } = all
  const first = await remote.acquire('a', 10)
  const controller = new AbortController()
  const aborted = messageOf(remote.acquire('a', 10, { signal: controller.signal }))
  await until(() => local.stats()['a']?.waiting === 1)
  controller.abort(new ModelCallError({ reason: 'timeout', detail: 'too late' }))
  expect(await aborted).toBe('timeout: too late')
  await until(() => local.stats()['a']?.waiting === 0)
  expect(await messageOf(remote.acquire('a', 10, { signal: AbortSignal.abort() }))).toBe(
    'aborted: the caller ended the call while it waited to start',
  )
  first.release({ status: 200, promptTokens: 5, completionTokens: 2, costUsd: 0.125 })
  const second = await remote.acquire('a', 10)
  expect(local.spent()).toEqual({ calls: 2, tokens: 7, costUsd: 0.125, unpriced: 0, uncounted: 0 })
  second.release({ status: 429, hints: { retryAtMs: 1 } })
  await until(() => local.stats()['a']?.tooMany === 1)
  await remote.acquire('b', 10)
  expect(await messageOf(remote.acquire('b', 10))).toBe(
    'over-budget: the budget of 3 calls is used up: 3 made so far',
  )
  expect(notices).toEqual([])
})

test('the socket lies in the temporary folder, has a short path, and goes when it is closed', async () => {
  const local = localCoordinator({ concurrency: 1 })
  const [one, two] = [await serveCoordinator(local), await serveCoordinator(local)]
  expect(one.address).not.toBe(two.address)
  if (process.platform !== 'win32') {
    expect(one.address.startsWith(tmpdir())).toBe(true)
    expect(Buffer.byteLength(one.address)).toBeLessThan(100)
    expect(existsSync(one.address)).toBe(true)
  }
  await one.close()
  await two.close()
  expect(existsSync(one.address)).toBe(false)
  await expect(serveCoordinator(local, '/nowhere/at/all.sock')).rejects.toThrow(/EACCES|ENOENT/)
})

test('a connection that sends no JSON is closed, and gives back what it held', async () => {
  await using all = await served({ concurrency: 1 })
  const { local, server } = all
  const socket = connect(server.address).resume()
  socket.write('{"type":"acquire","id":1,"provider":"a","estimatedTokens":1,"again":false}\n{"type":"acq')
  await until(() => local.stats()['a']?.inFlight === 1)
  socket.write('oops\n')
  await once(socket, 'close')
  await until(() => local.stats()['a']?.inFlight === 0)
})

test('where no coordinator listens, calls are paced in the process itself, and one notice says so', async () => {
  const notices: string[] = []
  const address = '/nowhere/at/all.sock'
  const remote = remoteCoordinator(address, {
    concurrency: 1,
    budget: { calls: 2 },
    notify: (notice) => notices.push(notice),
  })
  const permits = [remote.acquire('a', 1), remote.acquire('a', 1)]
  ;(await permits[0])?.release({ status: 200 })
  ;(await permits[1])?.release({ status: 200 })
  expect(await messageOf(remote.acquire('a', 1))).toBe(
    'over-budget: the budget of 2 calls is used up: 2 made so far',
  )
  expect(notices).toEqual([
    'The shared pacing of this run is lost: connect ENOENT /nowhere/at/all.sock. This process paces its calls by itself.',
  ])
})

test('when the coordinator goes away, who waits is paced in the process itself', async () => {
  await using all = await served({ concurrency: 1 })
  const { local, server, remote, notices } = all
  const held = await remote.acquire('a', 1)
  const waiting = remote.acquire('a', 1)
  await until(() => local.stats()['a']?.waiting === 1)
  await server.close()
  ;(await waiting).release({ status: 200 })
  held.release({ status: 200 })
  expect(notices).toEqual(['The shared pacing of this run is lost. This process paces its calls by itself.'])
  await until(() => local.stats()['a']?.inFlight === 0)
  expect(local.stats()).toMatchObject({ a: { inFlight: 0, waiting: 0 } })
})

test('two processes together never have more calls in flight than the limit, and end by themselves', async () => {
  let [inFlight, most, answered] = [0, 0, 0]
  await using loopback = await startLoopback(async () => {
    most = Math.max(most, ++inFlight)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inFlight--
    answered++
    return { json: {} }
  })
  await using all = await served({ concurrency: 3 })
  const children = [1, 2].map(() => startChild(all.server.address, loopback.url, 30))
  const codes = await Promise.all(children.map((child) => once(child, 'exit')))
  expect(codes.map(([code]) => code as number)).toEqual([0, 0])
  expect(answered).toBe(60)
  expect(most).toBe(3)
  await until(() => all.local.stats()['loopback']?.inFlight === 0)
  expect(all.local.spent()).toEqual({ calls: 60, tokens: 420, costUsd: 0, unpriced: 60, uncounted: 0 })
})

test('the permits of a process that is killed come back', async () => {
  await using loopback = await startLoopback(() => ({}))
  await using all = await served({ concurrency: 3 })
  const { local, server, remote } = all
  const child = startChild(server.address, loopback.url, 5)
  await until(() => local.stats()['loopback']?.inFlight === 3 && local.stats()['loopback']?.waiting === 2)
  const waiting = remote.acquire('loopback', 1)
  child.kill('SIGKILL')
  ;(await waiting).release({ status: 200 })
  await until(() => local.stats()['loopback']?.inFlight === 0)
  expect(local.stats()['loopback']).toMatchObject({ inFlight: 0, waiting: 0, limit: 3 })
})

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, onTestFinished } from 'vitest'
import {
  configureModels,
  createFetch,
  placedWiring,
  placeWiring,
  withCallScope,
  type CallReport,
  type ModelWiring,
  type RecordingMode,
} from '../../src/model/index.ts'
import { key } from './fault-server.ts'
import { startLoopback, type Loopback, type LoopbackHandler } from './loopback.ts'

let folder = ''

/** Gives each test of a file a folder of recordings of its own, in which `auto` records. */
export function useRecordings(): void {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vitest-judge-fetch-'))
    configureModels({ environment: {}, maxRetries: 0 })
    place('auto')
  })
  afterEach(async () => {
    placeWiring(undefined)
    configureModels({})
    await rm(folder, { recursive: true, force: true })
  })
}

/** Wires the models anew, as another process would find them, with the recordings of the test. */
export function place(mode: RecordingMode, more: Partial<ModelWiring> = {}): void {
  placeWiring({ recordings: { mode, folder, runToken: 'fetch' }, ...more })
}

/** A server that ends with its test. */
export async function start(handler: LoopbackHandler): Promise<Loopback> {
  const server = await startLoopback(handler)
  onTestFinished(() => server.close())
  return server
}

/** Asks a chat model, as an SDK would. */
export function post(url: string, question = 'Is it so?', more: RequestInit = {}): Promise<Response> {
  const body = JSON.stringify({ model: 'small', messages: [{ role: 'user', content: question }] })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  return createFetch()(`${url}/v1/chat/completions`, { method: 'POST', body, headers, ...more })
}

/** The text of all recordings. */
export async function stored(): Promise<string> {
  await placedWiring()?.flush?.()
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jsonl'))
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('')
}

/** What each call reports while something runs. */
export async function reporting<Result>(work: () => Promise<Result>, repeat = 0) {
  const reports: CallReport[] = []
  const result = await withCallScope({ repeat, onCall: (report) => void reports.push(report) }, work)
  return { result, reports }
}

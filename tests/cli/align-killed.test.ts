import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { feedbackPath, readFeedback } from '../../src/feedback/index.ts'
import { seededRandom } from '../../src/io/index.ts'
import { loadMemory, type StoredMemory } from '../../src/memory/index.ts'
import { startLoopback, type Loopback } from '../model/loopback.ts'
import { asked, classAnswer, classProject, judgedRows, type ClassProject } from './align-support.ts'
import { texts } from './project.ts'
import { purposeOf } from './service.ts'

const trials = process.env['LONG'] === undefined ? 3 : 200
const program = new URL('./align-child.ts', import.meta.url).pathname
const recording = { VITEST_JUDGE_RECORDINGS: 'auto' }

/** Starts `align` in a process of its own. */
function start({ root, variables }: ClassProject) {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [program, 'align'], {
    cwd: root,
    env: { PATH, HOME, ...variables, NODE_COMPILE_CACHE: join(root, '..', 'compiled') },
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  return { ended, kill: async () => (child.kill('SIGKILL'), (await ended)[1] as string | null) }
}

/** All that lies in the folders of `align`: memory, versions and feedback, and nothing that a killed process left. */
async function made(project: ClassProject): Promise<Record<string, string>> {
  return texts(await project.files('evals'))
}

/** A memory and its own vectors: those of a memory that was not finished may stand beside them. */
function used(stored: StoredMemory | undefined) {
  const vectors = stored?.memory.episodes.map(({ vector }) => stored.table.vectors.get(vector))
  return { memory: stored?.memory, missing: stored?.missing, vectors }
}

async function copied(project: ClassProject, server: Loopback): Promise<ClassProject> {
  const copy = await classProject(server.url, [], recording)
  await cp(project.root, copy.root, { recursive: true })
  return copy
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test(
  'killed while it waits for the last answer, the next align asks for that one alone',
  { timeout: 60_000 },
  async () => {
    let isKilled = false
    let isWaiting = () => {}
    const waiting = new Promise<void>((resolve) => (isWaiting = resolve))
    await using server = await startLoopback((request) => {
      if (isKilled || purposeOf(request) !== 'guidelines') return classAnswer(request)
      isWaiting()
      return {}
    })
    await using project = await classProject(
      server.url,
      judgedRows(30, () => 'no'),
      recording,
    )
    const running = start(project)
    await waiting
    isKilled = true
    expect(await running.kill()).toBe('SIGKILL')
    expect(asked(server.requests)).toEqual({ rationale: 30, embedding: 1, texts: 30, guidelines: 1 })
    const before = server.requests.length
    const { exitCode, stdout, stderr } = await project.align()
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('30 new')
    expect(asked(server.requests.slice(before))).toEqual({ guidelines: 1 })
  },
)

test(
  `killed at ${trials} random points, the old or the new memory is there, and the next align completes`,
  { timeout: 30_000 * trials },
  async () => {
    let onRequest = (_count: number) => {}
    let count = 0
    await using server = await startLoopback((request) => {
      onRequest(++count)
      return classAnswer(request)
    })
    await using taught = await classProject(
      server.url,
      judgedRows(8, () => 'no'),
      recording,
    )
    expect((await taught.align()).exitCode).toBe(0)
    await taught.judged(judgedRows(20, () => 'no'))
    const folderOf = ({ root }: ClassProject) => join(root, 'evals/memory/tone')
    const old = await loadMemory(folderOf(taught))

    await using whole = await copied(taught, server)
    const times: number[] = []
    const from = performance.now()
    onRequest = () => times.push(performance.now() - from)
    count = 0
    await start(whole).ended
    const durationMs = performance.now() - from
    const all = await made(whole)
    const fresh = await loadMemory(folderOf(whole))
    expect(fresh?.memory.episodes).toHaveLength(20)
    expect(count).toBe(14)

    const random = seededRandom(6)
    const seen = new Set<string>()
    for (let trial = 0; trial < trials; trial++) {
      await using project = await copied(taught, server)
      count = 0
      const kind = trial % 3
      const point = Math.ceil(random() * times.length)
      const reached = new Promise<void>((resolve) => {
        onRequest = (number) => number >= (kind === 0 ? point : times.length) && resolve()
      })
      const running = start(project)
      // At a request, after the last one, or at any time.
      if (kind === 2) await wait(random() * durationMs)
      else await Promise.race([reached, running.ended])
      if (kind === 1) await wait(random() * (durationMs - (times.at(-1) ?? 0)))
      await running.kill()
      onRequest = () => {}
      const asOf = `trial ${trial}`
      const left = await loadMemory(folderOf(project))
      const state = left?.memory.fingerprint === old?.memory.fingerprint ? 'old' : 'new'
      seen.add(state)
      expect({ asOf, ...used(left) }).toEqual({ asOf, ...used(state === 'old' ? old : fresh) })
      await readFeedback(feedbackPath(join(project.root, 'evals'), 'tone'))
      const { exitCode, stderr } = await project.align()
      expect({ asOf, exitCode, stderr, made: await made(project) }).toEqual({
        asOf,
        exitCode: 0,
        stderr: '',
        made: all,
      })
    }
    if (trials >= 200) expect([...seen].toSorted()).toEqual(['new', 'old'])
  },
)

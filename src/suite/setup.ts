import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, afterEach, aroundEach, beforeEach, describe, expect, inject, test } from 'vitest'
import type { RunnerTestFile } from 'vitest'
import type { Judge } from '../judge/index.ts'
import type { PassJudgeOptions } from './calibration.ts'
import { setHost, type RunningTest } from './host.ts'
import type { PlacedWiring } from '../model/index.ts'
import type { FileRecord } from '../run/index.ts'
import type { MatcherResult, MatcherState } from './matchers.ts'
import { takePending, track, type MatcherName } from './pending.ts'
import { TestSignals } from './test-signals.ts'

// Vitest runs this file before every test file, unit tests too: what is heavy is loaded when it is first used.
const loadMatchers = () => import('./matchers.ts')

const config = inject('vitestJudge')
// The terminal sends Ctrl-C to this process too; the run is cancelled by the main one, which wants what is known.
if (process.listenerCount('SIGINT') === 0) process.on('SIGINT', () => {})
const running = new AsyncLocalStorage<RunningTest>()
const signals = config.ownSignals ? new TestSignals() : undefined

if (config.offline) process.env['VITEST_JUDGE_OFFLINE'] ??= '1'
// In a place that the room of models knows: to import it here would burden every unit test.
const models: PlacedWiring = { wiring: config.models }
;(globalThis as { [key: symbol]: unknown })[Symbol.for('vitest-judge.models')] = models
setHost({ config, describe, test, expect, running })
expect.extend({
  toPassJudge(this: MatcherState, received: unknown, judge: Judge, options?: PassJudgeOptions) {
    return match(this, 'toPassJudge', received, judge, options)
  },
  toAgreeWithTruth(this: MatcherState, received: unknown, judge: Judge) {
    return match(this, 'toAgreeWithTruth', received, judge)
  },
})

aroundEach(async (runTest, { task, signal }) => {
  const ends =
    signals === undefined ? { signal } : { signal: signals.ofAttempt(signal), cancelled: signals.cancelled }
  await running.run({ task, ...ends, retry: task.result?.retryCount ?? 0, repeat: 0 }, runTest)
})

// Vitest counts a repeat only after `aroundEach` has begun.
beforeEach(({ task }) => {
  const current = running.getStore()
  if (current !== undefined) current.repeat = task.result?.repeatCount ?? 0
})

// Vitest reads which fixtures a hook wants from its first argument: none.
// oxlint-disable-next-line no-empty-pattern
afterAll(async ({}, file) => {
  const notice = await models.flush?.()
  if (notice === undefined) return
  const record = ((file as RunnerTestFile).meta.vitestJudge ??= { suites: {} }) as FileRecord
  record.notice = notice
})

afterEach(async ({ task }) => {
  const [name] = takePending(task)
  if (name !== undefined) throw (await loadMatchers()).notAwaited(name)
})

function match(
  state: MatcherState,
  name: MatcherName,
  received: unknown,
  judge: Judge,
  options?: PassJudgeOptions,
): Promise<MatcherResult> {
  const current = running.getStore()
  if (current === undefined)
    return loadMatchers().then(({ outsideTest }) => Promise.reject(outsideTest(name, state)))
  const work = async () => (await loadMatchers())[name](state, current, received, judge, options)
  return track(current.task, name, work) as Promise<MatcherResult>
}

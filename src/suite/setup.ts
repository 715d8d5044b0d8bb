import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, aroundEach, beforeEach, describe, expect, inject, test } from 'vitest'
import type { Judge } from '../judge/index.ts'
import type { PassJudgeOptions } from './calibration.ts'
import { setHost, type RunningTest } from './host.ts'
import type { MatcherResult, MatcherState } from './matchers.ts'
import { takePending, track, type MatcherName } from './pending.ts'

// Vitest runs this file before every test file, unit tests too: what is heavy is loaded when it is first used.
const loadMatchers = () => import('./matchers.ts')

const config = inject('vitestJudge')
const running = new AsyncLocalStorage<RunningTest>()

if (config.offline) process.env['VITEST_JUDGE_OFFLINE'] ??= '1'
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
  await running.run({ task, signal, retry: task.result?.retryCount ?? 0, repeat: 0 }, runTest)
})

// Vitest counts a repeat only after `aroundEach` has begun.
beforeEach(({ task }) => {
  const current = running.getStore()
  if (current !== undefined) current.repeat = task.result?.repeatCount ?? 0
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

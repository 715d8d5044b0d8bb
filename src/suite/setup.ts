import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, aroundEach, describe, expect, inject, test } from 'vitest'
import type { Judge } from '../judge/index.ts'
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
  toPassJudge(this: MatcherState, received: unknown, judge: Judge) {
    return match(this, 'toPassJudge', received, judge)
  },
  toAgreeWithTruth(this: MatcherState, received: unknown, judge: Judge) {
    return match(this, 'toAgreeWithTruth', received, judge)
  },
})

aroundEach(async (runTest, { task, signal }) => {
  const { retryCount = 0, repeatCount = 0 } = task.result ?? {}
  await running.run({ task, signal, retry: retryCount, repeat: repeatCount }, runTest)
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
): Promise<MatcherResult> {
  const current = running.getStore()
  if (current === undefined)
    return loadMatchers().then(({ outsideTest }) => Promise.reject(outsideTest(name, state)))
  const work = async () => (await loadMatchers())[name](state, current, received, judge)
  return track(current.task, name, work) as Promise<MatcherResult>
}

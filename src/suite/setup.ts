import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, aroundEach, describe, expect, inject, test } from 'vitest'
import { VitestJudgeError } from '../contract/index.ts'
import { configureModels } from '../model/index.ts'
import { setHost, type RunningTest } from './host.ts'
import { judgeMatchers, takePending } from './matchers.ts'

const config = inject('vitestJudge')
const running = new AsyncLocalStorage<RunningTest>()

configureModels({ offline: config.offline })
setHost({ config, describe, test, expect, running })
expect.extend(judgeMatchers)

aroundEach(async (runTest, { task, signal }) => {
  const { retryCount = 0, repeatCount = 0 } = task.result ?? {}
  await running.run({ task, signal, retry: retryCount, repeat: repeatCount }, runTest)
})

afterEach(({ task }) => {
  const [name] = takePending(task)
  if (name === undefined) return
  throw new VitestJudgeError('not-awaited', {
    message: `expect(...).${name}(...) was not awaited: the test ended before its verdict was known.`,
    hint: `Write await expect(...).${name}(...).`,
  })
})

import type { RunnerTestCase } from 'vitest'
import type { Verdict } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import type { Judge } from '../judge/index.ts'
import { withCallScope } from '../model/index.ts'
import type { RunningTest, WorkerConfig } from './host.ts'
import { contextOf } from './recorder.ts'
import type { PreparedSample } from './sample.ts'

const asked = new WeakMap<RunnerTestCase, Map<string, Promise<Verdict>>>()

/** The verdict of a judge on a sample, asked once per attempt however many matchers want it. */
export function verdictOf(
  running: RunningTest,
  config: WorkerConfig,
  judge: Judge,
  sample: PreparedSample['sample'],
): Promise<Verdict> {
  const known = asked.get(running.task) ?? new Map<string, Promise<Verdict>>()
  asked.set(running.task, known)
  const key = JSON.stringify([running.repeat, running.retry, judge.id, sample.id, contentHash(sample)])
  const { repeat, signal, onWait } = running
  const scope = { repeat, ...(onWait && { onWait }) }
  const pending =
    known.get(key) ??
    withCallScope(scope, () => judge.judge(sample, { ...contextOf(running.task, config), signal }))
  known.set(key, pending)
  return pending
}

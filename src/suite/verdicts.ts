import type { RunnerTestCase } from 'vitest'
import type { JudgeValue, Verdict } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import type { Judge } from '../judge/index.ts'
import { traced, type TraceAttributes, withCallScope } from '../model/index.ts'
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
  truth?: JudgeValue,
): Promise<Verdict> {
  const known = asked.get(running.task) ?? new Map<string, Promise<Verdict>>()
  asked.set(running.task, known)
  const key = JSON.stringify([running.repeat, running.retry, judge.id, sample.id, contentHash(sample)])
  const { repeat, signal, onWait } = running
  const scope = { repeat, ...(onWait && { onWait }) }
  const pending =
    known.get(key) ??
    withCallScope(scope, () =>
      traced(`judge ${judge.id}`, { 'gen_ai.evaluation.name': judge.id }, async (describe) => {
        const verdict = await judge.judge(sample, { ...contextOf(running.task, config), signal })
        describe({ ...verdictAttributes(verdict), 'vitest_judge.truth': truth })
        return verdict
      }),
    )
  known.set(key, pending)
  return pending
}

/** A verdict as the semantic conventions call the result of an evaluation. */
function verdictAttributes(verdict: Verdict): TraceAttributes {
  if (verdict.outcome !== 'scored') {
    return { 'vitest_judge.outcome': verdict.outcome, 'error.type': verdict.reason }
  }
  const { value, rationale, recorded } = verdict
  return {
    'vitest_judge.outcome': 'scored',
    ...(typeof value === 'number'
      ? { 'gen_ai.evaluation.score.value': value }
      : { 'gen_ai.evaluation.score.label': String(value) }),
    'gen_ai.evaluation.explanation': rationale,
    'vitest_judge.recorded': recorded,
  }
}

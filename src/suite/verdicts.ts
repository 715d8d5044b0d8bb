import { isDeepStrictEqual } from 'node:util'
import type { RunnerTestCase } from 'vitest'
import type { JudgeValue, Verdict } from '../contract/index.ts'
import type { Judge } from '../judge/index.ts'
import { traced, type TraceAttributes, withCallScope } from '../model/index.ts'
import type { RunningTest, WorkerConfig } from './host.ts'
import { contextOf } from './recorder.ts'
import type { PreparedSample } from './sample.ts'

/** What was asked in a test about a sample. */
interface Asked {
  sample: PreparedSample['sample']
  verdict: Promise<Verdict>
}

/** By test; in it by repeat and retry, judge and the sample's id. */
const asked = new WeakMap<RunnerTestCase, Map<string, Asked[]>>()

/** The verdict of a judge on a sample, asked once per attempt however many matchers want it. */
export function verdictOf(
  running: RunningTest,
  config: WorkerConfig,
  judge: Judge,
  sample: PreparedSample['sample'],
  truth?: JudgeValue,
): Promise<Verdict> {
  const ofTest = asked.get(running.task) ?? new Map<string, Asked[]>()
  asked.set(running.task, ofTest)
  const { repeat, retry, signal, onWait } = running
  const key = JSON.stringify([repeat, retry, judge.id, sample.id])
  const known = ofTest.get(key) ?? []
  ofTest.set(key, known)
  const same = known.find((one) => isDeepStrictEqual(one.sample, sample))
  if (same !== undefined) return same.verdict
  const scope = { repeat, ...(onWait && { onWait }) }
  const verdict = withCallScope(scope, () =>
    traced(`judge ${judge.id}`, { 'gen_ai.evaluation.name': judge.id }, async (describe) => {
      const given = await judge.judge(sample, { ...contextOf(running.task, config), signal })
      describe({ ...verdictAttributes(given), 'vitest_judge.truth': truth })
      return given
    }),
  )
  known.push({ sample, verdict })
  return verdict
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

import type { TestContext } from 'vitest'
import { passing, type Row, type Verdict } from '../contract/index.ts'
import type { Judge } from '../judge/index.ts'
import type { AttemptRecord } from '../run/index.ts'
import { CallCounter, traced, withCallScope } from '../model/index.ts'
import { withCallers } from './call-site.ts'
import { defaultRowTimeoutMs, type EvaluateOptions } from './evaluate-options.ts'
import { failureText, verdictText } from './failure-text.ts'
import { firstPrediction } from './first-prediction.ts'
import type { Host, RunningTest } from './host.ts'
import { addVerdict, attemptOf, contextOf, declareJudge, isCurrent, suiteRecord } from './recorder.ts'
import { RowClock } from './row-clock.ts'
import { prepareSample } from './sample.ts'
import { showVerdicts } from './shown-verdicts.ts'
import { checkedTruth, humanTruth, joinTruth, type KnownTruth } from './truth.ts'
import { verdictOf } from './verdicts.ts'

/** One row's test, in the time that a row has: `judgeRow`. `callers` are those of `evaluate`, whose line a failure names. */
export async function runRow<Inputs, Outputs, Expectations>(
  vitest: Host,
  suite: string,
  row: Row<Inputs, Expectations>,
  options: EvaluateOptions<Inputs, Outputs, Expectations>,
  context: TestContext,
  callers: string,
): Promise<void> {
  const running = vitest.running.getStore() as RunningTest
  const skipCancelled = () => {
    if (running.cancelled?.aborted === true) context.skip('the run was cancelled')
  }
  skipCancelled()
  const clock = new RowClock(options.timeoutMs ?? defaultRowTimeoutMs, running.signal)
  running.signal = clock.signal
  running.onWait = (begins) => clock.wait(begins)
  const attributes = {
    'vitest_judge.suite': suite,
    'vitest_judge.row': row.id,
    'vitest_judge.repeat': running.repeat,
  }
  try {
    await clock.run(() =>
      traced(`test ${row.id}`, attributes, () => judgeRow(vitest, suite, row, options, context)),
    )
  } catch (error) {
    throw withCallers(error, callers)
  } finally {
    skipCancelled()
  }
}

/** Predicts once, asks every judge about the same outputs, records, and asserts where asked to. */
async function judgeRow<Inputs, Outputs, Expectations>(
  vitest: Host,
  suite: string,
  row: Row<Inputs, Expectations>,
  options: EvaluateOptions<Inputs, Outputs, Expectations>,
  context: TestContext,
): Promise<void> {
  const running = vitest.running.getStore() as RunningTest
  const { task } = running
  const folder = contextOf(task, vitest.config)
  const place = { running, root: folder.root }
  const attempt = attemptOf(running, () => {
    throw new Error('the row was registered without its record')
  })
  if (attempt === undefined) return
  const declared = suiteRecord(task.file, suite)
  if (options.maxUnscored !== undefined) declared.maxUnscored = options.maxUnscored
  const calls = new CallCounter()

  const { seen, prepared } = await notingError(place, attempt, calls, async () => {
    for (const judge of options.judges) await declareJudge(task.file, suite, judge, folder)
    return firstPrediction(running, async () => {
      const predictContext = Object.assign(Object.create(context), { row, signal: running.signal })
      const { onWait } = running
      const scope = { repeat: 0, onCall: calls.add.bind(calls), ...(onWait && { onWait }) }
      const outputs = await withCallScope(scope, () => options.predict(row.inputs, predictContext))
      if (outputs === undefined) throw new Error('predict returned undefined; expected outputs')
      const seen = { inputs: row.inputs, outputs, expectations: row.expectations as Expectations }
      const more = {
        conversation: options.conversation === undefined ? row.conversation : options.conversation(seen),
        trace: options.trace === undefined ? row.trace : options.trace(seen),
      }
      return {
        seen,
        prepared: prepareSample({ ...row, outputs, ...more }, 'evaluate', vitest.config.alignShare),
      }
    })
  })
  if (isCurrent(running)) {
    noteCalls(attempt, calls)
    attempt.sampleId = prepared.sample.id
    attempt.outputs = prepared.sample.outputs
    const record = task.meta.vitestJudge
    if (record !== undefined && 'row' in record) {
      const { conversation, trace } = prepared.sample
      Object.assign(
        record.row,
        conversation !== undefined && { conversation },
        trace !== undefined && { trace },
      )
    }
  }
  const truths = await notingError(place, attempt, calls, () =>
    Promise.all(
      options.judges.map((judge) => truthFor(judge, options, seen, prepared.sample.id, folder.evalFolder)),
    ),
  )
  const judged = await Promise.all(
    options.judges.map(async (judge, index) => {
      const known = truths[index] ?? {}
      const verdict = await verdictOf(running, vitest.config, judge, prepared.sample, known.truth)
      if (isCurrent(running)) addVerdict(attempt, { judge: judge.id, ...known, ...verdict })
      return { judge, verdict, known }
    }),
  )
  if (!isCurrent(running)) return
  showVerdicts(task)
  for (const { judge, verdict } of judged) {
    if (verdict.outcome === 'unscored')
      await context.annotate(`${judge.id}: ${verdictText(verdict)}`, 'unscored')
  }
  const failures = judged.flatMap(({ judge, verdict, known }) => {
    const headline = failureOf(judge, verdict, known, options.assert)
    return headline === undefined ? [] : [failureText(headline, prepared, verdict, known.truth)]
  })
  if (failures.length > 0) context.expect.fail(failures.join('\n\n'))
}

/** Does what comes before judging; an error makes the row one that no judge is asked about. */
async function notingError<Result>(
  { running, root }: { running: RunningTest; root: string },
  attempt: AttemptRecord,
  calls: CallCounter,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (isCurrent(running)) {
      const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      // Paths in a run are those of the project, whose folder is elsewhere on every machine.
      attempt.error = text.replaceAll(`${root}/`, '')
      if (calls.failure !== undefined) attempt.errorReason = calls.failure
      noteCalls(attempt, calls)
    }
    throw error
  }
}

function noteCalls(attempt: AttemptRecord, calls: CallCounter): void {
  const usage = calls.usage()
  if (usage !== undefined) attempt.app = usage
}

async function truthFor<Inputs, Outputs, Expectations>(
  judge: Judge,
  { truth, truthFrom = 'suite' }: EvaluateOptions<Inputs, Outputs, Expectations>,
  seen: { inputs: Inputs; outputs: Outputs; expectations: Expectations },
  id: string,
  evalFolder: string,
): Promise<KnownTruth> {
  const give = typeof truth === 'function' ? truth : truth?.[judge.name]
  const suite = checkedTruth(await give?.(seen), judge.describe())
  return joinTruth(suite, (await humanTruth(evalFolder, judge.describe())).get(id), truthFrom)
}

function failureOf(
  judge: Judge,
  verdict: Verdict,
  { truth }: KnownTruth,
  assert: 'pass' | 'agree' | undefined,
): string | undefined {
  if (assert === undefined || verdict.outcome === 'not-asked') return undefined
  if (verdict.outcome === 'unscored') return `the judge ${judge.id} gave no verdict`
  if (assert === 'pass') {
    return passing(judge.describe())?.(verdict.value) === true
      ? undefined
      : `expected the answer to pass the judge ${judge.id}`
  }
  return truth === undefined || verdict.value === truth
    ? undefined
    : `expected the judge ${judge.id} to agree with the truth`
}

import type { RunnerTestFile, TestContext } from 'vitest'
import { changeSample, shortChange, type Probe } from '../audit/index.ts'
import {
  probeNotStarted,
  type AuditAnswer,
  type AuditProbe,
  type AuditTrial,
  type JudgeValue,
  type Row,
  type Sample,
  type Verdict,
} from '../contract/index.ts'
import { type Judge, unscored } from '../judge/index.ts'
import { ModelCallError, withCallScope } from '../model/index.ts'
import { metaKey, toJson, type FileRecord, type ProbeRecord } from '../run/index.ts'
import { AuditCalls } from './audit-calls.ts'
import type { AuditOptions } from './audit-options.ts'
import type { Asking, AuditSample, AuditSamples } from './audit-samples.ts'
import { auditWriter, writeForSample, writeWith } from './audit-writer.ts'
import type { Host } from './host.ts'
import { inTurns } from './in-turns.ts'
import { judgeVariant } from './judge-variant.ts'
import { contextOf } from './recorder.ts'

/** One probe of an audit. */
export interface ProbeTask<Inputs, Outputs, Expectations> {
  name: string
  judge: Judge
  probe: Probe
  rows: readonly Row<Inputs, Expectations>[]
  samples: AuditSamples<Inputs, Outputs, Expectations>
  options: AuditOptions<Inputs, Outputs, Expectations>
}

/** Trials that are made at once; how many calls are in flight the pace of all calls decides. */
const atOnce = 20

/** What became of one sample: a trial, or why there is none. */
type Tried = { trial: AuditTrial } | { notTried: string } | { fault: unknown }

/** The verdict on a changed sample, or by a changed judge; or why there is nothing to change. */
type Changed =
  | { verdict: Verdict; change: string; expected?: ((base: JudgeValue) => JudgeValue) | undefined }
  | { notTried: string }

/** How a probe changes the sample, or the judge. */
type Change = (sample: AuditSample, place: { index: number; repeat: number }) => Promise<Changed>

/** The test of one probe: tries it on every row, and records what the judge said. */
export async function runProbe<Inputs, Outputs, Expectations>(
  vitest: Host,
  task: ProbeTask<Inputs, Outputs, Expectations>,
  test: TestContext,
): Promise<void> {
  const { rows, samples, options } = task
  const record = test.task.meta[metaKey] as ProbeRecord
  const calls = new AuditCalls(record.calls)
  record.probe = freshProbe(record.probe)
  const asking: Asking = { test, context: contextOf(test.task, vitest.config), calls }
  await declareAudit(test.task.file, task, asking)
  const change = await changeOf(task, asking)
  const skip = (reason: string): never => {
    record.probe = { ...record.probe, notRun: reason }
    return test.skip(reason)
  }
  if ('none' in change) return skip(change.none)
  const { repeats = 1 } = options
  const places = rows.flatMap((row, index) =>
    Array.from({ length: repeats }, (_, repeat) => ({ row, index, repeat })),
  )
  const tried = await inTurns(places, atOnce, async ({ row, index, repeat }): Promise<Tried> => {
    if (test.signal.aborted) return { notTried: probeNotStarted }
    try {
      const sample = await samples.of(row, asking)
      return await tryOne(sample, { index, repeat })
    } catch (fault) {
      return { fault }
    }
  })
  // Answers that the end of the run cut off are no answers of the judge.
  if (test.signal.aborted) return skip(probeNotStarted)
  const trials = tried.flatMap((each) => ('trial' in each ? [each.trial] : []))
  const faults = tried.flatMap((each) => ('fault' in each ? [each.fault] : []))
  const inapplicable = new Set(
    places.filter((_, at) => 'notTried' in (tried[at] ?? {})).map(({ index }) => index),
  )
  record.probe = {
    ...record.probe,
    ...(inapplicable.size > 0 && { inapplicable: inapplicable.size }),
    trials: toJson(trials) as unknown as AuditTrial[],
  }
  if (faults.length > 0) {
    const [first] = faults
    const text = first instanceof Error ? `${first.name}: ${first.message}` : String(first)
    record.probe.notRun = `${faults.length} of ${tried.length} trials failed, the first with ${text.split('\n')[0]}`
    throw first
  }
  if (trials.length === 0) {
    const reasons = tried.flatMap((each) => ('notTried' in each ? [each.notTried] : []))
    return skip(reasons[0] ?? 'there was nothing to try')
  }

  async function tryOne(sample: AuditSample, place: { index: number; repeat: number }): Promise<Tried> {
    const [base, placebo, changed] = await Promise.all([
      samples.verdict(sample, 2 * place.repeat, asking),
      samples.verdict(sample, 2 * place.repeat + 1, asking),
      (change as Change)(sample, place),
    ])
    if ('notTried' in changed) return changed
    if (base.outcome === 'not-asked') return { notTried: base.detail }
    const { rowId, group } = sample.sample
    const expected = base.outcome === 'scored' ? changed.expected?.(base.value) : undefined
    const trial: AuditTrial = {
      rowId,
      ...(group !== undefined && { group }),
      repeat: place.repeat,
      ...(sample.truth !== undefined && { truth: sample.truth }),
      base: answerOf(base),
      placebo: answerOf(placebo),
      changed: answerOf(changed.verdict),
      ...(expected !== undefined && { expected }),
      change: shortChange(changed.change),
    }
    return { trial }
  }
}

/** A probe without what an earlier attempt found. */
function freshProbe({ name, description, limit }: AuditProbe): AuditProbe {
  return { name, description, limit, trials: [] }
}

/** Says once per file whose audit it is. */
async function declareAudit<Inputs, Outputs, Expectations>(
  file: RunnerTestFile,
  { name, judge }: Pick<ProbeTask<Inputs, Outputs, Expectations>, 'name' | 'judge'>,
  { context }: Asking,
): Promise<void> {
  const record = (file.meta[metaKey] ??= { suites: {} }) as FileRecord
  const audits = (record.audits ??= {})
  if (audits[name] === undefined)
    audits[name] = toJson(await judge.record(context)) as unknown as (typeof audits)[string]
}

async function changeOf<Inputs, Outputs, Expectations>(
  { judge, probe, options }: ProbeTask<Inputs, Outputs, Expectations>,
  asking: Asking,
): Promise<Change | { none: string }> {
  const { test, context, calls } = asking
  const writer = () => auditWriter(options.writer, calls, test.signal)
  const write = writeWith(writer)
  const call = { ...context, signal: test.signal }
  if (probe.kind === 'judge') {
    const variant = await judgeVariant(judge, probe, { context, write, writer })
    if ('none' in variant) return variant
    return async ({ sample }, { repeat }) => {
      const given = await withCallScope({ repeat: 2 * repeat }, () => variant(sample, call))
      if (given === undefined) return { notTried: 'its memory has nothing to change for any sample' }
      calls.count(given.verdict)
      return given
    }
  }
  const definition = judge.describe()
  return async ({ sample }, { index, repeat }) => {
    const { split, ...given } = sample
    const changed = await withCallScope({ repeat: 2 * repeat }, () =>
      changeSample(probe, fullSample(given), {
        judge: definition,
        index,
        repeat,
        write: writeForSample(probe, write),
      }).catch(unwritten),
    )
    if ('verdict' in changed) return changed
    if (changed.kind === 'does-not-apply') return { notTried: changed.reason }
    const verdict = await withCallScope({ repeat: 2 * repeat }, () =>
      calls.counting(judge.judge({ ...changed.sample, split }, call)),
    )
    return { verdict, change: changed.change, expected: changed.expected }
  }
}

/** What a model did not write nobody can judge; any other fault is the probe's. */
function unwritten(error: unknown): { verdict: Verdict; change: string } {
  if (!(error instanceof ModelCallError)) throw error
  const verdict = unscored(error.reason, `writing the change: ${error.detail}`)
  return { verdict, change: 'none: it could not be written' }
}

/** The sample as probes see it: what is absent is no key. */
function fullSample(given: AuditSample['sample']): Sample {
  const known = Object.entries(given).filter(([, value]) => value !== undefined)
  return { inputs: null, ...Object.fromEntries(known) } as Sample
}

function answerOf(verdict: Verdict): AuditAnswer {
  return verdict.outcome === 'scored'
    ? { outcome: 'scored', value: verdict.value }
    : verdict.outcome === 'unscored'
      ? { outcome: 'unscored', reason: verdict.reason }
      : { outcome: 'not-asked', reason: verdict.reason }
}

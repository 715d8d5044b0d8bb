import type { TestContext } from 'vitest'
import { isAligned } from '../align/index.ts'
import type { Probe } from '../audit/index.ts'
import type { Row, RowInput } from '../contract/index.ts'
import { toRows } from '../dataset/index.ts'
import type { Judge } from '../judge/index.ts'
import { metaKey, type ProbeRecord } from '../run/index.ts'
import { defaultLimit, type AuditOptions, type RecordedAuditOptions } from './audit-options.ts'
import { AuditSamples } from './audit-samples.ts'
import { runProbe } from './audit-probe.ts'
import { checkAudit } from './check-audit.ts'
import { host } from './require-host.ts'

/**
 * Registers an audit: a suite with one test per probe. Each tries a change that must not matter on every row: the
 * judge is asked about the sample as it is, once more (the placebo), and changed. What comes of it stands in the
 * report; a biased judge fails no test, but a gate on the audit.
 *
 * @throws VitestJudgeError `invalid-options`, `no-rows`, `duplicate-row`, `no-plugin`, ...
 */
export function audit<Inputs, Outputs, Expectations>(
  judge: Judge,
  options: RecordedAuditOptions<Inputs, Outputs, Expectations>,
): void
export function audit<Inputs, Outputs, Expectations>(
  judge: Judge,
  options: AuditOptions<Inputs, Outputs, Expectations>,
): void
export function audit<Inputs, Outputs, Expectations>(
  judge: Judge,
  given: RecordedAuditOptions<Inputs, Outputs, Expectations> | AuditOptions<Inputs, Outputs, Expectations>,
): void {
  const options = given as AuditOptions<Inputs, Outputs, Expectations>
  const vitest = host('audit(...)')
  checkAudit(judge, options)
  const rows = toRows(options.rows as readonly RowInput[]) as Row<Inputs, Expectations>[]
  const { name = `audit of ${judge.id}`, probes, limit = defaultLimit, repeats = 1 } = options
  const samples = new AuditSamples(judge, options, vitest.config.alignShare)
  vitest.describe(name, () => {
    for (const probe of probes) {
      const record = emptyRecord(name, probe, limit, mostCallsOf(judge, probe, rows.length * repeats))
      const run = (context: TestContext) =>
        runProbe(vitest, { judge, probe, rows, samples, options, name }, context)
      // A clock of its own ends predict; each question to the judge has its own limit.
      vitest.test(probe.name, { concurrent: false, timeout: 0, meta: { [metaKey]: record } }, run)
    }
  })
}

function mostCallsOf(judge: Judge, probe: Probe, trials: number): ProbeRecord['mostCalls'] {
  const written =
    probe.kind === 'sample' ? trials * (probe.writes ?? 0) : probe.variant === 'instructions' ? 1 : 0
  return {
    changed: trials,
    written,
    shared: 2 * trials,
    besides: [
      ...(isAligned(judge) ? ['embeddings'] : []),
      ...(probe.kind === 'judge' && probe.variant === 'other-seed' ? ['distilling its memory anew'] : []),
    ],
  }
}

function emptyRecord(
  audit: string,
  { name, description }: Probe,
  limit: number,
  mostCalls: ProbeRecord['mostCalls'],
): ProbeRecord {
  return {
    audit,
    probe: { name, description, limit, trials: [] },
    calls: { asked: 0, recorded: 0 },
    mostCalls,
  }
}

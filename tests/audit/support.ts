import type { ProbeContext } from '../../src/audit/index.ts'
import type {
  AuditAnswer,
  AuditTrial,
  JudgeDefinition,
  JudgeValue,
  RunAudit,
  Sample,
} from '../../src/contract/index.ts'

/** A judge that says true or false. */
export const booleanJudge: JudgeDefinition = {
  kind: 'instructions',
  name: 'exact',
  instructions: 'Is {{ outputs }} right?',
  valueType: { type: 'boolean' },
  model: 'gpt-4.1-mini',
  rationaleFirst: false,
  sampleRate: 1,
}

/** A sample with these outputs. */
export function sampleWith(outputs: Sample['outputs'], index = 0): Sample {
  return { id: `sample ${index}`, rowId: `row ${index}`, inputs: { question: index }, outputs }
}

/** A context in which nothing may be written. */
export function contextOf(rest: Partial<ProbeContext> = {}): ProbeContext {
  const write = () => Promise.reject(new Error('Nothing was to be written.'))
  return { judge: booleanJudge, index: 0, repeat: 0, write, ...rest }
}

/** A verdict, or none for undefined. */
export function answer(value: JudgeValue | undefined): AuditAnswer {
  return value === undefined ? { outcome: 'unscored', reason: 'timeout' } : { outcome: 'scored', value }
}

/** So many trials alike, with base, placebo and changed verdict; of rows that `from` numbers on. */
export function trialsOf(
  count: number,
  [base, placebo, changed]: readonly (JudgeValue | undefined)[],
  rest: Partial<AuditTrial> & { from?: number } = {},
): AuditTrial[] {
  const { from = 0, ...facts } = rest
  return Array.from({ length: count }, (_, index) => ({
    rowId: `row ${from + index}`,
    repeat: 0,
    base: answer(base),
    placebo: answer(placebo),
    changed: answer(changed),
    change: 'outputs: …',
    ...facts,
  }))
}

/** An audit with these trials by probe, each with a limit of 5 points. */
export function auditOf(
  trials: Readonly<Record<string, readonly AuditTrial[]>>,
  definition: JudgeDefinition = booleanJudge,
): RunAudit {
  return {
    judge: definition.name,
    fingerprint: 'f'.repeat(64),
    name: 'audit of exact',
    file: 'evals/exact.eval.ts',
    definition,
    probes: Object.entries(trials).map(([name, own]) => ({
      name,
      description: `what ${name} changes`,
      limit: 0.05,
      trials: [...own],
    })),
    calls: { asked: 0, recorded: 0 },
  }
}

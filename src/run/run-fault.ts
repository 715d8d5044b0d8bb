import {
  isAllowed,
  type Run,
  type RunAudit,
  type RunRow,
  type RunSuite,
  type ValueType,
} from '../contract/index.ts'

/**
 * What no run can have recorded, in words, naming suite and row: a row twice (the same id, answer and repeat), or a
 * verdict that its judge cannot give; the same of probes. Undefined where all is well.
 */
export function runFault({ suites, audits = [] }: Pick<Run, 'suites' | 'audits'>): string | undefined {
  for (const suite of suites) {
    const fault = suiteFault(suite)
    if (fault !== undefined) return `${fault} in the suite ${suite.name} of ${suite.file}`
  }
  for (const audit of audits) {
    const fault = auditFault(audit)
    if (fault !== undefined) return `${fault} in the audit ${audit.name} of ${audit.file}`
  }
  return undefined
}

function auditFault({ definition: { valueType }, probes }: RunAudit): string | undefined {
  const names = new Set<string>()
  for (const { name, trials } of probes) {
    if (names.has(name)) return `the probe ${name} stands twice`
    names.add(name)
    for (const { rowId, base, placebo, changed, expected } of trials) {
      const values = [base, placebo, changed].flatMap((answer) =>
        answer.outcome === 'scored' ? [answer.value] : [],
      )
      const wrong = [...values, expected].find((value) => value !== undefined && !isAllowed(valueType, value))
      if (wrong !== undefined)
        return `the probe ${name} has ${JSON.stringify(wrong)} on the row ${rowId}, which the judge cannot give,`
    }
  }
  return undefined
}

function suiteFault({ judges, rows }: RunSuite): string | undefined {
  const valueTypes = new Map(judges.map(({ id, definition }) => [id, definition.valueType]))
  const seen = new Set<string>()
  for (const row of rows) {
    const { id, sampleId = null, repeat } = row
    const key = JSON.stringify([id, sampleId, repeat])
    if (seen.has(key)) return `the row ${id}${repeat > 0 ? ` (repeat ${repeat})` : ''} stands twice`
    seen.add(key)
    const fault = verdictFault(row, valueTypes)
    if (fault !== undefined) return fault
  }
  return undefined
}

function verdictFault(
  { id, verdicts }: RunRow,
  valueTypes: ReadonlyMap<string, ValueType>,
): string | undefined {
  for (const verdict of verdicts) {
    const valueType = valueTypes.get(verdict.judge)
    if (verdict.outcome !== 'scored' || valueType === undefined) continue
    if (!isAllowed(valueType, verdict.value)) {
      return `the row ${id} has the verdict ${JSON.stringify(verdict.value)} of ${verdict.judge}, which that judge cannot give,`
    }
  }
  return undefined
}
